/**
 * Places a large graph in time that grows with its edges: a cell stands one row below the lowest cell it reads from, and in
 * its row by its place in the document. dagre draws nicer, but takes seconds from a few hundred cells on.
 */
import type { GraphView } from '../../../runtime/view.ts'

export interface Box {
  /** The centre. */
  readonly x: number
  readonly y: number
}

export interface Placed {
  readonly boxes: ReadonlyMap<string, Box>
  readonly width: number
  readonly height: number
}

export interface BoxSize {
  readonly width: number
  readonly height: number
  /** Between boxes of a row, and between rows. */
  readonly gap: number
}

export const layered = (graph: GraphView, size: BoxSize): Placed => {
  const row = rowsOf(graph)
  const filled: number[] = []
  const boxes = new Map<string, Box>()
  for (const { id } of graph.nodes) {
    const y = row.get(id) ?? 0
    const x = filled[y] ?? 0
    filled[y] = x + 1
    boxes.set(id, { x: middle(x, size.width, size.gap), y: middle(y, size.height, size.gap * 2) })
  }
  const columns = filled.reduce((widest, count) => Math.max(widest, count ?? 0), 0)
  return {
    boxes,
    width: columns * (size.width + size.gap) + size.gap,
    height: filled.length * (size.height + size.gap * 2) + size.gap * 2,
  }
}

const middle = (index: number, length: number, gap: number): number => gap + index * (length + gap) + length / 2

/** Nodes come in the document's order and edges point down it, so one pass finds every row; an edge upwards is not followed. */
const rowsOf = ({ nodes, edges }: GraphView): ReadonlyMap<string, number> => {
  const above = new Map<string, string[]>(nodes.map(({ id }) => [id, []]))
  for (const { from, to } of edges) above.get(to)?.push(from)
  const rows = new Map<string, number>()
  for (const { id } of nodes) {
    const rowsAbove = (above.get(id) ?? []).flatMap(from => rows.get(from) ?? [])
    rows.set(
      id,
      rowsAbove.reduce((lowest, row) => Math.max(lowest, row + 1), 0),
    )
  }
  return rows
}
