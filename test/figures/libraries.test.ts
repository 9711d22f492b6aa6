/** Figures of the libraries that people use, made in cells without any setup: what is kept, and that it can be drawn. */
import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cellId } from '../../runtime/brand.ts'
import type { RunEvent } from '../../runtime/run/events.ts'
import { openNotebook } from '../../runtime/index.ts'
import type { NotebookRuntime } from '../../runtime/runtime.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'

let folder = ''
let runtime: NotebookRuntime
const saved: string[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cellar-libraries-'))
  symlinkSync(resolve(import.meta.dirname, '../../node_modules'), join(folder, 'node_modules'))
  runtime = await openNotebook({ notebookPath: join(folder, 'nb.ipynb'), cwd: folder })
  runtime.figures.onSaved(({ name, type, path, notes }) =>
    saved.push(`${name} ${type} ${path === undefined ? notes.join() : ''}`),
  )
})
afterAll(async () => {
  await runtime.close()
  rmSync(folder, { recursive: true, force: true })
})

const run = async (id: string, code: string): Promise<readonly RunEvent[]> => {
  const events: RunEvent[] = []
  const { status, error } = await runtime.execute({ cell: cellId(id), code, onEvent: event => events.push(event) })
  if (status !== 'ok') throw new Error(`${error?.name}: ${error?.message}`)
  await runtime.figures.settled()
  return events
}
const figure = (name: string) => runtime.figures.list().find(one => one.name === name)
const svgOf = async (name: string) =>
  (await runtime.figures.content(name, figure(name)?.versions[0]?.version ?? 0, 'svg')).content
const isPng = (name: string): boolean =>
  readFileSync(join(folder, `_output/figures/nb/png/${name}.png`))
    .subarray(1, 4)
    .toString() === 'PNG'

describe('without any setup', () => {
  test('Observable Plot draws, as in the README', async () => {
    await run('rows', `const rows = [{ length: 1, mass: 2 }, { length: 3, mass: -4 }]`)
    await run(
      'plot',
      `//| label: plot\nimport * as Plot from '@observablehq/plot'\nPlot.plot({ marks: [Plot.dot(rows, { x: 'length', y: 'mass' })] })`,
    )
    expect(figure('plot')?.versions[0]?.mime).toBe('image/svg+xml')
    expect(await svgOf('plot')).toContain('−4')
    expect(isPng('plot')).toBe(true)
  })

  test('a plot with title, swatches and caption is one figure, its text whole', async () => {
    await run(
      'legend',
      `//| label: legend\nPlot.plot({ title: 'Penguins', caption: 'Of Palmer', color: { legend: true }, marks: [Plot.dot(rows, { x: 'length', y: 'mass', fill: d => d.mass > 0 ? 'up' : 'down' })], document })`,
    )
    const svg = await svgOf('legend')
    for (const text of ['Penguins', 'Of Palmer', 'down', 'up', '−4.0']) expect(svg).toContain(`>${text}<`)
    expect(isPng('legend')).toBe(true)
  })

  test('a plot with a colour ramp has its pixels', async () => {
    await run(
      'ramp',
      `//| label: ramp\nPlot.plot({ color: { legend: true }, marks: [Plot.dot(rows, { x: 'length', y: 'mass', fill: 'mass' })], document })`,
    )
    expect(await svgOf('ramp')).toMatch(/<image[^>]*data:image\/png;base64,/)
    expect(isPng('ramp')).toBe(true)
  })

  test('d3 finds the document by itself, and a rerun begins with an empty one', async () => {
    const code = `//| label: d3\nimport * as d3 from 'd3'
      d3.select(document.body).append('svg').attr('width', 50).attr('height', 50).append('circle').attr('r', 9)
      const drawn = document.querySelectorAll('svg').length
      document.querySelector('svg')`
    await run('d3', code)
    await runtime.execute({ cell: cellId('d3'), code, force: true, onEvent: () => {} })
    const events = await run('count', 'console.log(drawn)')
    expect(events).toContainEqual({ type: 'stream', name: 'stdout', text: '1\n' })
    expect(await svgOf('d3')).toContain('<circle r="9">')
  })

  test('a canvas is kept as its picture', async () => {
    await run(
      'canvas',
      `//| label: canvas\nimport { createCanvas } from '@napi-rs/canvas'\nconst c = createCanvas(20, 10); c.getContext('2d').fillRect(0, 0, 9, 9); c`,
    )
    expect(figure('canvas')?.versions[0]?.mime).toBe('image/png')
    expect(isPng('canvas')).toBe(true)
  })

  test('what says itself how it is shown is a figure where that is one', async () => {
    await run(
      'own',
      `//| label: own\n({ [Symbol.for('Jupyter.display')]: () => ({ 'image/svg+xml': '<svg width="5" height="5"/>', 'text/plain': 'own' }) })`,
    )
    expect(figure('own')?.versions[0]?.mime).toBe('image/svg+xml')
  })

  test('Vega-Lite is kept as its specification and drawn by the packages beside the notebook', async () => {
    await run(
      'vega',
      `//| label: vega\nconst spec = { $schema: 'https://vega.github.io/schema/vega-lite/v5.json', data: { values: rows }, mark: 'point', encoding: { x: { field: 'length', type: 'quantitative' }, y: { field: 'mass', type: 'quantitative' } } }; spec`,
    )
    expect(figure('vega')?.versions[0]?.mime).toBe('application/vnd.vegalite.v5+json')
    expect(await svgOf('vega')).toMatch(/<svg[\s\S]*length/)
    expect(isPng('vega')).toBe(true)
  })

  test('Plotly is drawn by the packages beside the notebook', async () => {
    await run(
      'plotly',
      `//| label: plotly\n({ data: [{ x: [1, 2, 3], y: [2, -6, 3], type: 'scatter' }], layout: { title: { text: 'Growth' } } })`,
    )
    expect(figure('plotly')?.versions[0]?.mime).toBe('application/vnd.plotly.v1+json')
    expect(saved.filter(line => line.startsWith('plotly'))).toEqual(['plotly png ', 'plotly svg '])
    expect(await svgOf('plotly')).toMatch(/Growth[\s\S]*|[\s\S]*Growth/)
    expect(isPng('plotly')).toBe(true)
  })
})

test('elements that cells keep in variables tie them to nothing else', async () => {
  await run('one', `const first = Plot.dot(rows, { x: 'length', y: 'mass' }).plot({ document })`)
  await run('two', `const second = Plot.dot(rows, { x: 'mass', y: 'length' }).plot({ document })`)
  await run('two', `const second = Plot.dot(rows, { x: 'mass', y: 'length', r: 9 }).plot({ document })`)
  expect(
    runtime
      .states()
      .filter(cell => ['one', 'two'].includes(cell.id))
      .map(cell => cell.state),
  ).toEqual(['fresh', 'fresh'])
  expect(runtime.why(cellId('one'))).toContain('fresh')
})

describe('saveFigure', () => {
  test('keeps under a name, in types and at a width, and shows nothing', async () => {
    const events = await run(
      'save',
      `await saveFigure('<svg viewBox="0 0 10 5"><rect width="5" height="5"/></svg>', { name: 'by/hand', types: ['svg', 'eps'], width: 200, style: 'rect { fill: teal }' })`,
    )
    expect(events.some(event => event.type === 'display' || event.type === 'result')).toBe(false)
    const svg = readFileSync(join(folder, '_output/figures/nb/svg/by-hand.svg'), 'utf8')
    expect(svg).toMatch(/^<svg[^>]* width="200" height="100"[^>]*><style>rect \{ fill: teal \}<\/style>/)
    expect(existsSync(join(folder, '_output/figures/nb/eps/by-hand.eps'))).toBe(true)
    expect(existsSync(join(folder, '_output/figures/nb/png/by-hand.png'))).toBe(false)
  })

  test.each([
    ['saveFigure(42)', 'saveFigure takes a figure'],
    [`saveFigure('<svg/>', { type: 'png' })`, 'saveFigure has no option `type`'],
    [`saveFigure('<svg/>', { types: ['gif'] })`, '`types` must be some of png, svg, pdf, eps'],
    [`saveFigure('<svg/>', { width: -1 })`, '`width` must be a number of pixels'],
    [
      `saveFigure(Buffer.from('89504e470d0a1a0a', 'hex'), { width: 5 })`,
      '`width` needs a figure that is SVG, not image/png',
    ],
  ])('refuses %s with the reason', async (code, reason) => {
    await expect(run('bad', code)).rejects.toThrow(reason)
  })
})
