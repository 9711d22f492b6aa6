/** What lies up- and downstream of a cell in the graph. Pure; edges may be given in any order, loops end. */
import { getOrInsert } from '../../../runtime/get-or-insert.ts'
import type { GraphView } from '../../../runtime/view.ts'

type Edges = GraphView['edges']

export const upstream = (edges: Edges, id: string): ReadonlySet<string> =>
  reached(
    id,
    indexed(edges, edge => [edge.to, edge.from]),
  )

export const downstream = (edges: Edges, id: string): ReadonlySet<string> =>
  reached(
    id,
    indexed(edges, edge => [edge.from, edge.to]),
  )

const indexed = (edges: Edges, ends: (edge: Edges[number]) => readonly [string, string]) => {
  const next = new Map<string, string[]>()
  for (const edge of edges) {
    const [from, to] = ends(edge)
    getOrInsert(next, from, () => []).push(to)
  }
  return next
}

/** Without the cell itself. */
const reached = (start: string, next: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> => {
  const found = new Set<string>()
  const open = [start]
  for (let id = open.pop(); id !== undefined; id = open.pop())
    for (const other of next.get(id) ?? [])
      if (other !== start && !found.has(other)) {
        found.add(other)
        open.push(other)
      }
  return found
}
