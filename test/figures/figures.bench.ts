/**
 * What figures cost: keeping one that a cell shows, beside making it, and converting 1,000 points. Each part asserts its result; peers
 * in the same run: Plot making the SVG, and resvg alone. `--tiny` does each once.
 */
import * as Plot from '@observablehq/plot'
import { Resvg } from '@resvg/resvg-js'
import { parseHTML } from 'linkedom'
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cellId, runId } from '../../runtime/brand.ts'
import { capturedFigures } from '../../runtime/figures/captured-figures.ts'
import { convert } from '../../runtime/figures/conversion/convert.ts'
import { fontOptions, missingGlyphs } from '../../runtime/figures/conversion/fonts.ts'
import type { RunEvent } from '../../runtime/run/events.ts'
import { openStore } from '../../runtime/store/open-store.ts'

const tiny = process.argv.includes('--tiny')
const ROUNDS = tiny ? 1 : 30
/** A bound that is measured warm, on a quiet machine; the tiny size only shows that nothing has rotted. */
const limit = (ms: number): number => (tiny ? Number.POSITIVE_INFINITY : ms)

const median = (work: (round: number) => void): number => {
  const rounds = Array.from({ length: ROUNDS }, (_, round) => {
    const start = performance.now()
    work(round)
    return performance.now() - start
  })
  return rounds.sort((a, b) => a - b)[Math.floor(rounds.length / 2)] as number
}

const { document } = parseHTML('<!doctype html><html><body></body></html>')
const points = Array.from({ length: 1_000 }, (_, i) => ({ x: i, y: Math.sin(i / 50) * 10 - (i % 7) }))
const plot = (shift: number, marks: 'dots' | 'line'): string => {
  const channels = { x: 'x', y: (d: { y: number }) => d.y + shift }
  const mark = marks === 'dots' ? Plot.dot(points, channels) : Plot.lineY(points, channels)
  const text = Plot.text(['Δ θ µ — Größe −5'], { frameAnchor: 'top' })
  const options = { document, grid: true, marks: [mark, text] }
  return (Plot.plot(options as never) as unknown as { readonly outerHTML: string }).outerHTML
}

const benchKeeping = (marks: 'dots' | 'line'): void => {
  const folder = mkdtempSync(join(tmpdir(), 'cellar-figures-bench-'))
  const store = openStore({ folder })
  const keep = (svg: string): number => {
    const events: RunEvent[] = [{ type: 'result', data: { 'image/svg+xml': svg }, metadata: {} }]
    const { figures } = capturedFigures(events, { id: 'a', types: ['png'], missingGlyphs })
    const about = { notebook: '/nb.ipynb', cell: cellId('a'), run: runId('r'), at: 1 }
    const origin = { code: 'plot()', inputs: [], parameters: {} }
    const rows = figures.map(({ types: _, ...figure }) => store.figures.add({ ...figure, ...about, origin }))
    return rows[0]?.version ?? 0
  }
  const drawn = Array.from({ length: ROUNDS }, (_, round) => plot(round, marks))
  const makingMs = median(round => void plot(round, marks))
  keep(plot(-1, marks))
  const versions = new Set<number>()
  const newMs = median(round => void versions.add(keep(drawn[round] as string)))
  assert.equal(versions.size, ROUNDS)
  const last = drawn.at(-1) as string
  const sameMs = median(() => assert.equal(keep(last), ROUNDS + 1))
  const kilobytes = (last.length / 1024).toFixed(0)
  console.log(
    `1,000 points as ${marks}, ${kilobytes} KB: ${ROUNDS + 1} versions; a new version ${newMs.toFixed(2)} ms, ` +
      `an unchanged one ${sameMs.toFixed(2)} ms, beside ${makingMs.toFixed(1)} ms of Plot (${(newMs / makingMs).toFixed(3)} ×)`,
  )
  if (marks === 'line') assert.ok(newMs < limit(2), `keeping a figure took ${newMs} ms`)
  store.close()
  rmSync(folder, { recursive: true, force: true })
}

const benchConverting = (marks: 'dots' | 'line'): void => {
  const events: RunEvent[] = [{ type: 'result', data: { 'image/svg+xml': plot(0, marks) }, metadata: {} }]
  const [figure] = capturedFigures(events, { id: 'a', types: [], missingGlyphs }).figures
  assert.ok(figure)
  const { content, mime } = figure
  const svg = Buffer.from(content).toString()
  const resvgMs = median(
    () => void new Resvg(svg, { font: fontOptions(svg), fitTo: { mode: 'zoom', value: 2 } }).render().asPng(),
  )
  for (const type of ['png', 'pdf', 'eps'] as const) {
    const first = convert({ mime, content, type })
    assert.deepEqual(first.notes, [])
    const ms = median(() => assert.ok(Buffer.from(convert({ mime, content, type }).bytes).equals(first.bytes)))
    const times = (ms / resvgMs).toFixed(2)
    console.log(
      `1,000 points as ${marks} → ${type}: ${first.bytes.length} bytes, the same each time; ${ms.toFixed(0)} ms, ${times} × resvg to png`,
    )
    assert.ok(ms < limit(150), `${type} took ${ms} ms`)
  }
}

for (const marks of ['line', 'dots'] as const) {
  benchKeeping(marks)
  benchConverting(marks)
}
