/**
 * Thirty figures as the libraries that people use draw them, for comparing renderings: axes with minus signs and Greek, clips,
 * transparency, gradients, dashes, legends, rotated text, images. The same at every run: chance has a seed.
 */
import * as Plot from '@observablehq/plot'
import * as d3 from 'd3'
import { parseHTML } from 'linkedom'
import { resolve } from 'node:path'
import { rectangleCanvas } from '../../runtime/capture/rectangle-canvas.ts'
import { plotlySvg } from '../../runtime/figures/charts/plotly-svg.ts'
import { vegaSvg } from '../../runtime/figures/charts/vega-svg.ts'

const { document } = parseHTML('<!doctype html><html><body></body></html>') as unknown as {
  readonly document: Document
}
const createElement = document.createElement.bind(document)
Object.assign(document, {
  createElement: (name: string) => (name === 'canvas' ? rectangleCanvas() : createElement(name)),
})

interface Document {
  createElement(name: string): unknown
  readonly body: unknown
}

const random = d3.randomNormal.source(d3.randomLcg(0.42))(0, 1)
const points = Array.from({ length: 200 }, (_, i) => ({
  x: random(),
  y: random() - 3,
  kind: 'αβγ'[i % 3] as string,
  size: (i % 9) + 1,
}))
const series = Array.from({ length: 60 }, (_, i) => ({
  t: i,
  v: Math.sin(i / 6) * 10 - 2,
  kind: i % 2 ? 'odd' : 'even',
}))

type Options = Parameters<typeof Plot.plot>[0]
const plot = (options: Options): string =>
  (Plot.plot({ ...options, document: document as never } as Options) as unknown as { readonly outerHTML: string })
    .outerHTML

const plots: Readonly<Record<string, () => string>> = {
  dots: () => plot({ grid: true, marks: [Plot.dot(points, { x: 'x', y: 'y' })] }),
  'dots, translucent': () =>
    plot({ marks: [Plot.dot(points, { x: 'x', y: 'y', fill: 'kind', fillOpacity: 0.4, r: 'size' })] }),
  'dots, clipped': () =>
    plot({ x: { domain: [-1, 1] }, marks: [Plot.frame(), Plot.dot(points, { x: 'x', y: 'y', r: 8, clip: true })] }),
  swatches: () =>
    plot({
      title: 'Größe & Μάζα',
      caption: 'Δθ in µm',
      color: { legend: true },
      marks: [Plot.dot(points, { x: 'x', y: 'y', fill: 'kind' })],
    }),
  'ramp, labels beyond its ends': () =>
    plot({ color: { legend: true, domain: [-1000, 1000] }, marks: [Plot.dot(points, { x: 'x', y: 'y', fill: 'y' })] }),
  ramp: () =>
    plot({ color: { legend: true, scheme: 'viridis' }, marks: [Plot.dot(points, { x: 'x', y: 'y', fill: 'y' })] }),
  line: () => plot({ marks: [Plot.ruleY([0]), Plot.lineY(series, { x: 't', y: 'v', stroke: 'kind' })] }),
  'line, dashed': () =>
    plot({
      marks: [Plot.lineY(series, { x: 't', y: 'v', strokeDasharray: '6 3', strokeWidth: 3, strokeLinecap: 'round' })],
    }),
  area: () =>
    plot({ marks: [Plot.areaY(series, { x: 't', y: 'v', fillOpacity: 0.3 }), Plot.lineY(series, { x: 't', y: 'v' })] }),
  bars: () =>
    plot({
      marginBottom: 50,
      x: { tickRotate: -40, label: 'Größe' },
      marks: [Plot.barY(points, Plot.groupX({ y: 'count' }, { x: 'kind', fill: 'teal' }))],
    }),
  histogram: () => plot({ marks: [Plot.rectY(points, Plot.binX({ y: 'count' }, { x: 'x' })), Plot.ruleY([0])] }),
  heat: () =>
    plot({ padding: 0, marks: [Plot.cell(series, { x: d => d.t % 10, y: d => Math.floor(d.t / 10), fill: 'v' })] }),
  facets: () =>
    plot({
      facet: { data: points, x: 'kind' },
      marks: [Plot.frame(), Plot.dot(points, { x: 'x', y: 'y' })],
    } as Options),
  text: () =>
    plot({
      marks: [
        Plot.text(['−5 ≤ Δθ ≤ +5 µm — «é ñ ü ß Ω»'], {
          frameAnchor: 'middle',
          fontSize: 22,
          stroke: 'white',
          fill: 'navy',
        }),
      ],
    }),
  arrows: () =>
    plot({ marks: [Plot.arrow(points.slice(0, 30), { x1: 0, y1: -3, x2: 'x', y2: 'y', bend: true, stroke: 'kind' })] }),
  contours: () =>
    plot({
      marks: [Plot.density(points, { x: 'x', y: 'y', fill: 'density' }), Plot.dot(points, { x: 'x', y: 'y', r: 1 })],
    }),
  boxes: () => plot({ marks: [Plot.boxY(points, { x: 'kind', y: 'y' })] }),
}

const svg = (draw: (root: d3.Selection<never, unknown, null, undefined>) => void): string => {
  const root = d3
    .select(document.body as never)
    .append('svg')
    .attr('width', 400)
    .attr('height', 300)
  draw(root as never)
  const { outerHTML } = root.node() as unknown as { readonly outerHTML: string }
  root.remove()
  return outerHTML
}

const drawings: Readonly<Record<string, () => string>> = {
  'd3 pie': () =>
    svg(root => {
      const arcs = d3.pie<number>()([3, 5, 8, 2])
      const arc = d3.arc<d3.PieArcDatum<number>>().innerRadius(50).outerRadius(120)
      const centre = root.append('g').attr('transform', 'translate(200,150)')
      for (const [i, one] of arcs.entries())
        centre
          .append('path')
          .attr('d', arc(one))
          .attr('fill', d3.schemeTableau10[i] as string)
    }),
  'd3 axes': () =>
    svg(root => {
      const scale = d3.scaleLinear([-5, 5], [40, 380])
      root
        .append('g')
        .attr('transform', 'translate(0,150)')
        .call(d3.axisBottom(scale) as never)
      root
        .append('g')
        .attr('transform', 'translate(40,0)')
        .call(d3.axisLeft(d3.scaleLog([1, 1000], [280, 20])) as never)
    }),
  'd3 chord': () =>
    svg(root => {
      const chords = d3.chord().padAngle(0.05)([
        [1, 5, 2],
        [3, 1, 4],
        [2, 2, 1],
      ])
      const ribbon = d3.ribbon().radius(120)
      const centre = root.append('g').attr('transform', 'translate(200,150)').attr('fill-opacity', 0.7)
      for (const [i, one] of chords.entries())
        centre
          .append('path')
          .attr('d', ribbon(one as never) as never)
          .attr('fill', d3.schemeSet2[i % 8] as string)
    }),
  gradient: () =>
    '<svg width="300" height="200"><defs><linearGradient id="g"><stop stop-color="gold"/><stop offset="1" stop-color="purple"/></linearGradient></defs><rect x="20" y="20" width="260" height="160" rx="20" fill="url(#g)"/></svg>',
  'mask and filter': () =>
    '<svg width="300" height="200"><mask id="m"><rect width="150" height="200" fill="white"/></mask><filter id="f"><feGaussianBlur stdDeviation="4"/></filter><circle cx="150" cy="100" r="80" fill="crimson" mask="url(#m)"/><rect x="180" y="60" width="80" height="80" filter="url(#f)"/></svg>',
  'clips, nested': () =>
    '<svg width="300" height="200"><clipPath id="a"><circle cx="150" cy="100" r="90"/></clipPath><clipPath id="b"><rect x="100" y="40" width="150" height="80" transform="rotate(10)"/></clipPath><g clip-path="url(#a)"><g clip-path="url(#b)" opacity="0.6"><rect width="300" height="200" fill="seagreen"/><path d="M0 0L300 200" stroke="black" stroke-width="12"/></g></g></svg>',
  'group, faded': () =>
    '<svg viewBox="0 0 150 100" width="300" height="200"><g opacity="0.5"><rect x="10" y="10" width="80" height="60" fill="red"/><rect x="50" y="30" width="80" height="60" fill="blue"/></g></svg>',
  pattern: () =>
    '<svg width="300" height="200"><pattern id="p" width="20" height="20" patternUnits="userSpaceOnUse"><circle cx="10" cy="10" r="6" fill="teal"/></pattern><rect width="300" height="200" fill="url(#p)"/></svg>',
  markers: () =>
    '<svg width="300" height="200"><marker id="m" viewBox="0 0 10 10" refX="5" refY="5" markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0L10 5L0 10z"/></marker><path d="M20 180Q150 -100 280 180" fill="none" stroke="black" stroke-width="4" marker-start="url(#m)" marker-end="url(#m)" stroke-dasharray="12 4 2 4" stroke-linejoin="round"/></svg>',
}

const folder = resolve(import.meta.dirname, '../..')
const vega = (mark: unknown, encoding: Readonly<Record<string, unknown>>) => () =>
  vegaSvg(
    {
      $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
      width: 300,
      height: 200,
      data: { values: points },
      mark,
      encoding,
    },
    { mime: 'application/vnd.vegalite.v5+json', folder },
  )
const x = { field: 'x', type: 'quantitative', title: 'Δx (µm)' }
const y = { field: 'y', type: 'quantitative' }

const charts: Readonly<Record<string, () => Promise<string>>> = {
  'vega points': vega('point', { x, y, color: { field: 'kind' } }),
  'vega bars': vega('bar', { x: { ...x, bin: true }, y: { aggregate: 'count' } }),
  'vega heat': vega('rect', { x: { ...x, bin: true }, y: { ...y, bin: true }, color: { aggregate: 'count' } }),
  'plotly lines': () =>
    plotlySvg(
      {
        data: [
          { x: [1, 2, 3], y: [2, -6, 3], type: 'scatter', name: 'first of all' },
          { x: [1, 2, 3], y: [-1, 4, 0], type: 'scatter' },
        ],
        layout: { title: { text: 'Größe' } },
      },
      { mime: 'application/vnd.plotly.v1+json', folder },
    ),
  'plotly bars': () =>
    plotlySvg(
      { data: [{ x: ['α', 'β'], y: [2, -6], type: 'bar', opacity: 0.6 }], layout: {} },
      { mime: 'application/vnd.plotly.v1+json', folder },
    ),
}

export const figuresOfAllLibraries: Readonly<Record<string, () => string | Promise<string>>> = {
  ...plots,
  ...drawings,
  ...charts,
}
