/** One notebook's line in the overview of a report. */
import { stripVTControlCharacters } from 'node:util'
import type { SharedCode } from '../shared-notebook.ts'
import type { ReportedNotebook } from './reported-notebook.ts'
import { errorText, statesHtml } from './report-pages.ts'

export interface NotebookSummary {
  readonly path: string
  readonly slug: string
  readonly problem?: string
  /** HTML. */
  readonly states: string
  readonly figures: number
  /** milliseconds since 1970 */
  readonly lastRun?: number
  /** Of the runs shown, together. */
  readonly ms?: number
  /** First line of the first error. */
  readonly error?: string
}

export const summaryOf = (notebook: ReportedNotebook): NotebookSummary => {
  const { path, slug } = notebook
  if ('problem' in notebook) return { path, slug, problem: notebook.problem, states: '', figures: 0 }
  const cells = notebook.shared.cells.filter((cell): cell is SharedCode => cell.is === 'code')
  const runs = cells.flatMap(({ run }) => run ?? [])
  const failed = cells.find(cell => cell.state !== 'fresh' && errorText(cell) !== undefined)
  const error = failed === undefined ? undefined : stripVTControlCharacters(errorText(failed) ?? '').split('\n')[0]
  return {
    path,
    slug,
    states: statesHtml(cells),
    figures: notebook.figures.length,
    ...(runs.length === 0
      ? {}
      : {
          lastRun: Math.max(...runs.map(({ startedAt }) => startedAt)),
          ms: runs.reduce((sum, { ms }) => sum + ms, 0),
        }),
    ...(error === undefined ? {} : { error }),
  }
}
