/**
 * The graph as SVG: a box for each cell, a line for each edge, coloured by attributes that the style sheet reads. It only
 * draws and recolours; where things stand and what a click does come from outside.
 */
import type { CellView, GraphView } from '../../../runtime/view.ts'
import type { Box, BoxSize, Placed } from '../model/layered-layout.ts'
import { downstream, upstream } from '../model/neighbours.ts'
import { svgElement } from './element.ts'

/** Characters that fit into a box. */
const LABEL_LENGTH = 14

export interface GraphDrawing {
  readonly svg: SVGSVGElement
  /** Colours the boxes by the newest states. */
  recolour(view: (id: string) => CellView | undefined): void
}

export const drawGraph = (
  graph: GraphView,
  placed: Placed,
  { size, reveal }: { readonly size: BoxSize; readonly reveal: (id: string) => void },
): GraphDrawing => {
  const svg = svgElement('svg', { class: 'cellar-Graph', width: placed.width, height: placed.height, role: 'group' })
  svg.setAttribute('aria-label', 'Graph of the cells')
  const lines = graph.edges.flatMap(edge => {
    const [from, to] = [placed.boxes.get(edge.from), placed.boxes.get(edge.to)]
    return from && to ? [{ edge, line: lineBetween(from, to, { names: edge.names, size }) }] : []
  })
  const boxes = new Map(
    graph.nodes.flatMap(node => {
      const at = placed.boxes.get(node.id)
      return at ? [[node.id, boxAt(at, { id: node.id, title: node.title, size })] as const] : []
    }),
  )
  svg.append(...lines.map(({ line }) => line), ...boxes.values())

  const highlight = (id: string | undefined): void => {
    const near =
      id === undefined ? new Set() : new Set([id, ...upstream(graph.edges, id), ...downstream(graph.edges, id)])
    svg.classList.toggle('cellar-mod-hovering', id !== undefined)
    for (const [other, box] of boxes) box.classList.toggle('cellar-mod-near', near.has(other))
    for (const { edge, line } of lines)
      line.classList.toggle('cellar-mod-near', near.has(edge.from) && near.has(edge.to))
  }
  const onCell = (act: (id: string | undefined) => void) => (event: Event) => act(idAt(event))
  svg.addEventListener('mouseover', onCell(highlight))
  svg.addEventListener('focusin', onCell(highlight))
  svg.addEventListener('mouseleave', () => highlight(undefined))
  svg.addEventListener('focusout', () => highlight(undefined))
  svg.addEventListener(
    'click',
    onCell(id => id !== undefined && reveal(id)),
  )
  svg.addEventListener('keydown', event => {
    const id = idAt(event)
    if (event.key === 'Enter' && id !== undefined) reveal(id)
  })
  const titles = new Map(graph.nodes.map(node => [node.id, node.title]))
  return {
    svg,
    recolour: view => {
      for (const [id, box] of boxes) label(box, { title: titles.get(id) ?? '', view: view(id) })
    },
  }
}

const idAt = (event: Event): string | undefined =>
  event.target instanceof Element ? event.target.closest<SVGElement>('[data-cell]')?.dataset.cell : undefined

const lineBetween = (
  from: Box,
  to: Box,
  { names, size }: { readonly names: readonly string[]; readonly size: BoxSize },
): SVGElement => {
  const [top, bottom] = [from.y + size.height / 2, to.y - size.height / 2]
  const middle = (top + bottom) / 2
  const line = svgElement('path', {
    class: 'cellar-Graph-edge',
    d: `M${from.x},${top} C${from.x},${middle} ${to.x},${middle} ${to.x},${bottom}`,
  })
  line.append(titleOf(names.join(', ')))
  return line
}

const boxAt = (
  at: Box,
  { id, title, size }: { readonly id: string; readonly title: string; readonly size: BoxSize },
): SVGElement => {
  const box = svgElement('g', { class: 'cellar-Graph-cell', tabindex: 0, role: 'button', 'data-cell': id })
  box.setAttribute('transform', `translate(${at.x - size.width / 2},${at.y - size.height / 2})`)
  const text = svgElement('text', { x: 9, y: size.height / 2 + 4 })
  text.textContent = title
  const bar = svgElement('rect', { class: 'cellar-Graph-bar', width: 4, height: size.height, rx: 2 })
  box.append(titleOf(title), svgElement('rect', { width: size.width, height: size.height, rx: 3 }), bar, text)
  return box
}

const label = (
  box: SVGElement,
  { title, view }: { readonly title: string; readonly view: CellView | undefined },
): void => {
  const state = view?.state ?? 'new'
  const names = view?.defines.join(', ') ?? ''
  const text = `${title} ${names}`.trim()
  if (box.dataset.cellarState === state && box.dataset.text === text) return
  box.dataset.cellarState = state
  box.dataset.text = text
  const [tip, , , shown] = box.children
  if (tip) tip.textContent = [`${title} ${state}`, ...(names ? [`defines ${names}`] : [])].join('\n')
  if (shown) shown.textContent = text.length > LABEL_LENGTH ? `${text.slice(0, LABEL_LENGTH - 1)}…` : text
  box.setAttribute('aria-label', `Cell ${title}, ${state}${names ? `, defines ${names}` : ''}`)
}

const titleOf = (text: string): SVGElement => {
  const title = svgElement('title', {})
  title.textContent = text
  return title
}
