/**
 * The reactive core at work, from the edit to the last result: one root edited above 10 readers in 100 and 1,000 cells beside marimo, Run All
 * of 200 cells through nbclient beside ipykernel and ipyflow, a fresh cell, a running one. Counts what ran before it prints times.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { type CellId, cellId } from '../../runtime/brand.ts'
import { openNotebook } from '../../runtime/index.ts'
import type { NotebookRuntime } from '../../runtime/runtime.ts'
import { preparePeers, runPeer, secondsOfRunAll } from './python-peers.ts'

const tiny = process.argv.includes('--tiny')
const READERS = 10
const EDITS = tiny ? 2 : 20

let missed = 0
const row = (what: string, ours: number, { theirs, must }: { theirs?: number; must?: number } = {}): void => {
  const fits = must === undefined || ours <= must
  if (!fits) missed++
  const columns = [
    ours.toFixed(2),
    theirs === undefined ? '' : theirs.toFixed(2),
    theirs === undefined ? '' : `${(ours / theirs).toFixed(2)}×`,
    must === undefined ? '' : `≤ ${Number(must.toFixed(1))}`,
  ]
  console.log(`${what.padEnd(58)}${columns.map(text => text.padStart(10)).join('')}${fits ? '' : '   missed'}`)
}

const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN

const timed = async (work: () => unknown): Promise<number> => {
  const start = performance.now()
  await work()
  return performance.now() - start
}

const onNotebook = async (
  work: (runtime: NotebookRuntime) => Promise<void>,
  { batch } = { batch: true },
): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'cellar-bench-'))
  const runtime = await openNotebook({ notebookPath: join(folder, 'n.ipynb'), cwd: folder, batch })
  try {
    await work(runtime)
  } finally {
    await runtime.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Cell {
  readonly id: CellId
  readonly source: string
}

const rootOf = (value: number): Cell => ({ id: cellId('c0'), source: `let x0 = ${value}` })
const readersOf = (cells: number): readonly Cell[] =>
  Array.from({ length: cells - 1 }, (_, i) => i + 1).map(i => ({
    id: cellId(`c${i}`),
    source: i <= READERS ? `let x${i} = x0 + ${i}` : `let x${i} = ${i}`,
  }))

const execute = async (runtime: NotebookRuntime, { id, source }: Cell, force = false) => {
  const { status, metadata } = await runtime.execute({ cell: id, code: source, force, onEvent: () => {} })
  assert.equal(status, 'ok')
  return metadata
}

/** The root gets another value: what is to run is known, and then it runs. */
const rerunAfterEdit = async (cells: number, must?: number): Promise<void> => {
  const [planning, running]: [number[], number[]] = [[], []]
  await onNotebook(async runtime => {
    const all = [rootOf(0), ...readersOf(cells)]
    runtime.setDocument(all)
    for (const cell of all) await execute(runtime, cell)
    for (let edit = 1; edit <= EDITS; edit++) {
      const edited = [rootOf(1_000 * edit), ...all.slice(1)]
      let ran = 0
      const ms = await timed(async () => {
        planning.push(
          await timed(() => {
            runtime.edit(edited[0]!.id, edited[0]!.source)
            assert.equal(runtime.state(edited[READERS]!.id).state, 'stale')
          }),
        )
        for (const cell of edited.slice(0, READERS + 1)) if ((await execute(runtime, cell)).ran) ran++
      })
      running.push(ms)
      assert.equal(ran, READERS + 1)
      for (const view of runtime.states()) assert.equal(view.state, 'fresh')
    }
  })
  row(`${cells} cells: planning after one edit of the root`, median(planning), must === undefined ? {} : { must })
  const peer = tiny ? {} : { theirs: median(runPeer('marimo_rerun.py', [cells, EDITS]) as number[]) }
  row(`${cells} cells: ${READERS + 1} rerun after it; marimo`, median(running), peer)
}

/** Run All of a notebook that has never run: what it takes, start of the session included, and whether it slows down on the way. */
const runNew = (cells: number, must: number): Promise<void> =>
  onNotebook(async runtime => {
    const all = Array.from({ length: cells }, (_, i) => ({ id: cellId(`c${i}`), source: `const x${i} = ${i}` }))
    const times: number[] = []
    const seconds =
      (await timed(async () => {
        runtime.setDocument(all)
        for (const cell of all)
          times.push(await timed(async () => assert.equal((await execute(runtime, cell)).ran, true)))
      })) / 1_000
    for (const view of runtime.states()) assert.equal(view.state, 'fresh')
    row(`Run All of ${cells} new cells, seconds`, seconds, { must })
    // The first starts the session; the next hundred warm the code up.
    const [early, late] = [median(times.slice(100, 200)), median(times.slice(-100))]
    row(`… its last 100 cells / the second 100`, late / early, { must: 1.2 })
  })

const small: Cell = { id: cellId('small'), source: 'let a = 1, b = "text", c = { list: [1, 2, { three: 3 }] }' }
const calling: Cell = { id: cellId('calling'), source: 'let e = Math.abs(1)' }
const busy: Cell = {
  id: cellId('busy'),
  source: 'let sum = 0\nfor (let i = 0; i < 10_000_000; i++) sum += i % 7\nlet d = [a, sum]',
}

/** Of each forced run: what it took beyond the cell's own time, and that time; medians. */
const beyond = async (runtime: NotebookRuntime, cell: Cell, runs: number) => {
  const [extra, own]: [number[], number[]] = [[], []]
  for (let i = 0; i < runs; i++) {
    let ms = 0
    const all = await timed(async () => {
      ms = (await execute(runtime, cell, true)).ms
    })
    extra.push(all - ms)
    own.push(ms)
  }
  return { extra: median(extra), own: median(own) }
}

/** As a kernel runs cells, which answers before the run is on disk, and as a batch does, which doesn't. */
const overheads = async (batch: boolean): Promise<void> =>
  onNotebook(
    async runtime => {
      const cells = [small, calling, busy]
      runtime.setDocument(cells)
      for (const cell of cells) await execute(runtime, cell)
      // In a kernel the language thread starts on its own, a while after: not into what is measured.
      if (!batch) await runtime.complete({ code: 'le', offset: 2 })
      const hits: number[] = []
      for (let i = 0; i < (tiny ? 5 : 200); i++)
        hits.push(await timed(async () => assert.equal((await execute(runtime, small)).ran, false)))
      const light = await beyond(runtime, small, tiny ? 5 : 200)
      const calls = await beyond(runtime, calling, tiny ? 5 : 200)
      const heavy = await beyond(runtime, busy, tiny ? 2 : 40)
      const where = batch ? 'in a batch: ' : ''
      if (!batch) row('a fresh cell, replayed', median(hits), { must: 1 })
      row(`${where}a running cell with small values, beyond its own time`, light.extra, batch ? {} : { must: 1 })
      row(`${where}one that calls something`, calls.extra)
      row(
        `${where}a cell of ${heavy.own.toFixed(0)} ms, beyond its own time`,
        heavy.extra,
        batch ? {} : { must: heavy.own / 10 },
      )
    },
    { batch },
  )

/** What two processes of Node cost that do nothing but tell each other: a number of milliseconds to work for, and that it is done. */
const bareRoundTrip = async (): Promise<void> => {
  const work = `process.on('message', ms => {
    const began = performance.now()
    for (let sum = 0; performance.now() < began + ms; ) for (let i = 0; i < 1_000; i++) sum += i % 7
    require('node:fs').writeSync(4, String(performance.now() - began))
  })`
  const child = spawn(process.execPath, ['-e', work], { stdio: ['ignore', 'inherit', 'inherit', 'ipc', 'pipe'] })
  const answers = child.stdio[4] as Readable
  for (const ms of [0, 12]) {
    const extra: number[] = []
    for (let i = 0; i < (tiny ? 2 : 100); i++) {
      const began = performance.now()
      child.send(ms)
      const [own] = (await once(answers, 'data')) as [Buffer]
      extra.push(performance.now() - began - Number(own))
    }
    row(`two bare processes, there and back, ${ms} ms of work`, median(extra))
  }
  child.kill()
}

const runAll = (): void => {
  const cells = 200
  const rounds = 3
  const seconds = { cellar: Infinity, ipykernel: Infinity, ipyflow: Infinity }
  const kernels = ['cellar', 'ipykernel', 'ipyflow'] as const
  for (let round = 0; round < rounds; round++)
    for (const kernel of kernels) seconds[kernel] = Math.min(seconds[kernel], secondsOfRunAll(kernel, cells))
  const perCell = (kernel: (typeof kernels)[number]): number => (seconds[kernel] * 1_000) / cells
  row(`Run All of ${cells} by nbclient, a cell; ipykernel`, perCell('cellar'), { theirs: perCell('ipykernel') })
  row(`Run All of ${cells} by nbclient, a cell; ipyflow`, perCell('cellar'), { theirs: perCell('ipyflow') })
  const added = perCell('ipyflow') - perCell('ipykernel')
  row('added to ipykernel by tracking, a cell; ipyflow', perCell('cellar') - perCell('ipykernel'), { theirs: added })
}

if (!tiny) preparePeers()
console.log(
  `${'milliseconds, medians'.padEnd(58)}${['cellar', 'peer', 'ratio', 'must'].map(t => t.padStart(10)).join('')}`,
)
await rerunAfterEdit(100)
if (!tiny) await rerunAfterEdit(1_000, 5)
await runNew(tiny ? 20 : 1_000, 2)
if (!tiny) await runNew(10_000, 20)
await overheads(true)
await overheads(false)
await bareRoundTrip()
if (!tiny) runAll()
process.exit(!tiny && missed > 0 ? 1 : 0)
