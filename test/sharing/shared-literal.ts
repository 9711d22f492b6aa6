/** A notebook as its file holds it, from a literal of cells with outputs, and the page made of it: no store, no runtime behind it. */
import { join } from 'node:path'
import { parseNotebook } from '../../runtime/notebook/ipynb.ts'
import { gatherNotebook } from '../../runtime/sharing/gather-notebook.ts'
import { notebookPage } from '../../runtime/sharing/page/notebook-page.ts'
import type { SharedNotebook } from '../../runtime/sharing/shared-notebook.ts'

export type LiteralCell =
  | { readonly markdown: string; readonly attachments?: unknown }
  | { readonly code: string; readonly outputs?: readonly unknown[]; readonly metadata?: unknown }

const repository = join(import.meta.dirname, '../..')

export const fileText = (cells: readonly LiteralCell[]): string =>
  JSON.stringify({
    cells: cells.map((cell, index) =>
      'markdown' in cell
        ? {
            cell_type: 'markdown',
            id: `m${index}`,
            metadata: {},
            source: cell.markdown,
            ...(cell.attachments === undefined ? {} : { attachments: cell.attachments }),
          }
        : {
            cell_type: 'code',
            id: `c${index}`,
            execution_count: 1,
            metadata: cell.metadata ?? {},
            source: cell.code,
            outputs: cell.outputs ?? [],
          },
    ),
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5,
  })

const nothingRun = {
  states: () => [],
  graph: () => ({ nodes: [], edges: [] }),
  events: () => undefined,
  runs: () => [],
}

export const sharedFrom = (cells: readonly LiteralCell[], path = join(repository, 'literal.ipynb')): SharedNotebook => {
  const { notebook } = parseNotebook(fileText(cells), path)
  return gatherNotebook({ path, notebook, runtime: nothingRun, now: Date.UTC(2026, 10, 21) })
}

/** Drawing libraries come from this repository's packages. */
export const pageFrom = (cells: readonly LiteralCell[], path?: string): string =>
  notebookPage(sharedFrom(cells, path), { folder: repository })

export const shown = (data: Readonly<Record<string, unknown>>): LiteralCell => ({
  code: 'show()',
  outputs: [{ output_type: 'display_data', data, metadata: {} }],
})
