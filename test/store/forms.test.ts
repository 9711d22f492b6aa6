/** The disk forms of traces and events: whatever goes in comes out, and no byte changes unseen. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cellId, runId, snapshotId, sourceHash, version } from '../../runtime/brand.ts'
import type { Location } from '../../runtime/location.ts'
import { CODEC, compress, decompress } from '../../runtime/store/compression.ts'
import { packEvents, unpackEvents } from '../../runtime/store/event-form.ts'
import { seal, unseal } from '../../runtime/store/seal.ts'
import type { RunTrace, Write } from '../../runtime/store/store.ts'
import { cellOfTrace, packTrace, unpackTrace } from '../../runtime/store/trace-form.ts'
import { aRun } from './opened.ts'

/** Line breaks, escapes, halves of surrogate pairs, nothing at all. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('', '\n', '\\', '\\0', '\\u000a', '\ud83d', '\udcc8\n', 'é📈', '\0'),
)
const location = text.map(key => `name:${key}` as Location)
const anyVersion = text.map(version)
const write: fc.Arbitrary<Write> = fc.record(
  {
    location,
    version: fc.option(anyVersion),
    before: fc.option(anyVersion),
    snapshot: fc.option(text.map(snapshotId)),
    storable: fc.boolean(),
    shares: fc.array(fc.tuple(location, text), { maxLength: 2 }),
    mentions: fc.array(text, { maxLength: 3 }),
    preview: text,
    type: text,
    size: fc.nat(),
  },
  {
    requiredKeys: ['location', 'version', 'snapshot', 'storable', 'shares', 'mentions', 'preview', 'type', 'size'],
    noNullPrototype: true,
  },
)
const trace: fc.Arbitrary<RunTrace> = fc.record(
  {
    id: text.map(runId),
    cell: text.map(cellId),
    notebook: text,
    hash: text.map(sourceHash),
    engine: text,
    outcome: fc.constantFrom('ok', 'failed', 'interrupted', 'timeout', 'lost'),
    startedAt: fc.double({ noNaN: true, min: 0, max: 1e13 }),
    ms: fc.double({ noNaN: true, min: 0, max: 1e9 }),
    reads: fc.array(fc.record({ location, version: anyVersion }, { noNullPrototype: true }), { maxLength: 4 }),
    writes: fc.array(write, { maxLength: 3 }),
  },
  { noNullPrototype: true },
)

describe('a trace', () => {
  test('comes back as it was, whatever its texts hold, through UTF-8 too', () => {
    fc.assert(
      fc.property(trace, given => {
        const stored = Buffer.from(packTrace(given), 'utf8').toString('utf8')
        expect(unpackTrace(stored, given.notebook)).toEqual(given)
        expect(cellOfTrace(stored)).toBe(given.cell)
      }),
      { numRuns: 1000 },
    )
  })

  test('of which one byte changed is not unpacked', () => {
    const stored = Buffer.from(packTrace(aRun({ id: 'r1', wrote: ['s1'] })))
    for (let at = 0; at < stored.length; at++) {
      const changed = Buffer.from(stored)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(unpackTrace(changed.toString(), ''), `byte ${at}`).toBeUndefined()
    }
  })

  test('keeps a field that a later contract adds to a write', () => {
    const run = aRun({ id: 'r1', wrote: ['s1'] })
    const later = { ...run, writes: run.writes.map(each => ({ ...each, addedLater: { deep: [1] } })) }
    expect(unpackTrace(packTrace(later), '')?.writes).toEqual(later.writes)
  })
})

test.each(['', 'a', 'é\n'])('a sealed text opens, cut or lengthened it does not: %j', given => {
  expect(unseal(seal(given))).toBe(given)
  expect(unseal(seal(given).slice(0, -1))).toBeUndefined()
  expect(unseal(`${seal(given)} `)).toBeUndefined()
})

test('events come back as a front end would get them', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(text, fc.jsonValue(), fc.uint8Array({ maxLength: 40 }))), given => {
      const events = given.flatMap(([said, value, bytes]) => [
        { type: 'stream', name: 'stderr', text: said } as const,
        { type: 'display', data: { 'application/json': value }, metadata: {}, displayId: said } as const,
        { type: 'comm', comm: { is: 'message', commId: said, data: value, metadata: null, buffers: [bytes] } } as const,
      ])
      // -0 is 0 in JSON, and on the wire.
      expect(unpackEvents(packEvents(events))).toEqual(JSON.parse(JSON.stringify(events), restoreBytes(events)))
    }),
  )
})

const restoreBytes = (events: readonly { readonly type: string }[]) => {
  const buffers = events.flatMap(event => ('comm' in event ? (event.comm as { buffers: Uint8Array[] }).buffers : []))
  let next = 0
  return (key: string, value: unknown): unknown => (key === 'buffers' ? [buffers[next++]] : value)
}

test('text that compresses is deflated, text that does not is left as it is', () => {
  const noise = Buffer.from(
    Array.from({ length: 50_000 }, (_, i) => Math.imul(i ^ (i >> 3), 2654435761) >>> 24),
  ).toString('base64')
  const long = 'row, row, row\n'.repeat(5_000)
  expect([compress(long).codec, decompress(compress(long)) === long]).toEqual([CODEC.deflate, true])
  expect(decompress(compress(noise))).toBe(noise)
  expect(compress('x').codec).toBe(CODEC.plain)
})
