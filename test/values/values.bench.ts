/**
 * What looking at values costs, beside `v8.serialize` + SHA-256 in the same run: a million small objects, 100 MB of floats, a few
 * small values, the realm. Both sides get fresh values and a collected heap; the best of several rounds counts.
 */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { deserialize, serialize } from 'node:v8'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
import type { SnapshotId } from '../../runtime/brand.ts'
import { type Location, locationOf } from '../../runtime/location.ts'
import { type Hand, takePart } from '../../runtime/memory/two-thread-hash.ts'
import { createHeap } from '../../runtime/values/live-heap.ts'
import { createRealm } from '../../runtime/values/realm.ts'
import { createReferenceTable } from '../../runtime/values/references.ts'

const tiny = process.argv.includes('--tiny')
const OBJECTS = tiny ? 1000 : 1_000_000
const FLOATS = tiny ? 1000 : 12_500_000
const ROUNDS = tiny ? 1 : 5

const references = createReferenceTable(specifier => import(specifier))
/** As a session's watch thread does, it takes part in hashing. */
const thread = isMainThread ? new Worker(new URL(import.meta.url), { argv: process.argv.slice(2) }) : undefined
const hand: Hand = job => thread?.postMessage(job)
const heap = createHeap({ references, instantiate: () => undefined, hand })
const realm = createRealm()
const at: Location = locationOf('name', 'x')

const rows = (): unknown => Array.from({ length: OBJECTS }, (_, id) => ({ id, name: `name${id % 1000}`, v: id * 0.5 }))
const floats = (): Float64Array => Float64Array.from({ length: FLOATS }, (_, i) => i / 3)

const timed = (work: () => unknown): number => {
  globalThis.gc?.()
  const start = performance.now()
  work()
  return performance.now() - start
}
const capture = (value: unknown): SnapshotId => heap.capture(new Map([[at, value]]))[0]?.snapshot as SnapshotId
const forget = (): void => {
  const live = heap.live(at)
  heap.forget(at)
  if (live !== undefined) heap.drop(live)
}
const peer = (value: unknown): unknown => createHash('sha256').update(serialize(value)).digest()

function assert(holds: boolean, what: string): void {
  if (!holds) throw new Error(`wrong result: ${what}`)
}

function report(
  what: string,
  { ms, ratio, rate }: { readonly ms: number; readonly ratio?: number; readonly rate: string },
): void {
  const beside = ratio === undefined ? '' : `${ratio.toFixed(2)} × v8.serialize + SHA-256`
  process.stdout.write(`${what.padEnd(52)} ${ms.toFixed(3).padStart(10)} ms  ${rate.padEnd(16)} ${beside}\n`)
}

/** First capture, capture of the same again, capture after one change; each beside the peer. */
function compare(
  name: string,
  make: () => unknown,
  touch: (value: never) => void,
  rateOf: (ms: number) => string,
): void {
  const best = { peer: Infinity, first: Infinity, again: Infinity, changed: Infinity }
  const keep = (key: keyof typeof best, ms: number): void => {
    best[key] = Math.min(best[key], ms)
  }
  for (let round = 0; round < ROUNDS; round++) {
    const value = make()
    keep(
      'peer',
      timed(() => peer(value)),
    )
    keep(
      'first',
      timed(() => capture(value)),
    )
    const before = heap.live(at)
    keep(
      'again',
      timed(() => capture(value)),
    )
    assert(heap.live(at) === before, `${name}: unchanged`)
    touch(value as never)
    keep(
      'changed',
      timed(() => capture(value)),
    )
    assert(heap.live(at) !== before, `${name}: changed`)
    if (before !== undefined) heap.drop(before)
    forget()
  }
  report(`${name}: v8.serialize + SHA-256`, { ms: best.peer, rate: rateOf(best.peer) })
  for (const key of ['first', 'again', 'changed'] as const) {
    const ratio = best[key] / best.peer
    report(`${name}: capture, ${key}`, { ms: best[key], ratio, rate: rateOf(best[key]) })
    // The first look keeps what the peer forgets: a copy to put back, and who owns which object.
    if (!tiny && ratio >= (key === 'first' ? 1.5 : 1)) process.exitCode = 1
  }
}

async function roundTrip(): Promise<void> {
  const value = rows()
  const id = capture(value)
  const bytes = Buffer.concat(heap.encode(id)?.chunks ?? [])
  const serialized = serialize(value)
  forget()
  const start = performance.now()
  await heap.load(id, [bytes])
  const load = performance.now() - start
  const restore = timed(() => heap.restore(id, new Set([at])))
  const again = capture(heap.restore(id, new Set([at])).get(at))
  assert(again === id, 'loaded rows are equal')
  const beside = timed(() => deserialize(serialized))
  process.stdout.write(
    `${OBJECTS} objects: load ${load.toFixed(0)} ms (v8.deserialize ${beside.toFixed(0)}), put back ${restore.toFixed(0)} ms, ${bytes.length} bytes (v8 ${serialized.length})\n`,
  )
  forget()
}

function often(what: string, { bound, work }: { readonly bound: number; readonly work: () => unknown }): void {
  const times: number[] = []
  for (let i = 0; i < (tiny ? 50 : 5000); i++) {
    const start = performance.now()
    work()
    times.push(performance.now() - start)
  }
  const median = times.sort((a, b) => a - b)[times.length >> 1] as number
  report(what, { ms: median, rate: `must: < ${bound}` })
  if (!tiny && median >= bound) process.exitCode = 1
}

const measure = async (): Promise<void> => {
  // It can't start while this thread is busy.
  if (thread !== undefined) await once(thread, 'online')
  compare(
    `${OBJECTS} objects`,
    rows,
    (value: { v: number }[]) => void ((value[7] as { v: number }).v = -1),
    ms => `${((ms * 1e6) / OBJECTS).toFixed(0)} ns/object`,
  )
  compare(
    `${(FLOATS * 8) / 1e6} MB of floats`,
    floats,
    (value: Float64Array) => void value.fill(-1, 7, 8),
    ms => `${((FLOATS * 8) / ms / 1e6).toFixed(2)} GB/s`,
  )
  await roundTrip()
  const small = new Map<Location, unknown>([
    [locationOf('name', 'a'), 1],
    [locationOf('name', 'b'), 'text'],
    [locationOf('name', 'c'), { list: [1, 2, { three: 3 }] }],
  ])
  often('3 small values: capture', { bound: 0.2, work: () => heap.capture(small) })
  often('realm: what differs from the start', { bound: 0.15, work: () => realm.diff() })
  await thread?.terminate()
}

if (isMainThread) await measure()
else parentPort?.on('message', takePart)
