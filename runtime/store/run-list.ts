/**
 * The runs as a list: filtered, newest first, paged; and the tags that keep runs from being collected.
 */
import type { Database } from 'better-sqlite3'
import type { RunId } from '../brand.ts'
import { StoreError } from './errors.ts'
import type { RunQuery, RunRow } from './store.ts'
import { whereOf } from './where.ts'

export interface RunList {
  runs(query: RunQuery): readonly RunRow[]
  tag(run: RunId, tag: string): void
  untag(run: RunId, tag: string): void
  /** The runs whose id begins so, at most two: enough to tell none, one and several. */
  runsLike(prefix: string): readonly RunId[]
}

export function runList(database: Database): RunList {
  const row = database.prepare<[RunId], number>('SELECT id FROM runs WHERE run = ?').pluck()
  const addTag = database.prepare<[string, number]>('INSERT OR IGNORE INTO tags (tag, run) VALUES (?, ?)')
  const dropTag = database.prepare<[string, number]>('DELETE FROM tags WHERE tag = ? AND run = ?')
  const like = database
    .prepare<[string, number, string], RunId>('SELECT run FROM runs WHERE run >= ? AND substr(run, 1, ?) = ? LIMIT 2')
    .pluck()
  const tagRun = database.transaction((run: RunId, tag: string): void => {
    const found = row.get(run)
    if (found === undefined) throw noSuchRun(run)
    addTag.run(tag, found)
  })
  return {
    runs: query => select(database, query),
    tag: (run, tag) => tagRun.immediate(run, tag),
    untag: (run, tag) => void dropTag.run(tag, row.get(run) ?? -1),
    runsLike: prefix => like.all(prefix, prefix.length, prefix),
  }
}

export const noSuchRun = (run: string): StoreError =>
  new StoreError('absent', {
    what: `No run ${run}`,
    why: 'the store holds none by that id',
    next: '`cellar runs` lists them',
  })

function select(database: Database, query: RunQuery): readonly RunRow[] {
  const { where, values } = whereOf({
    'runs.run = ?': query.run,
    'notebooks.path = ?': query.notebook,
    'cell = ?': query.cell,
    'runs.id IN (SELECT run FROM tags WHERE tag = ?)': query.tag,
    'outcome = ?': query.outcome,
    'started >= ?': query.since,
  })
  return database
    .prepare<unknown[], ListedRun>(
      `SELECT runs.run AS id, notebooks.path AS notebook, cell, key, outcome, started AS startedAt, ms, place AS "where",
         (SELECT json_group_array(tag) FROM (SELECT tag FROM tags WHERE tags.run = runs.id ORDER BY tag)) AS tags
       FROM runs JOIN notebooks ON notebooks.id = runs.notebook ${where} ORDER BY runs.id DESC LIMIT ? OFFSET ?`,
    )
    .all(...values, query.limit, query.offset)
    .map(row => ({ ...row, tags: JSON.parse(row.tags) as string[] }))
}

type ListedRun = Omit<RunRow, 'tags'> & { readonly tags: string }
