/** Which of the cells that are to be run belong to a command. Pure. */
import type { CellView } from '../../../runtime/view.ts'

export interface Cells {
  /** All code cells, in the document's order. */
  readonly order: readonly { readonly id: string; readonly source: string }[]
}

/** JupyterLab never sends an empty cell, so it stays to be run forever: it is nothing to run. */
export const runnable = (todo: readonly string[], { order }: Cells): readonly string[] => {
  const written = new Set(order.filter(cell => cell.source.trim() !== '').map(cell => cell.id))
  return todo.filter(id => written.has(id))
}

/** Down to a cell, itself included. */
export const upTo = (todo: readonly string[], id: string, { order }: Cells): readonly string[] => {
  const above = new Set(order.slice(0, order.findIndex(cell => cell.id === id) + 1).map(cell => cell.id))
  return todo.filter(other => above.has(other))
}

/** From a cell to the end, itself included. */
export const from = (id: string, { order }: Cells): readonly string[] => {
  const index = order.findIndex(cell => cell.id === id)
  return index < 0 ? [] : order.slice(index).map(cell => cell.id)
}

/** How long these cells took when they last ran, milliseconds; undefined where none of them ever did. */
export const expectedMs = (ids: readonly string[], view: (id: string) => CellView | undefined): number | undefined => {
  const known = ids.flatMap(id => view(id)?.ms ?? [])
  return known.length === 0 ? undefined : known.reduce((sum, ms) => sum + ms, 0)
}
