/**
 * Reads the notebooks of a folder for a report: each with its states, outputs, figures and their provenance, from the stores. Runs nothing. A
 * notebook that can't be read is reported as that.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { ignoredByDefault } from '../../effects/files/ignored.ts'
import { cleanMarkup } from '../../figures/clean-markup.ts'
import { codeCells, parseNotebook } from '../../notebook/ipynb.ts'
import { openNotebook } from '../../open-notebook.ts'
import type { NotebookRuntime } from '../../runtime.ts'
import type { FigureRow } from '../../store/figure-store.ts'
import type { StoreOnDisk } from '../../store/maintenance.ts'
import { openStore } from '../../store/open-store.ts'
import { storeFolder } from '../../store/store-folder.ts'
import { gatherNotebook } from '../gather-notebook.ts'
import { type Provenance, provenanceOf } from './provenance.ts'
import type { Picture, ReportedFigure, ReportedNotebook } from './reported-notebook.ts'

/** Absolute paths of the notebooks below a folder, in order; what tools keep for themselves is left out, links not followed. */
export const notebooksBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(entry => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return ignoredByDefault(path) || entry.name.startsWith('.') ? [] : notebooksBelow(path)
      return entry.isFile() && entry.name.endsWith('.ipynb') ? [path] : []
    })

export interface ReadRequest {
  readonly folder: string
  readonly now: number
  readonly onNotice: (text: string) => void
}

/** One at a time: a report over many notebooks holds one of them. */
export async function* readNotebooks({ folder, now, onNotice }: ReadRequest): AsyncGenerator<ReportedNotebook> {
  const slugs = new Set<string>()
  for (const path of notebooksBelow(folder)) {
    const place = { path: relative(folder, path).split(sep).join('/'), slug: freeSlug(relative(folder, path), slugs) }
    try {
      yield { ...place, ...(await readOne(path, { now, onNotice })) }
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'NotebookError') throw error
      yield { ...place, problem: error.message }
    }
  }
}

const readOne = async (path: string, { now, onNotice }: Omit<ReadRequest, 'folder'>) => {
  const { notebook } = parseNotebook(readFileSync(path, 'utf8'), path)
  const runtime = await openNotebook({ notebookPath: path, cwd: dirname(path), onNotice })
  try {
    const cells = codeCells(notebook)
    runtime.setDocument(cells)
    const shared = gatherNotebook({ path, notebook, runtime, now })
    return {
      shared,
      figures: figuresOf(
        path,
        runtime,
        cells.map(({ id }) => id as string),
      ),
    }
  } finally {
    await runtime.close()
  }
}

const figuresOf = (path: string, runtime: NotebookRuntime, cells: readonly string[]): readonly ReportedFigure[] => {
  const folder = storeFolder(path, process.env)
  if (!existsSync(join(folder, 'index.db'))) return []
  const store = openStore({ folder })
  try {
    const newest = new Map<string, FigureRow>()
    for (const row of store.figures.list({ notebook: path })) if (!newest.has(row.name)) newest.set(row.name, row)
    const shown = cells.map(id => runtime.trace(id as Parameters<NotebookRuntime['trace']>[0]))
    const provenance = new Map<string, Provenance | undefined>()
    return [...newest.values()]
      .filter(({ cell }) => cells.includes(cell))
      .map(row => {
        if (!provenance.has(row.cell))
          provenance.set(
            row.cell,
            provenanceOf(cells.indexOf(row.cell), shown, run => store.details(run)),
          )
        return figureOf(row, store, provenance.get(row.cell))
      })
  } finally {
    store.close()
  }
}

const figureOf = (row: FigureRow, store: StoreOnDisk, provenance: Provenance | undefined): ReportedFigure => ({
  name: row.name,
  ...(row.caption === undefined ? {} : { caption: row.caption }),
  cell: row.cell,
  at: row.at,
  version: row.version,
  picture: pictureOf(row, store.figures.content(row)),
  ...(provenance === undefined ? {} : { provenance }),
})

const pictureOf = ({ mime, hash }: FigureRow, content: Uint8Array | undefined): Picture => {
  if (content === undefined) return { is: 'none' }
  const text = () => Buffer.from(content).toString()
  switch (mime) {
    case 'image/svg+xml':
      // Opened by itself, an SVG file is a document that could run scripts.
      return { is: 'file', name: `${hash}.svg`, bytes: Buffer.from(cleanMarkup(text()).markup) }
    case 'image/png':
      return { is: 'file', name: `${hash}.png`, bytes: content }
    case 'image/jpeg':
      return { is: 'file', name: `${hash}.jpg`, bytes: content }
    case 'text/html':
      return { is: 'markup', html: cleanMarkup(text()).markup }
    default:
      return { is: 'none' }
  }
}

const freeSlug = (path: string, taken: Set<string>): string => {
  const wish = path.replace(/\.ipynb$/, '').replace(/[^\w-]+/g, '-') || 'notebook'
  let slug = wish
  for (let n = 2; taken.has(slug.toLowerCase()); n++) slug = `${wish}-${n}`
  taken.add(slug.toLowerCase())
  return slug
}
