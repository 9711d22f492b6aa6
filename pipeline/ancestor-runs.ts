/**
 * The cells that run because the one that was asked for needs them (`--to`): found by their states, and told as if they had been asked for.
 * It starts nothing.
 */
import type { NotebookCell } from '../runtime/notebook/ipynb.ts'
import type { NotebookRuntime } from '../runtime/runtime.ts'
import type { CellView } from '../runtime/view.ts'

/** Returns the unsubscribe. */
export const followAncestors = (
  runtime: NotebookRuntime,
  ancestors: readonly NotebookCell[],
  told: {
    readonly started: (cell: NotebookCell) => void
    readonly ended: (cell: NotebookCell, view: CellView) => void
  },
): (() => void) => {
  // Whoever listens has the whole notebook looked at after every cell.
  if (ancestors.length === 0) return () => {}
  const byId = new Map<string, NotebookCell>(ancestors.map(cell => [cell.id, cell]))
  const running = new Set<NotebookCell>()
  return runtime.subscribe(({ cells }) => {
    for (const view of cells) {
      const cell = byId.get(view.id)
      if (cell === undefined) continue
      if (view.state === 'running') {
        if (!running.has(cell)) told.started(cell)
        running.add(cell)
      } else if (running.delete(cell)) told.ended(cell, view)
    }
  })
}
