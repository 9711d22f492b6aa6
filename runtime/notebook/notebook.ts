/** The document as a value: ordered code cells with their ids and sources. An edit gives a new one. */
import type { CellId } from '../brand.ts'

export interface Cell {
  readonly id: CellId
  readonly source: string
}

export interface Notebook {
  readonly cells: readonly Cell[]
}

export const emptyNotebook: Notebook = { cells: [] }

/**
 * Later cells with an id that was there before are dropped: an id names one cell. Cells that are as they were in `before` are
 * the same objects, and where all are, so is the notebook.
 */
export const notebookOf = (cells: readonly Cell[], before: Notebook = emptyNotebook): Notebook => {
  const known = new Map(before.cells.map(cell => [cell.id, cell]))
  const seen = new Set<CellId>()
  const now = cells
    .filter(({ id }) => !seen.has(id) && seen.add(id))
    .map(({ id, source }) => (known.get(id)?.source === source ? (known.get(id) as Cell) : { id, source }))
  const same = now.length === before.cells.length && now.every((cell, i) => cell === before.cells[i])
  return same ? before : { cells: now }
}

export const indexOf = (notebook: Notebook, id: CellId): number => {
  const place = placesOf(notebook).get(id)
  if (place === undefined || notebook.cells[place]?.id === id) return place ?? -1
  return notebook.cells.findIndex(cell => cell.id === id)
}

/** Asked many times between two edits. One that came of another by an edit in place or at the end shares its places. */
const known = new WeakMap<Notebook, Map<CellId, number>>()

const placesOf = (notebook: Notebook): Map<CellId, number> => {
  const places = known.get(notebook) ?? new Map(notebook.cells.map((cell, i) => [cell.id, i]))
  known.set(notebook, places)
  return places
}

/** Changes a cell's source; a cell that isn't there yet goes to the end. */
export const withSource = (notebook: Notebook, id: CellId, source: string): Notebook => {
  const index = indexOf(notebook, id)
  if (index !== -1 && notebook.cells[index]?.source === source) return notebook
  const { cells } = notebook
  const edited = { cells: index === -1 ? [...cells, { id, source }] : cells.with(index, { id, source }) }
  const places = placesOf(notebook)
  if (index === -1) places.set(id, cells.length)
  known.set(edited, places)
  return edited
}

export const without = (notebook: Notebook, gone: ReadonlySet<CellId>): Notebook => ({
  cells: notebook.cells.filter(c => !gone.has(c.id)),
})
