/**
 * Cells that nothing joins stand in rows below the graph, in the document's order: in one row with the others they would make it many
 * times as wide as a side panel. Pure.
 */
import type { GraphView } from '../../../runtime/view.ts'
import type { Box, BoxSize, Placed } from './layered-layout.ts'

/** The cells that an edge touches, with all edges; and those that none does. */
export const joinedAndIsolated = ({ nodes, edges }: GraphView): readonly [joined: GraphView, isolated: string[]] => {
  const touched = new Set(edges.flatMap(({ from, to }) => [from, to]))
  const isolated = nodes.filter(({ id }) => !touched.has(id)).map(({ id }) => id)
  return [{ nodes: nodes.filter(({ id }) => touched.has(id)), edges }, isolated]
}

/** No wider than what stands above, but two in a row at least. */
export const withIsolatedBelow = (above: Placed, isolated: readonly string[], size: BoxSize): Placed => {
  if (isolated.length === 0) return above
  const [across, down] = [size.width + size.gap, size.height + size.gap]
  const columns = Math.max(2, Math.floor((above.width - size.gap) / across))
  const top = above.boxes.size === 0 ? size.gap : above.height
  const boxes = new Map<string, Box>(above.boxes)
  isolated.forEach((id, index) => {
    const [column, row] = [index % columns, Math.floor(index / columns)]
    boxes.set(id, {
      x: size.gap + column * across + size.width / 2,
      y: top + row * down + size.height / 2,
    })
  })
  const rows = Math.ceil(isolated.length / columns)
  const width = Math.max(above.width, size.gap + Math.min(columns, isolated.length) * across)
  return { boxes, width, height: top + rows * down }
}
