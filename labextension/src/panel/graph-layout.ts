/**
 * Where the boxes of the graph stand: dagre's layout, fetched when a graph is first shown, for graphs that it draws in the
 * blink of an eye; the layered one above that. Cells that nothing joins stand below.
 */
import type { GraphView } from '../../../runtime/view.ts'
import { joinedAndIsolated, withIsolatedBelow } from '../model/isolated-below.ts'
import { type BoxSize, layered, type Placed } from '../model/layered-layout.ts'

/** Nodes and edges. dagre takes 0.2 s for 100 nodes with 150 edges, 7 s and more for 1,000, and the page stands still. */
const DAGRE_LIMIT = 250

export const place = async (graph: GraphView, size: BoxSize): Promise<Placed> => {
  const [joined, isolated] = joinedAndIsolated(graph)
  const isLarge = joined.nodes.length + joined.edges.length > DAGRE_LIMIT
  const placed = isLarge || joined.nodes.length === 0 ? layered(joined, size) : await dagre(joined, size)
  return withIsolatedBelow(placed, isolated, size)
}

const dagre = async (graph: GraphView, size: BoxSize): Promise<Placed> => {
  const { graphlib, layout } = await import('@dagrejs/dagre')
  const drawing = new graphlib.Graph()
  const { gap } = size
  drawing.setGraph({ rankdir: 'TB', ranker: 'tight-tree', nodesep: gap, ranksep: gap * 2, marginx: gap, marginy: gap })
  drawing.setDefaultEdgeLabel(() => ({}))
  for (const { id } of graph.nodes) drawing.setNode(id, { width: size.width, height: size.height })
  for (const { from, to } of graph.edges) drawing.setEdge(from, to)
  layout(drawing)
  const { width = 0, height = 0 } = drawing.graph()
  const boxes = new Map(graph.nodes.map(({ id }) => [id, { x: drawing.node(id).x ?? 0, y: drawing.node(id).y ?? 0 }]))
  return { boxes, width, height }
}
