/**
 * Reads the notebooks of a folder for a report: each with its states, outputs, figures and their provenance, from the stores. Runs nothing. A
 * notebook that can't be read is reported as that.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { ignoredByDefault } from '../../effects/files/ignored.ts'
import { codeCells, parseNotebook } from '../../notebook/ipynb.ts'
import { openNotebook } from '../../open-notebook.ts'
import { gatherNotebook } from '../gather-notebook.ts'
import { readFigures } from './read-figures.ts'
import type { ReportedNotebook } from './reported-notebook.ts'

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
    const figures = await readFigures({ path, runtime, cells: cells.map(({ id }) => id) })
    return { shared, figures }
  } finally {
    await runtime.close()
  }
}

const freeSlug = (path: string, taken: Set<string>): string => {
  const wish = path.replace(/\.ipynb$/, '').replace(/[^\w-]+/g, '-') || 'notebook'
  let slug = wish
  for (let n = 2; taken.has(slug.toLowerCase()); n++) slug = `${wish}-${n}`
  taken.add(slug.toLowerCase())
  return slug
}
