/**
 * The kernel against ipykernel over plain ZeroMQ, both in one run: start, no-op, 100,000 lines, interrupt, 1,000 cells. Every
 * answer is checked before its time counts. Fails where issue 3's measure is missed; `--tiny` only shows that it works.
 */
import assert from 'node:assert/strict'
import { setTimeout } from 'node:timers/promises'
import { PeerKernel, type PeerName, snippets } from './peer-kernel.ts'

const tiny = process.argv.includes('--tiny')
const size = tiny
  ? { starts: 1, noops: 10, lines: 2_000, floods: 1, interrupts: 3, cells: 60, group: 20 }
  : { starts: 7, noops: 50, lines: 100_000, floods: 3, interrupts: 10, cells: 1_000, group: 100 }
/** Turns in which each kernel does its part, so that a busy moment of the machine falls on both. */
const turns = tiny ? 1 : 5

const names = ['cellar', 'ipykernel'] as const
type ForBoth<T> = Readonly<Record<PeerName, T>>

const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN

const timed = async <T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly value: T }> => {
  const start = performance.now()
  const value = await work()
  return { ms: performance.now() - start, value }
}

const several = async (n: number, work: (i: number) => Promise<void>): Promise<readonly number[]> => {
  const times: number[] = []
  for (let i = 0; i < n; i++) times.push((await timed(() => work(i))).ms)
  return times
}

/** All the times that each kernel took, turn about. */
const inTurns = async (
  rounds: number,
  work: (name: PeerName) => Promise<readonly number[]>,
): Promise<ForBoth<readonly number[]>> => {
  const times: ForBoth<number[]> = { cellar: [], ipykernel: [] }
  for (let i = 0; i < rounds; i++) for (const name of names) times[name].push(...(await work(name)))
  return times
}

const startUp = async (name: PeerName): Promise<readonly number[]> => {
  const { ms, value } = await timed(async () => {
    const kernel = await PeerKernel.start(name)
    const { reply } = await kernel.execute(snippets[name].nothing)
    assert.equal(reply.content.status, 'ok')
    return kernel
  })
  await value.stop()
  return [ms]
}

const noops = (kernel: PeerKernel, code: string, { force }: { readonly force: boolean }): Promise<readonly number[]> =>
  several(size.noops, async () => {
    const { reply } = await kernel.execute(code, { cell: 'noop', force })
    assert.equal(reply.content.status, 'ok')
  })

const everyLine = Array.from({ length: size.lines }, (_, i) => `${i}\n`).join('')

const flood = (kernel: PeerKernel, code: string): Promise<readonly number[]> =>
  several(1, async () => {
    const { stdout } = await kernel.execute(code, { cell: 'lines', force: true })
    assert.equal(stdout, everyLine, 'every line, before idle')
    kernel.client.heard.length = 0
  })

/** Milliseconds that a loop spins before it is stopped: long enough to be surely inside it. */
const SPIN = 30

const interrupts = async (name: PeerName, kernel: PeerKernel): Promise<readonly number[]> => {
  const { client } = kernel
  await kernel.execute(snippets[name].keep, { cell: 'keep' })
  const times: number[] = []
  for (let i = 0; i < size.interrupts; i++) {
    const started = client.next(m => m.header.msg_type === 'execute_input')
    const running = kernel.execute(snippets[name].spin, { cell: 'spin', force: true })
    await started
    await setTimeout(SPIN)
    const { ms, value } = await timed(() => {
      kernel.interrupt()
      return running
    })
    assert.equal(value.reply.content.status, 'error')
    times.push(ms)
  }
  const { stdout } = await kernel.execute(snippets[name].kept, { cell: 'kept' })
  assert.equal(stdout, '42\n', 'names are kept')
  return times
}

const WARM_UP = 10

const manyCells = (kernel: PeerKernel, name: PeerName): Promise<readonly number[]> =>
  several(size.cells + WARM_UP, async i => {
    const { reply } = await kernel.execute(snippets[name].define(i), { cell: `c${i}` })
    assert.equal(reply.content.status, 'ok')
  }).then(times => times.slice(WARM_UP))

const starts = await inTurns(size.starts, startUp)
const kernels = { cellar: await PeerKernel.start('cellar'), ipykernel: await PeerKernel.start('ipykernel') }
const noop = (name: PeerName): Promise<readonly number[]> =>
  noops(kernels[name], snippets[name].nothing, { force: true })
await inTurns(turns, noop)
const executed = await inTurns(turns, noop)
const replayed = await noops(kernels.cellar, snippets.cellar.nothing, { force: false })
const floods = await inTurns(size.floods, name => flood(kernels[name], snippets[name].lines(size.lines)))
const stops = await inTurns(turns, name => interrupts(name, kernels[name]))
for (const name of names) await kernels[name].stop()
const fresh = { cellar: await PeerKernel.start('cellar'), ipykernel: await PeerKernel.start('ipykernel') }
const cells = await inTurns(1, name => manyCells(fresh[name], name))
for (const name of names) await fresh[name].stop()

/** What issue 3 asks for: at most this ratio, at most this many milliseconds (or times) of our own. */
interface Must {
  readonly ratio?: number
  readonly own?: number
}

let missed = 0
const row = (what: string, [ours, theirs]: readonly [number, number?], { ratio: most, own }: Must = {}): void => {
  const ratio = theirs === undefined ? Number.NaN : ours / theirs
  const fits = !(most !== undefined && ratio > most) && !(own !== undefined && ours > own)
  if (!fits) missed++
  const must = most === undefined ? (own === undefined ? '' : `≤ ${own}`) : `≤ ${most}×`
  const shown = theirs === undefined ? ['', ''] : [theirs.toFixed(2), `${ratio.toFixed(2)}×`]
  const columns = [ours.toFixed(2), ...shown, must].map(text => text.padStart(11)).join('')
  console.log(`${what.padEnd(44)}${columns}${fits ? '' : '   missed'}`)
}
const both = (
  times: ForBoth<readonly number[]>,
  of: (times: readonly number[]) => number = median,
): readonly [number, number] => [of(times.cellar), of(times.ipykernel)]
const growth = (times: readonly number[]): number =>
  median(times.slice(-size.group)) / median(times.slice(0, size.group))

const stopped = stops.cellar.length
const head = ['cellar', 'ipykernel', 'ratio', 'must'].map(text => text.padStart(11)).join('')
console.log(`${`milliseconds; ${stopped} of ${stopped} interrupts, names kept`.padEnd(44)}${head}`)
row('start → first execute reply', both(starts), { ratio: 1 })
row('no-op executed and recorded, p50', both(executed), { ratio: 0.5 })
row('no-op that is fresh, replayed, p50', [median(replayed)])
row(`${size.lines.toLocaleString('en')} lines`, both(floods), { ratio: 1.5 })
row('interrupt of a sync loop, p50', both(stops))
row(
  'interrupt of a sync loop, slowest',
  both(stops, times => Math.max(...times)),
  { own: 100 },
)
row(`one of ${size.cells} cells, p50`, both(cells))
row(`last ${size.group} of ${size.cells} cells / first ${size.group}`, both(cells, growth), { own: 1.2 })
// A tiny run is all start-up and noise.
process.exit(!tiny && missed > 0 ? 1 : 0)
