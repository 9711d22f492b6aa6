/** The graph's geometry and neighbourhoods, on random graphs too. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { joinedAndIsolated, withIsolatedBelow } from '../../labextension/src/model/isolated-below.ts'
import { layered } from '../../labextension/src/model/layered-layout.ts'
import { minimapSize } from '../../labextension/src/model/minimap-size.ts'
import { downstream, upstream } from '../../labextension/src/model/neighbours.ts'
import type { GraphView } from '../../runtime/view.ts'

const size = { width: 100, height: 20, gap: 10 }

const graphOf = (count: number, edges: readonly (readonly [number, number])[]): GraphView => ({
  nodes: Array.from({ length: count }, (_, i) => ({ id: String(i), title: `[${i + 1}]`, state: 'fresh' })),
  edges: edges.map(([from, to]) => ({ from: String(from), to: String(to), names: ['x'] })),
})

/** Edges point down the document, as the kernel's do. */
const anyGraph = fc.integer({ min: 1, max: 60 }).chain(count =>
  fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 120 }).map(pairs =>
    graphOf(
      count,
      pairs.flatMap(([a, b]) => (a === b ? [] : [[Math.min(a, b), Math.max(a, b)] as const])),
    ),
  ),
)

describe('the layered layout', () => {
  it('puts every cell below what it reads from, and no two on one place', () => {
    fc.assert(
      fc.property(anyGraph, graph => {
        const { boxes, width, height } = layered(graph, size)
        for (const { from, to } of graph.edges) expect(boxes.get(from)!.y).toBeLessThan(boxes.get(to)!.y)
        expect(new Set([...boxes.values()].map(({ x, y }) => `${x},${y}`)).size).toBe(graph.nodes.length)
        for (const { x, y } of boxes.values()) {
          expect(x + size.width / 2).toBeLessThanOrEqual(width)
          expect(y + size.height / 2).toBeLessThanOrEqual(height)
        }
      }),
    )
  })

  it('places 1,000 cells within what a person notices', () => {
    const edges = Array.from({ length: 3_000 }, (_, i) => [i % 999, (i % 999) + 1] as const)
    const start = performance.now()
    expect(layered(graphOf(1_000, edges), size).boxes.size).toBe(1_000)
    expect(performance.now() - start).toBeLessThan(200)
  })
})

describe('cells that nothing joins', () => {
  it('stand below the others, each on a place of its own, and make the graph hardly wider', () => {
    fc.assert(
      fc.property(anyGraph, graph => {
        const [joined, isolated] = joinedAndIsolated(graph)
        const above = layered(joined, size)
        const { boxes, width, height } = withIsolatedBelow(above, isolated, size)
        expect(new Set(boxes.keys())).toEqual(new Set(graph.nodes.map(({ id }) => id)))
        expect(new Set([...boxes.values()].map(({ x, y }) => `${x},${y}`)).size).toBe(graph.nodes.length)
        expect(width).toBeLessThanOrEqual(Math.max(above.width, 2 * (size.width + size.gap) + size.gap))
        for (const id of isolated) {
          const { x, y } = boxes.get(id)!
          for (const other of joined.nodes) expect(boxes.get(other.id)!.y).toBeLessThan(y)
          expect(x + size.width / 2).toBeLessThanOrEqual(width)
          expect(y + size.height / 2).toBeLessThanOrEqual(height)
        }
      }),
    )
  })
})

describe('the minimap', () => {
  it('fits its corner whatever the graph, and can be pointed at', () => {
    const side = fc.integer({ min: 1, max: 200_000 })
    fc.assert(
      fc.property(side, side, (width, height) => {
        const map = minimapSize({ width, height })
        expect([map.width, map.height].every(length => length >= 24)).toBe(true)
        expect(map.width <= 110 && map.height <= 150).toBe(true)
      }),
    )
  })

  it('keeps the proportions of a graph that is neither a line nor a row', () => {
    expect(minimapSize({ width: 1_100, height: 1_000 })).toEqual({ width: 110, height: 100 })
  })
})

describe('neighbours', () => {
  it('are found through others, without the cell itself, each way', () => {
    const { edges } = graphOf(5, [
      [0, 1],
      [1, 2],
      [3, 2],
    ])
    expect(downstream(edges, '0')).toEqual(new Set(['1', '2']))
    expect(upstream(edges, '2')).toEqual(new Set(['1', '0', '3']))
    expect(upstream(edges, '4')).toEqual(new Set())
  })

  it('mirror each other', () => {
    fc.assert(
      fc.property(anyGraph, ({ nodes, edges }) => {
        for (const { id } of nodes)
          for (const below of downstream(edges, id)) expect(upstream(edges, below)).toContain(id)
      }),
    )
  })

  it('end in a loop', () => {
    const loop = graphOf(2, [
      [0, 1],
      [1, 0],
    ])
    expect(downstream(loop.edges, '0')).toEqual(new Set(['1']))
  })
})
