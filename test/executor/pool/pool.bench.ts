/**
 * What the pool costs (issue 6, Measures): a no-op job, `each` over many trivial items first and again, 100 MB into a pool cell, two CPU
 * cells at once against one. Asserts the results before it prints times; `--tiny` takes small sizes.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cellId, runId, version } from '../../../runtime/brand.ts'
import { openAdmission } from '../../../runtime/executor/pool/admission.ts'
import { WorkerPool } from '../../../runtime/executor/pool/worker-pool.ts'
import type { Chunk } from '../../../runtime/memory/file-region.ts'
import { deferred } from '../../../runtime/deferred.ts'
import { SessionExecutor } from '../../../runtime/executor/session/session-executor.ts'
import { openNotebook } from '../../../runtime/index.ts'
import type { NotebookRuntime } from '../../../runtime/runtime.ts'

const tiny = process.argv.includes('--tiny')
const folder = mkdtempSync(join(tmpdir(), 'cellar-pool-bench-'))
const notebook = join(folder, 'nb.ipynb')

const row = (what: string, ms: number, note = ''): void =>
  console.log(`${what}: ${ms.toFixed(ms < 10 ? 2 : 0)} ms${note}`)

/** milliseconds that a cell takes as whoever asks sees it, and what it printed */
const run = async (runtime: NotebookRuntime, id: string, code: string, force = false) => {
  let text = ''
  const start = performance.now()
  const { status, error } = await runtime.execute({
    cell: cellId(id),
    code,
    force,
    onEvent: event => {
      if (event.type === 'stream') text += event.text
    },
  })
  assert.equal(status, 'ok', error?.message)
  return { ms: performance.now() - start, text }
}

const median = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[times.length >> 1] as number

const noRuns = () => ({ version: version('none'), rows: [] })

/** One item that does nothing, by itself: admission, a worker, there and back. */
const noOpJob = async (): Promise<void> => {
  const quiet = { folder, notebook, onLate: () => {}, onEach: () => {}, onGone: () => {}, finishedRuns: noRuns }
  const pool = new WorkerPool(quiet, openAdmission)
  const packs = await packedNoOp()
  const times: number[] = []
  for (let i = 0; i < (tiny ? 20 : 500); i++) {
    const start = performance.now()
    const engagement = await pool.engage({ like: 'no-op', cores: 1, memory: 0, priority: 0 })
    const batch = { run: runId(''), fn: 'no-op', items: [packs.item], ...(i === 0 ? { code: packs.code } : {}) }
    const {
      items: [report],
    } = await engagement.place.executor.ask({ type: 'items', batch })
    engagement.release()
    times.push(performance.now() - start)
    assert.equal(report?.outcome.is, 'ok')
  }
  row('a no-op job, p50', median(times.slice(1)))
  await pool.close()
}

/** What a session packs for `each([0], x => x)`, overheard on its way to the front. */
const packedNoOp = async (): Promise<{ readonly code: readonly Chunk[]; readonly item: Uint8Array }> => {
  const { promise, resolve } = deferred<{ readonly code: readonly Chunk[]; readonly item: Uint8Array }>()
  const session = new SessionExecutor({
    folder,
    notebook,
    onLate: () => {},
    finishedRuns: noRuns,
    onDeath: () => {},
    onEach: (asker, message) => {
      if ('needs' in message) asker.tell({ each: message.call, wanted: [0] })
      else resolve({ code: message.fn, item: message.items[0] as Uint8Array })
    },
  })
  await session.start()
  const compiled = {
    code: 'async ($$0rt, $$0m) => { each([0], x => x) }',
    boxes: [],
    callsNothing: false,
    map: { mappings: '', file: 'cell:bench', source: '', title: 'bench' },
  }
  const job = { run: runId('bench'), cell: cellId('bench'), environment: [], compiled }
  void session.run(job, { event: () => {}, input: () => Promise.reject(new Error('nobody')) })
  const packs = await promise
  await session.close()
  return packs
}

const eachOver = async (size: number, label: string): Promise<void> => {
  const path = join(folder, `${label}.ipynb`)
  const runtime = await openNotebook({ notebookPath: path, cwd: folder })
  const code = `const r = await each(Array.from({ length: ${size} }, (_, i) => i), x => x * 2)\nconsole.log(r.length, r[${size - 1}])`
  await run(runtime, 'warm', 'await each([1, 2], x => x)')
  const first = await run(runtime, 'each', code)
  assert.equal(first.text, `${size} ${2 * (size - 1)}\n`)
  row(`each over ${size.toLocaleString('en')} trivial items, first`, first.ms)
  const again = await run(runtime, 'each', code, true)
  assert.equal(again.text, first.text)
  const memory = (process.memoryUsage.rss() + (await runtime.usage()).memory) / 2 ** 20
  row('  all again with nothing changed', again.ms, `, ${memory.toFixed(0)} MB in front and session`)
  const fresh = await run(runtime, 'each', code)
  row('  the cell asked for again, fresh', fresh.ms)
  await runtime.close()
}

const bigArray = async (): Promise<void> => {
  const runtime = await openNotebook({ notebookPath: join(folder, 'big.ipynb'), cwd: folder })
  const length = tiny ? 1_000 : 12_500_000
  await run(runtime, 'make', `const big = new Float64Array(${length}).fill(1.5)`)
  const pool = '//| pool: true\n'
  await run(runtime, 'warm', `${pool}const w = 1`)
  const nothing = median(await times(runtime, i => `${pool}const nothing = ${i}`))
  const first = await run(runtime, 'first', `${pool}console.log(big.length)`)
  assert.equal(first.text, `${length}\n`)
  const later = median(await times(runtime, i => `${pool}const some = big[${i}]`))
  row(`${((length * 8) / 1e6).toFixed(0)} MB into a pool cell, first time`, first.ms - nothing)
  row('  again (the worker has it)', later - nothing, ` added to a cell that takes ${nothing.toFixed(1)} ms`)
  await runtime.close()
}

const times = async (runtime: NotebookRuntime, code: (i: number) => string): Promise<readonly number[]> => {
  const taken: number[] = []
  for (let i = 0; i < 7; i++) taken.push((await run(runtime, 'timed', code(i))).ms)
  return taken
}

const twoAtOnce = async (): Promise<void> => {
  const runtime = await openNotebook({ notebookPath: join(folder, 'two.ipynb'), cwd: folder })
  const spin = (name: string) =>
    `//| pool: true\nconst ${name} = 1\nfor (const end = performance.now() + ${tiny ? 50 : 2_000}; performance.now() < end; );`
  await Promise.all([
    run(runtime, 'a', '//| pool: true\nconst a = 1'),
    run(runtime, 'b', '//| pool: true\nconst b = 1'),
  ])
  const one = await run(runtime, 'one', spin('one'))
  const start = performance.now()
  await Promise.all([run(runtime, 'x', spin('x')), run(runtime, 'y', spin('y'))])
  const both = performance.now() - start
  row('one 2-second cell', one.ms)
  row('  two with no path between them', both, `, ${(both / one.ms).toFixed(2)} × one`)
  await runtime.close()
}

try {
  await noOpJob()
  await eachOver(tiny ? 50 : 10_000, 'some')
  await bigArray()
  await twoAtOnce()
  if (!tiny) await eachOver(100_000, 'many')
} finally {
  rmSync(folder, { recursive: true, force: true })
}
