/**
 * A page of 50 cells, a report over 200 notebooks with 1,000 figures, and a bundle of 100 MB of values written and opened. Each asserts its
 * result, and at full size the bound that the issue sets.
 */
import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { analyse } from '../../runtime/analysis/analyse.ts'
import { cellId, runId, snapshotId } from '../../runtime/brand.ts'
import { writeArchive } from '../../runtime/sharing/bundle/archive.ts'
import { openBundle } from '../../runtime/sharing/bundle/open-bundle.ts'
import { packNotebook } from '../../runtime/sharing/bundle/pack-notebook.ts'
import { writeReport } from '../../runtime/sharing/report/write-report.ts'
import { openStore } from '../../runtime/store/open-store.ts'
import { notebookText } from '../support/notebook-file.ts'
import { runLiteral } from '../store/literals.ts'
import { pageFrom } from './shared-literal.ts'

const tiny = process.argv.includes('--tiny')
const NOTEBOOKS = tiny ? 4 : 200
const FIGURES = 5
const VALUE_BYTES = tiny ? 1 << 20 : 50 << 20

const folder = mkdtempSync(join(tmpdir(), 'cellar-report-'))
const sha = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex')
const check = (ok: boolean, claim: string): void => {
  if (!ok) throw new Error(`not so: ${claim}`)
}

const svgOf = (seed: number): string => {
  const points = Array.from({ length: 400 }, (_, i) => `<circle cx="${i}" cy="${(i * seed * 7919) % 300}" r="2"/>`)
  return `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"><text>${seed}</text>${points.join('')}</svg>`
}

const record = (): void => {
  const store = openStore({ folder: join(folder, '.cellar') })
  for (let n = 0; n < NOTEBOOKS; n++) {
    const path = join(folder, `group-${n % 10}`, `notebook-${n}.ipynb`)
    mkdirSync(join(folder, `group-${n % 10}`), { recursive: true })
    const cells = Object.fromEntries(
      Array.from({ length: FIGURES }, (_, i) => [
        `c${i}`,
        `//| label: fig-${i}\nplot(${n}, ${i}, rows.filter(row => row.x > ${i}))`,
      ]),
    )
    writeFileSync(path, notebookText(cells))
    Object.entries(cells).forEach(([cell, source], i) => {
      const svg = svgOf(n * FIGURES + i + 1)
      const run = runId(randomUUID())
      const literal = runLiteral({ id: run, cell, hash: analyse(source).hash, startedAt: 1.7e12 + n })
      const data = { 'image/svg+xml': svg, 'text/plain': '<svg>' }
      store.record({ ...literal, notebook: path, code: source, events: [{ type: 'display', data, metadata: {} }] }, [])
      const origin = { code: source, inputs: [], parameters: {} }
      const content = Buffer.from(svg)
      store.figures.add({
        notebook: path,
        name: `fig-${i}`,
        cell: cellId(cell),
        run,
        at: 1.7e12 + n,
        hash: sha(svg),
        mime: 'image/svg+xml',
        content,
        origin,
      })
    })
  }
  store.close()
}

const report = async (): Promise<void> => {
  record()
  const start = performance.now()
  const made = await writeReport({ folder, site: join(folder, 'site'), now: 1.7e12, onNotice: () => {} })
  const seconds = (performance.now() - start) / 1000
  check(made.notebooks === NOTEBOOKS && made.figures === NOTEBOOKS * FIGURES, 'every notebook and figure is there')
  check(readdirSync(join(folder, 'site/figures')).length === NOTEBOOKS * FIGURES, 'every picture is a file')
  const kilobytes = statSync(join(folder, 'site/figures.html')).size >> 10
  console.log(
    `report: ${made.notebooks} notebooks, ${made.figures} figures in ${seconds.toFixed(1)} s; figures.html ${kilobytes} KB`,
  )
  check(tiny || seconds < 10, '200 notebooks with 1,000 figures take less than 10 s')
}

/** 40 code cells with a table, a plot, a stream and a result in turn, and 10 texts. */
const page = (): void => {
  const output = (i: number): unknown => {
    const rows = Array.from(
      { length: 20 },
      (_, row) => `<tr><td>${row}</td><td style="text-align:right">${row * i}</td></tr>`,
    )
    const data = [
      { 'text/html': `<table><tbody>${rows.join('')}</tbody></table>` },
      { 'image/svg+xml': svgOf(i) },
      { 'text/plain': `{ value: ${i} }` },
    ][i % 4]
    return data === undefined
      ? { output_type: 'stream', name: 'stdout', text: Array(30).fill('\u001b[32mline\u001b[0m\n') }
      : { output_type: 'display_data', data, metadata: {} }
  }
  const source = 'const rows = load("data.csv").filter(row => row.x > 0) // a comment\nplot(rows)\n'.repeat(6)
  const cells = Array.from({ length: 50 }, (_, i) =>
    i % 5 === 0 ? { markdown: `## Part ${i}\n\nA *text* with $x_{${i}}^2$.` } : { code: source, outputs: [output(i)] },
  )
  const start = performance.now()
  const html = pageFrom(cells)
  const ms = performance.now() - start
  check(html.match(/<section class="cell/g)?.length === 50, 'every cell is on the page')
  console.log(`page: 50 cells in ${ms.toFixed(0)} ms, ${html.length >> 10} KB`)
  check(tiny || ms < 1_000, 'a page of 50 cells takes less than a second')
}

/** One value that shrinks and one that doesn't. */
const bundle = async (): Promise<void> => {
  const project = join(folder, 'bundle')
  mkdirSync(project)
  const path = join(project, 'nb.ipynb')
  writeFileSync(path, notebookText({ a: 'make()' }))
  const store = openStore({ folder: join(project, '.cellar') })
  const random = Buffer.from(Float64Array.from({ length: VALUE_BYTES / 8 }, Math.random).buffer)
  const text = Buffer.from(
    Array.from({ length: VALUE_BYTES / 20 }, (_, i) => `{"row":${String(i).padStart(9)},"x":1}`).join(''),
  )
  const run = { ...runLiteral({ id: randomUUID(), wrote: ['random', 'text'] }), notebook: path }
  store.record(run, [
    { id: snapshotId('random'), chunks: [random] },
    { id: snapshotId('text'), chunks: [text] },
  ])
  const [file, size] = [join(folder, 'b.cellar-bundle'), (random.length + text.length) / 1e6]
  let start = performance.now()
  const packing = packNotebook({ path, traces: [run], store, withoutData: false })
  await writeArchive(file, packing.sources, { engine: 'node 20', madeAt: 0, notebook: packing.notebook })
  const written = size / ((performance.now() - start) / 1000)
  start = performance.now()
  const { notebook } = await openBundle({ bundle: file, folder: join(folder, 'opened') })
  const opened = size / ((performance.now() - start) / 1000)
  const there = openStore({ folder: join(folder, 'opened/.cellar') })
  check(
    Buffer.compare(there.unit(snapshotId('text'))!, text) === 0 && notebook.endsWith('nb.ipynb'),
    'the values are there',
  )
  there.close()
  store.close()
  console.log(
    `bundle: ${size.toFixed(0)} MB of values written at ${written.toFixed(0)} MB/s, opened at ${opened.toFixed(0)} MB/s`,
  )
  check(tiny || (written >= 100 && opened >= 100), 'a bundle is written and opened at 100 MB/s')
}

try {
  page()
  await report()
  await bundle()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
