/** Drawings of a notebook's graph: every node and edge is there, and no title can break out of its quotes. */
import { parseHTML } from 'linkedom'
import { describe, expect, it } from 'vitest'
import { graphAsSvg } from '../../runtime/sharing/page/graph-svg.ts'
import { graphAsDot, graphAsMermaid } from '../../runtime/plan/graph-text.ts'
import type { GraphView } from '../../runtime/view.ts'

const evil = '</text><script>alert("x")</script> & `y`\\'
const graph: GraphView = {
  nodes: [
    { id: 'a', title: 'rows', state: 'fresh' },
    { id: 'b', title: evil, state: 'stale' },
    { id: 'c', title: 'alone', state: 'failed' },
  ],
  edges: [{ from: 'a', to: 'b', names: ['rows', 'x"y'] }],
}

describe('svg', () => {
  const { document } = parseHTML(graphAsSvg(graph))

  it('has a box for each cell in the colour of its state, and a line for each edge', () => {
    expect([...document.querySelectorAll('rect')].map(rect => rect.getAttribute('fill'))).toEqual([
      '#c8e6c9',
      '#ffd8a8',
      '#ffc9c9',
    ])
    expect(document.querySelectorAll('path[marker-end]').length).toBe(1)
  })

  it('shows titles as text, whatever they hold', () => {
    expect(document.querySelector('script')).toBeNull()
    expect([...document.querySelectorAll('text')].map(text => text.textContent)).toEqual([
      'rows, x"y',
      'rows',
      evil,
      'alone',
    ])
  })

  it('keeps boxes apart and inside the drawing', () => {
    const boxes = [...document.querySelectorAll('rect')].map(rect => {
      const [x = 0, y = 0, width = 0, height = 0] = ['x', 'y', 'width', 'height'].map(name =>
        Number(rect.getAttribute(name)),
      )
      return { x, y, width, height }
    })
    const apart = (p: (typeof boxes)[number], q: (typeof boxes)[number]): boolean =>
      p.x + p.width <= q.x || q.x + q.width <= p.x || p.y + p.height <= q.y || q.y + q.height <= p.y
    for (const p of boxes) {
      expect(p.x).toBeGreaterThanOrEqual(0)
      for (const q of boxes) expect(p === q || apart(p, q)).toBe(true)
    }
  })

  it('of an empty notebook is an empty drawing', () => {
    expect(graphAsSvg({ nodes: [], edges: [] })).toMatch(/^<svg[\s\S]*viewBox="0 0 \d+ \d+"[\s\S]*<\/svg>\n$/)
  })
})

it('dot quotes ids, titles and names', () => {
  expect(graphAsDot(graph)).toBe(`digraph notebook {
  node [shape=box, style="rounded,filled", fontname="sans-serif"]
  "a" [label="rows", fillcolor="#c8e6c9"]
  "b" [label="</text><script>alert(\\"x\\")</script> & \`y\`\\\\", fillcolor="#ffd8a8"]
  "c" [label="alone", fillcolor="#ffc9c9"]
  "a" -> "b" [label="rows, x\\"y"]
}
`)
})

it('mermaid numbers its nodes and writes special characters as entities', () => {
  expect(graphAsMermaid(graph)).toBe(`flowchart TD
  c0["rows"]:::fresh
  c1["#60;/text#62;#60;script#62;alert(#34;x#34;)#60;/script#62; #38; #96;y#96;\\"]:::stale
  c2["alone"]:::failed
  c0 -->|"rows, x#34;y"| c1
  classDef fresh fill:#c8e6c9
  classDef stale fill:#ffd8a8
  classDef failed fill:#ffc9c9
`)
})
