/** A notebook's graph as a standalone SVG, laid out top to bottom by dagre. User text is escaped; no scripts, no fonts. */
import dagre from '@dagrejs/dagre'
import { escapeHtml } from '../../capture/html-escape.ts'
import { stateColour } from '../../plan/state-colours.ts'
import type { GraphView } from '../../view.ts'

const CHARACTER_WIDTH = 7.2
const BOX_HEIGHT = 34
const MARGIN = 16

interface Point {
  readonly x: number
  readonly y: number
}

/** `link`: where a cell's box leads. */
export const graphAsSvg = (graph: GraphView, link?: (id: string) => string): string => {
  const layout = new dagre.graphlib.Graph({ multigraph: false })
  layout.setGraph({ rankdir: 'TB', nodesep: 24, ranksep: 44, marginx: MARGIN, marginy: MARGIN })
  for (const { id, title } of graph.nodes)
    layout.setNode(id, { width: 24 + title.length * CHARACTER_WIDTH, height: BOX_HEIGHT })
  for (const { from, to, names } of graph.edges)
    layout.setEdge(from, to, { width: names.join(', ').length * CHARACTER_WIDTH, height: 14, labelpos: 'c' })
  dagre.layout(layout)
  const { width = 0, height = 0 } = layout.graph()
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${round(height)}" width="${round(width)}" ` +
      `height="${round(height)}" font-family="sans-serif" font-size="12">`,
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">' +
      '<path d="M0 0 8 4 0 8z" fill="#666"/></marker></defs>',
    ...graph.edges.map(edge => drawEdge(layout.edge(edge.from, edge.to), edge.names)),
    ...graph.nodes.map(node => {
      const drawn = drawNode(layout.node(node.id), node)
      return link === undefined ? drawn : `<a href="${escapeHtml(link(node.id))}">${drawn}</a>`
    }),
    '</svg>\n',
  ].join('\n')
}

const drawEdge = (edge: { readonly points: readonly Point[] } & Point, names: readonly string[]): string => {
  const path = edge.points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('')
  const label = names.length === 0 ? '' : text(edge, names.join(', '), HALO)
  return `<path d="${path}" fill="none" stroke="#666" marker-end="url(#arrow)"/>${label}`
}

const drawNode = (
  box: Point & { readonly width: number; readonly height: number },
  { title, state }: GraphView['nodes'][number],
): string =>
  `<rect x="${round(box.x - box.width / 2)}" y="${round(box.y - box.height / 2)}" width="${round(box.width)}" ` +
  `height="${box.height}" rx="6" fill="${stateColour[state]}" stroke="#666"><title>${escapeHtml(state)}</title></rect>` +
  text(box, title, '')

/** Keeps a name readable across the line it stands on. */
const HALO = ' stroke="#fff" stroke-width="4" paint-order="stroke"'

const text = ({ x, y }: Point, content: string, halo: string): string =>
  `<text x="${round(x)}" y="${round(y + 4)}" text-anchor="middle" fill="#222"${halo}>${escapeHtml(content)}</text>`

const round = (n: number): number => Math.round(n * 10) / 10
