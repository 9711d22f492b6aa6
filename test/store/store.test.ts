/** What every store promises: the folder's, the one in memory, and the two together. */
import { describe, expect, test } from 'vitest'
import { cellId, snapshotId, sourceHash } from '../../runtime/brand.ts'
import { lastingStore } from '../../runtime/store/lasting-store.ts'
import { memoryStore } from '../../runtime/store/memory-store.ts'
import type { RunRecord, RunTrace, Store } from '../../runtime/store/store.ts'
import { aRun, ENGINE, idOf, isUnit, LARGE, NOTEBOOK, open, said, unit } from './opened.ts'

const stores: Readonly<Record<string, () => Store>> = {
  'in a folder': () => open().store,
  'in memory': memoryStore,
  lasting: () => lastingStore(open().store, () => {}),
}

const traceOf = ({ id, cell, notebook, hash, engine, outcome, startedAt, ms, reads, writes }: RunRecord): RunTrace => ({
  id,
  cell,
  notebook,
  hash,
  engine,
  outcome,
  startedAt,
  ms,
  reads,
  writes,
})
const everything = { limit: 100, offset: 0 }

describe.each(Object.entries(stores))('a store %s', (_, make) => {
  test('gives a run back as it was recorded', () => {
    const store = make()
    const draws = { seed: [1, 2, 3, 4], clock: [0.1, 2], bytes: ['00ff'], truncated: false } as const
    const run = { ...aRun({ id: 'r1', wrote: ['s1'] }), draws, parameters: { n: 3 } }
    store.record(run, [unit('s1')])
    expect(store.latest(NOTEBOOK).get(cellId('a'))).toMatchObject(traceOf(run))
    expect(store.events(idOf('r1'))).toEqual(run.events)
    expect(store.details(idOf('r1'))).toMatchObject({
      key: run.key,
      code: run.code,
      draws,
      where: 'session',
      environment: run.environment,
      parameters: { n: 3 },
    })
  })

  test('finds the successful runs of a code under an engine, newest first, up to the limit', () => {
    const store = make()
    for (const id of ['r1', 'r2', 'r3']) store.record(aRun({ id }), [])
    store.record({ ...aRun({ id: 'failed' }), outcome: 'failed' }, [])
    store.record({ ...aRun({ id: 'other engine' }), engine: 'cellar-2' }, [])
    store.record(aRun({ id: 'other code', hash: 'h2' }), [])
    const found = (limit: number): readonly string[] =>
      store.candidates(sourceHash('h'), ENGINE, limit).map(run => run.id)
    expect(found(10)).toEqual(['r3', 'r2', 'r1'])
    expect(found(2)).toEqual(['r3', 'r2'])
  })

  test('calls the run recorded last the latest of its cell, whatever the clock said', () => {
    const store = make()
    store.record(aRun({ id: 'r1', startedAt: 9 }), [])
    store.record({ ...aRun({ id: 'r2', startedAt: 3 }), outcome: 'failed' }, [])
    store.record(aRun({ id: 'b1', cell: 'b' }), [])
    store.record({ ...aRun({ id: 'elsewhere' }), notebook: '/nb/b.ipynb' }, [])
    const latest = store.latest(NOTEBOOK)
    expect([...latest].map(([cell, run]) => [cell, run.id])).toEqual([
      ['a', 'r2'],
      ['b', 'b1'],
    ])
    expect([latest.size, latest.has(cellId('b')), latest.has(cellId('c'))]).toEqual([2, true, false])
    expect(store.latest('/nb/none.ipynb').size).toBe(0)
  })

  test('adds late output after the rest, however much there is', () => {
    const store = make()
    store.record(aRun({ id: 'r1', events: [] }), [])
    const late = Array.from({ length: 300 }, (_, i) => said(`tick ${i} ${'.'.repeat(i)}`))
    for (const event of late) store.append(idOf('r1'), [event])
    const large = said('x'.repeat(LARGE))
    store.append(idOf('r1'), [large, said('end')])
    expect(store.events(idOf('r1'))).toEqual([...late, large, said('end')])
  })

  test('loses late output of a run that is gone without complaint', () => {
    const store = make()
    store.append(idOf('gone'), [said('late')])
    expect(store.events(idOf('gone'))).toBeUndefined()
    expect(store.details(idOf('gone'))).toBeUndefined()
  })

  test.each([0, 20, 65_536, 65_537, LARGE * 10])('keeps a value of %d bytes', size => {
    const store = make()
    store.record(aRun({ id: 'r1', wrote: ['s1'] }), [unit('s1', size)])
    expect(store.has(snapshotId('s1'))).toBe(true)
    expect(isUnit(store.unit(snapshotId('s1')), unit('s1', size))).toBe(true)
    expect(store.has(snapshotId('s2'))).toBe(false)
    expect(store.unit(snapshotId('s2'))).toBeUndefined()
  })

  test('keeps what a widget said, bytes and all', () => {
    const store = make()
    const comm = {
      is: 'open',
      commId: 'c',
      target: 't',
      data: { x: 1 },
      metadata: {},
      buffers: [new Uint8Array([0, 255, 7])],
    } as const
    const events = [
      { type: 'comm', comm },
      { type: 'comm', comm: { is: 'close', commId: 'c', data: {}, metadata: {} } },
    ] as const
    store.record(aRun({ id: 'r1', events }), [])
    expect(store.events(idOf('r1'))).toEqual(events)
  })

  test('lists runs newest first, filtered and paged', () => {
    const store = make()
    for (let i = 0; i < 6; i++) store.record(aRun({ id: `r${i}`, cell: i % 2 ? 'odd' : 'even', startedAt: i }), [])
    store.tag(idOf('r1'), 'paper')
    store.tag(idOf('r1'), 'figure')
    store.tag(idOf('r1'), 'paper')
    const ids = (query: object): readonly string[] => store.runs({ ...everything, ...query }).map(run => run.id)
    expect(ids({ limit: 2, offset: 1 })).toEqual(['r4', 'r3'])
    expect(ids({ cell: 'odd', since: 2 })).toEqual(['r5', 'r3'])
    expect(ids({ tag: 'paper' })).toEqual(['r1'])
    expect(ids({ outcome: 'failed' })).toEqual([])
    expect(ids({ notebook: '/nb/none.ipynb' })).toEqual([])
    expect(store.runs({ ...everything, tag: 'paper' })).toEqual([
      {
        id: 'r1',
        notebook: NOTEBOOK,
        cell: 'odd',
        key: 'key of r1',
        outcome: 'ok',
        startedAt: 1,
        ms: 1.5,
        where: 'session',
        tags: ['figure', 'paper'],
      },
    ])
    store.untag(idOf('r1'), 'paper')
    expect(ids({ tag: 'paper' })).toEqual([])
  })

  test('says so when asked to tag a run that is not there', () => {
    expect(() => make().tag(idOf('none'), 'x')).toThrow(/No run none: .*cellar runs/)
  })
})
