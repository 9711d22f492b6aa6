/**
 * Shows fresh cells' stored output where the page has another or none: it was closed unsaved, or its outputs were cleared. Nothing is
 * run. A fresh cell that shows nothing, or what an older run showed, would not be telling the truth.
 */
import { CodeCell } from '@jupyterlab/cells'
import type { Notebook } from '@jupyterlab/notebook'
import type { CellView, OutputView } from '../../../runtime/view.ts'
import { showsAll } from '../model/same-outputs.ts'

export interface StoredOutputsParts {
  readonly notebook: Notebook
  readonly view: (id: string) => CellView | undefined
  readonly outputs: (run: string) => Promise<readonly OutputView[]>
}

/** Questions under way at once: the kernel has others to answer too. */
const AT_ONCE = 16

export const showStoredOutputs = async (parts: StoredOutputsParts): Promise<void> => {
  const fresh = parts.notebook.widgets.flatMap(cell => {
    const run = freshRun(cell.model.sharedModel.getId(), parts)
    return cell instanceof CodeCell && run !== undefined ? [{ cell, run }] : []
  })
  for (let start = 0; start < fresh.length; start += AT_ONCE)
    await Promise.all(fresh.slice(start, start + AT_ONCE).map(({ cell, run }) => show(cell, run, parts)))
}

const freshRun = (id: string, { view }: StoredOutputsParts): string | undefined => {
  const seen = view(id)
  return seen?.state === 'fresh' ? seen.run : undefined
}

const show = async (cell: CodeCell, run: string, parts: StoredOutputsParts): Promise<void> => {
  const stored = await parts.outputs(run)
  // The cell may have run, moved or gone meanwhile.
  if (cell.isDisposed || freshRun(cell.model.sharedModel.getId(), parts) !== run) return
  const { outputs, executionState } = cell.model
  if (executionState === 'running' || showsAll(outputs.toJSON(), stored)) return
  outputs.fromJSON(stored as unknown as Parameters<typeof outputs.fromJSON>[0])
}
