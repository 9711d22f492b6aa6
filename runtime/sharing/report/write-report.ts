/**
 * Writes the report of a folder of notebooks as a static site: `index.html`, `figures.html`, `failures.html` and a page for each notebook and for
 * each figure's provenance. It writes into a new folder and puts that in place of its own earlier report only; another folder is refused.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { SharedCode } from '../shared-notebook.ts'
import { notebookPage } from '../page/notebook-page.ts'
import { readNotebooks } from './read-notebooks.ts'
import { ReportError } from './report-error.ts'
import {
  type Failures,
  failuresOf,
  failuresPage,
  figureCard,
  figuresPage,
  overviewPage,
  provenanceFile,
  provenancePage,
} from './report-pages.ts'
import type { ReportedNotebook } from './reported-notebook.ts'
import { type NotebookSummary, summaryOf } from './summary.ts'
import { makeFolders } from '../../make-folders.ts'

export interface ReportRequest {
  /** Absolute. */
  readonly folder: string
  /** Absolute; absent, or an earlier report. */
  readonly site: string
  readonly now: number
  readonly onNotice: (text: string) => void
}

export interface Report {
  readonly notebooks: number
  readonly figures: number
}

/** Marks a folder as ours to replace. */
const MARK = '.cellar-report'

export const writeReport = async (request: ReportRequest): Promise<Report> => {
  const { folder, site, now } = request
  if (existsSync(site) && !existsSync(join(site, MARK)) && readdirSync(site).length > 0)
    throw new ReportError(`${site} is there already and is no report of Cellar. Name another folder with -o.`)
  makeFolders(dirname(site))
  const fresh = mkdtempSync(join(dirname(site), `.${basename(site)}-`))
  try {
    for (const name of ['notebooks', 'figures', 'provenance']) mkdirSync(join(fresh, name))
    const [summaries, cards, failures]: [NotebookSummary[], string[], Failures[]] = [[], [], []]
    for await (const notebook of readNotebooks(request)) {
      summaries.push(summaryOf(notebook))
      if ('problem' in notebook) continue
      writeNotebook(notebook, { fresh, folder })
      cards.push(...notebook.figures.map(figure => figureCard(notebook, figure)))
      const failed = failuresOf(
        notebook,
        notebook.shared.cells.filter((cell): cell is SharedCode => cell.is === 'code'),
      )
      if (failed !== undefined) failures.push(failed)
    }
    writeFileSync(join(fresh, 'index.html'), overviewPage(basename(folder), summaries, now))
    writeFileSync(join(fresh, 'figures.html'), figuresPage(cards))
    writeFileSync(join(fresh, 'failures.html'), failuresPage(failures))
    writeFileSync(join(fresh, MARK), '')
    rmSync(site, { recursive: true, force: true })
    renameSync(fresh, site)
    return { notebooks: summaries.length, figures: cards.length }
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}

const writeNotebook = (
  notebook: Extract<ReportedNotebook, { shared: unknown }>,
  { fresh, folder }: { readonly fresh: string; readonly folder: string },
): void => {
  const { slug, path, shared, figures } = notebook
  const beside = dirname(join(folder, path))
  writeFileSync(join(fresh, 'notebooks', `${slug}.html`), notebookPage(shared, { folder: beside, up: '../index.html' }))
  for (const { picture } of figures)
    if ('bytes' in picture) writeFileSync(join(fresh, 'figures', picture.name), picture.bytes)
  for (const cell of new Set(figures.map(figure => figure.cell))) {
    const own = figures.filter(figure => figure.cell === cell)
    const provenance = own[0]?.provenance
    if (provenance !== undefined)
      writeFileSync(join(fresh, provenanceFile(slug, cell)), provenancePage(notebook, own, provenance))
  }
}
