/**
 * Figures in the index. A version holds what led to it beside its run's id, because runs are collected and figures outlive
 * them. Contents, sources and forms are blobs: verified on reading, kept once.
 */
import type { Database } from 'better-sqlite3'
import type { FigureOrigin } from '../view.ts'
import type { Blobs } from './blobs.ts'
import type { Damage } from './damage.ts'
import type { FigureQuery, FigureRow, FigureStore, FigureVersion } from './figure-store.ts'

export function figureRows(database: Database, blobs: Blobs, damage: Damage): FigureStore {
  const rows = rowStatements(database)
  const newestRow = listing(database, 'WHERE notebooks.path = ? AND figures.name = ?', 'LIMIT 1')
  const addVersion = versionInsertion(database)
  const newestOf = ({ notebook, name }: FigureVersion): FigureRow | undefined => {
    const row = newestRow.get(notebook, name)
    return row === undefined ? undefined : rowOf(row)
  }
  const bytesOf = (blob: number | undefined): Uint8Array | undefined =>
    blob === undefined ? undefined : damage.bytes(blob)

  const add = database.transaction((version: FigureVersion, origin: Uint8Array): FigureRow => {
    const { notebook, name, cell, run, at, hash, mime, caption = null } = version
    const newest = newestOf(version)
    if (newest?.hash === hash) return newest
    rows.addNotebook.run(notebook)
    rows.addFigure.run(notebook, name)
    const { content: bytes, contentHash } = version
    const known = contentHash && { hash: contentHash, size: bytes.length }
    const content = blobs.keep(blobs.prepare([bytes], known))
    const about = blobs.keep(blobs.prepare([origin]))
    addVersion({ notebook, name, cell, run, at, hash, mime, caption, content, about })
    return newestOf(version) as FigureRow
  })
  const keepForm = database.transaction((hash: string, form: string, bytes: Uint8Array, notes: string): void => {
    rows.addForm.run(hash, form, blobs.keep(blobs.prepare([bytes])), notes)
  })
  return {
    // What is unchanged, which is nearly always, is found without the lock that writers wait for.
    add(version) {
      const newest = newestOf(version)
      return newest?.hash === version.hash
        ? newest
        : add.immediate(version, Buffer.from(JSON.stringify(version.origin)))
    },
    list: query => select(database, query),
    content: ({ notebook, name, version }) => bytesOf(rows.content.get(notebook, name, version)),
    origin({ notebook, name, version }) {
      const bytes = bytesOf(rows.about.get(notebook, name, version))
      return bytes === undefined ? undefined : (JSON.parse(Buffer.from(bytes).toString()) as FigureOrigin)
    },
    form({ hash, form }) {
      const found = rows.form.get(hash, form)
      const bytes = bytesOf(found?.blob)
      return found === undefined || bytes === undefined
        ? undefined
        : { bytes, notes: JSON.parse(found.notes) as readonly string[] }
    },
    keepForm: ({ hash, form }, { bytes, notes }) => keepForm.immediate(hash, form, bytes, JSON.stringify(notes)),
    tag: ({ notebook, name, version }, tag) => void rows.addTag.run(tag, notebook, name, version),
    untag: ({ notebook, name, version }, tag) => void rows.dropTag.run(tag, notebook, name, version),
  }
}

const FIGURE = `(SELECT figures.id FROM figures JOIN notebooks ON notebooks.id = figures.notebook
  WHERE notebooks.path = ? AND figures.name = ?)`
const VERSION = `(SELECT id FROM figure_versions WHERE figure = ${FIGURE} AND number = ?)`

const rowStatements = (database: Database) => ({
  addNotebook: database.prepare<[string]>('INSERT OR IGNORE INTO notebooks (path) VALUES (?)'),
  addFigure: database.prepare<[string, string]>(
    'INSERT OR IGNORE INTO figures (notebook, name, made) VALUES ((SELECT id FROM notebooks WHERE path = ?), ?, 0)',
  ),
  content: database
    .prepare<[string, string, number], number>(`SELECT content FROM figure_versions WHERE id = ${VERSION}`)
    .pluck(),
  about: database
    .prepare<[string, string, number], number>(`SELECT origin FROM figure_versions WHERE id = ${VERSION}`)
    .pluck(),
  form: database.prepare<[string, string], { readonly blob: number; readonly notes: string }>(
    'SELECT blob, notes FROM figure_forms WHERE hash = ? AND form = ?',
  ),
  addForm: database.prepare<[string, string, number, string]>(
    'INSERT OR REPLACE INTO figure_forms (hash, form, blob, notes) VALUES (?, ?, ?, ?)',
  ),
  addTag: database.prepare<[string, string, string, number]>(
    `INSERT OR IGNORE INTO figure_tags (tag, version) SELECT ?, id FROM figure_versions WHERE id = ${VERSION}`,
  ),
  dropTag: database.prepare<[string, string, string, number]>(
    `DELETE FROM figure_tags WHERE tag = ? AND version = ${VERSION}`,
  ),
})

/** The figure's counter goes up with each version, so that a collected version's number is not given again. */
function versionInsertion(database: Database): (version: NewVersion) => void {
  const count = database.prepare<NewVersion>(
    `UPDATE figures SET made = made + 1
     WHERE notebook = (SELECT id FROM notebooks WHERE path = @notebook) AND name = @name`,
  )
  const insert = database.prepare<NewVersion>(
    `INSERT INTO figure_versions (figure, number, cell, run, at, hash, mime, caption, content, origin)
     SELECT figures.id, figures.made, @cell, @run, @at, @hash, @mime, @caption, @content, @about
     FROM figures JOIN notebooks ON notebooks.id = figures.notebook
     WHERE notebooks.path = @notebook AND figures.name = @name`,
  )
  return version => {
    count.run(version)
    insert.run(version)
  }
}

/** As it is bound: contents by the ids of their blobs. */
interface NewVersion extends Omit<FigureVersion, 'content' | 'origin' | 'caption'> {
  readonly caption: string | null
  readonly content: number
  readonly about: number
}

const select = (database: Database, { notebook, name, tag }: FigureQuery): readonly FigureRow[] => {
  const conditions = [
    { sql: 'notebooks.path = ?', value: notebook },
    { sql: 'figures.name = ?', value: name },
    { sql: 'versions.id IN (SELECT version FROM figure_tags WHERE tag = ?)', value: tag },
  ].filter(condition => condition.value !== undefined)
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.map(condition => condition.sql).join(' AND ')}`
  return listing(database, where)
    .all(...conditions.map(condition => condition.value))
    .map(rowOf)
}

const listing = (database: Database, where: string, limit = '') =>
  database.prepare<unknown[], ListedVersion>(
    `SELECT notebooks.path AS notebook, figures.name, versions.number AS version, cell, run, at, versions.hash, mime,
         caption, blobs.size,
         (SELECT json_group_array(tag) FROM (SELECT tag FROM figure_tags WHERE version = versions.id ORDER BY tag)) AS tags
       FROM figure_versions AS versions JOIN figures ON figures.id = versions.figure
         JOIN notebooks ON notebooks.id = figures.notebook JOIN blobs ON blobs.id = versions.content
       ${where} ORDER BY figures.id, versions.number DESC ${limit}`,
  )

const rowOf = ({ caption, tags, ...row }: ListedVersion): FigureRow => ({
  ...row,
  ...(caption === null ? {} : { caption }),
  tags: JSON.parse(tags) as string[],
})

type ListedVersion = Omit<FigureRow, 'tags' | 'caption'> & { readonly tags: string; readonly caption: string | null }
