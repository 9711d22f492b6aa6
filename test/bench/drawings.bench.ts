/**
 * What charts kept in top-level names cost: a cell that draws one with Observable Plot, beyond its own time, and a no-op in a notebook of
 * 30 such charts beside one without. Counts what ran before it prints times.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type CellId, cellId } from '../../runtime/brand.ts'
import { openNotebook } from '../../runtime/index.ts'

const tiny = process.argv.includes('--tiny')
const CHARTS = tiny ? 3 : 30
const READING_MS = tiny ? 0 : 1_000
const NO_OPS = tiny ? 3 : 100

const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN

const data = `import * as Plot from '@observablehq/plot'
const rows = Array.from({ length: 100 }, (_, i) => ({ x: i, y: Math.sin(i / 10) }))`
const chart = (n: number): string =>
  `const chart${n} = Plot.plot({ document, marks: [Plot.lineY(rows, { x: 'x', y: 'y' }), Plot.dot(rows, { x: 'x', y: 'y', r: ${n + 1} })] })\nchart${n}`

/** Medians, milliseconds beyond the cells' own time: of the charts but the first, and of no-ops below them. */
const measure = async (
  charts: number,
): Promise<{ readonly first: number; readonly chart: number; readonly noOp: number }> => {
  // Beside the packages: a notebook elsewhere wouldn't find Plot.
  const folder = mkdtempSync(join(process.cwd(), 'dist', 'bench-drawings-'))
  const runtime = await openNotebook({ notebookPath: join(folder, 'n.ipynb'), cwd: folder, batch: true })
  const extra = async (id: CellId, code: string, force = false): Promise<number> => {
    const start = performance.now()
    const { status, metadata } = await runtime.execute({ cell: id, code, force, onEvent: () => {} })
    assert.equal(status, 'ok')
    assert.equal(metadata.ran, true)
    return performance.now() - start - metadata.ms
  }
  try {
    await extra(cellId('data'), data)
    // A person reads what they imported and writes the chart: the session gets ready meanwhile.
    await new Promise(resolve => setTimeout(resolve, READING_MS))
    const drawn: number[] = []
    for (let n = 0; n < charts; n++) drawn.push(await extra(cellId(`chart${n}`), chart(n)))
    const noOps: number[] = []
    for (let n = 0; n < NO_OPS; n++) noOps.push(await extra(cellId('no-op'), '1', true))
    for (const { state } of runtime.states()) assert.equal(state, 'fresh')
    return { first: drawn[0] ?? Number.NaN, chart: median(drawn.slice(1)), noOp: median(noOps) }
  } finally {
    await runtime.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const without = await measure(0)
const { first, chart: each, noOp } = await measure(CHARTS)
const ratio = noOp / without.noOp
console.log(`the first chart, a second after the import        ${first.toFixed(1).padStart(8)} ms`)
console.log(`each next of ${CHARTS} charts of the same data            ${each.toFixed(1).padStart(8)} ms   ≤ 30`)
console.log(
  `a no-op below ${CHARTS} charts; below none (${without.noOp.toFixed(2)} ms)  ${noOp.toFixed(2).padStart(8)} ms   ${ratio.toFixed(2)}× ≤ 1.5×`,
)
process.exit(!tiny && (each > 30 || ratio > 1.5) ? 1 : 0)
