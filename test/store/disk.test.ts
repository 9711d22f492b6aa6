/** The store in its folder: what outlives the process, what is stored once, and what becomes of damage. */
import { openSqlite } from '../../runtime/store/sqlite.ts'
import { existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cellId, snapshotId, sourceHash } from '../../runtime/brand.ts'
import { StoreError } from '../../runtime/store/errors.ts'
import { aRun, ENGINE, idOf, isUnit, LARGE, NOTEBOOK, open, said, unit } from './opened.ts'

const blobFilesIn = (folder: string): readonly string[] =>
  readdirSync(join(folder, 'blobs'), { recursive: true, encoding: 'utf8' })
    .map(name => join(folder, 'blobs', name))
    .filter(path => statSync(path).isFile())

/** Changes the index behind the store's back, as a bad disk would. */
const edit = (folder: string, sql: string): void => {
  const database = openSqlite(join(folder, 'index.db'))
  expect(database.prepare(sql).run().changes).toBeGreaterThan(0)
  database.close()
}

const flipByte = (path: string): void => {
  const bytes = readFileSync(path)
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1
  writeFileSync(path, bytes)
}

describe('what was recorded', () => {
  test('is there when the store is opened again', () => {
    const { store, reopen } = open()
    const events = [said('x'.repeat(LARGE)), said('é\ud83d')]
    store.record(aRun({ id: 'r1', wrote: ['s1'], events }), [unit('s1', LARGE)])
    const again = reopen()
    expect(again.latest(NOTEBOOK).get(cellId('a'))?.id).toBe('r1')
    expect(again.events(idOf('r1'))).toEqual(events)
    expect(isUnit(again.unit(snapshotId('s1')), unit('s1', LARGE))).toBe(true)
  })

  test('takes room once: code, environment, equal values and equal bytes under two ids', () => {
    const { store, folder } = open()
    store.record(aRun({ id: 'r1', wrote: ['s1'] }), [unit('s1', LARGE)])
    const { blobs } = store.stats()
    store.record(aRun({ id: 'r2', wrote: ['s1', 's2'] }), [
      unit('s1', LARGE),
      { ...unit('s1', LARGE), id: snapshotId('s2') },
    ])
    expect(store.stats()).toMatchObject({ runs: 2, snapshots: 2, blobs })
    expect(blobFilesIn(folder)).toHaveLength(1)
  })

  test('is ignored by git', () => {
    expect(readFileSync(join(open().folder, '.gitignore'), 'utf8')).toBe('*\n')
  })

  test('compresses long output', () => {
    const { store, folder } = open()
    store.record(aRun({ id: 'r1', events: [said('all work and no play '.repeat(50_000))] }), [])
    expect(store.stats().bytes).toBeLessThan(320_000)
    expect(existsSync(join(folder, 'blobs'))).toBe(false)
  })
})

describe('damage', () => {
  test.each([
    ['a flipped byte', flipByte],
    ['a cut file', (path: string) => truncateSync(path, 1000)],
    ['an empty file', (path: string) => truncateSync(path, 0)],
  ])('%s in a large value is reported and the value computed again, not served', (_, damage) => {
    const { store, folder, problems } = open()
    store.record(aRun({ id: 'r1', wrote: ['s1'] }), [unit('s1', LARGE)])
    for (const path of blobFilesIn(folder)) damage(path)
    expect(store.unit(snapshotId('s1'))).toBeUndefined()
    expect(problems).toMatchObject([{ kind: 'damaged-blob' }])
    expect(store.has(snapshotId('s1'))).toBe(false)
    store.record(aRun({ id: 'r2', wrote: ['s1'] }), [unit('s1', LARGE)])
    expect(isUnit(store.unit(snapshotId('s1')), unit('s1', LARGE))).toBe(true)
    expect(store.verify().problems).toEqual([])
  })

  test('a damaged small value is not served either', () => {
    const { store, folder, problems } = open()
    store.record(aRun({ id: 'r1', wrote: ['s1'] }), [unit('s1')])
    edit(folder, `UPDATE blobs SET bytes = x'00' || substr(bytes, 2) WHERE id = (SELECT blob FROM snapshots)`)
    expect(store.unit(snapshotId('s1'))).toBeUndefined()
    expect(problems).toMatchObject([{ kind: 'damaged-blob' }])
  })

  test.each([
    ['a trace', `UPDATE runs SET trace = replace(trace, 'v1', 'v2') WHERE run = 'r2'`, 'The trace of run r2'],
    ['output', `UPDATE texts SET body = replace(body, 'r2', 'r3') WHERE body LIKE '%r2%'`, 'The output of run r2'],
  ])('a run with %s that changed by itself is removed, and the one before it stands', (_, sql, says) => {
    const { store, folder, problems } = open()
    store.record(aRun({ id: 'r1' }), [])
    store.record(aRun({ id: 'r2' }), [])
    edit(folder, sql)
    expect(store.latest(NOTEBOOK).get(cellId('a'))?.id).toBe(says.includes('trace') ? undefined : 'r2')
    expect(store.candidates(sourceHash('h'), ENGINE, 5).map(run => run.id)).toEqual(
      says.includes('trace') ? ['r1'] : ['r2', 'r1'],
    )
    expect(store.events(idOf('r2'))).toBeUndefined()
    expect(problems).toMatchObject([{ kind: 'damaged-run', text: expect.stringContaining(says) }])
    expect(store.latest(NOTEBOOK).get(cellId('a'))?.id).toBe('r1')
    expect(store.verify().problems).toEqual([])
  })

  test.each([
    ['code', 'SELECT code FROM runs', aRun({ id: 'x' }).events],
    ['long output', 'SELECT blob FROM texts', [said('a long line '.repeat(10_000))]],
  ])('%s that was damaged is stored again when it is recorded again', (_, blob, events) => {
    const { store, folder, problems } = open()
    store.record(aRun({ id: 'r1', events }), [])
    edit(folder, `UPDATE blobs SET bytes = x'00' || substr(bytes, 2) WHERE id = (${blob})`)
    expect([store.events(idOf('r1')), store.details(idOf('r1'))]).toContain(undefined)
    expect(problems).toMatchObject([{ kind: 'damaged-blob' }])
    expect(store.latest(NOTEBOOK).size).toBe(0)
    store.record(aRun({ id: 'r2', events }), [])
    expect(store.events(idOf('r2'))).toEqual(events)
    expect(store.details(idOf('r2'))?.code).toBe(aRun({ id: 'r2' }).code)
    expect(store.verify().problems).toEqual([])
  })

  test('of the environment, one for all runs, takes no run with it', () => {
    const { store, folder, problems } = open()
    for (const id of ['r1', 'r2']) store.record(aRun({ id }), [])
    edit(folder, `UPDATE blobs SET bytes = x'00' WHERE id = (SELECT environment FROM runs)`)
    expect(store.details(idOf('r1'))).toMatchObject({ key: 'key of r1', environment: {} })
    expect(store.details(idOf('r2'))).toMatchObject({ key: 'key of r2', environment: {} })
    expect(problems).toMatchObject([{ kind: 'damaged-blob' }])
    store.record(aRun({ id: 'r3' }), [])
    expect(store.details(idOf('r3'))?.environment).toEqual(aRun({ id: 'r3' }).environment)
    expect(store.verify().problems).toEqual([])
  })

  test('of the index is refused with what to do, and nothing is moved', () => {
    const { store, folder } = open()
    store.close()
    writeFileSync(join(folder, 'index.db'), 'not a database, not at all')
    expect(() => open({ folder })).toThrow(/damaged: .*cellar verify --repair/)
    expect(readFileSync(join(folder, 'index.db'), 'utf8')).toBe('not a database, not at all')
  })

  test('of the index is moved aside when asked for, and a new one begun', () => {
    const { store, folder } = open()
    store.record(aRun({ id: 'r1' }), [])
    store.close()
    const index = join(folder, 'index.db')
    const bytes = readFileSync(index).fill(0xaa, 200, 9000)
    writeFileSync(index, bytes)
    const { store: fresh, problems } = open({ folder, whenDamaged: 'move-aside', clock: () => 0 })
    expect(problems).toMatchObject([{ kind: 'moved-aside' }])
    expect(fresh.stats().runs).toBe(0)
    expect(readFileSync(`${index}.damaged-1970-01-01T000000.000Z`)).toEqual(bytes)
  })

  test('met while reading has a name and a next step', () => {
    const { store, folder, reopen } = open()
    for (let i = 0; i < 400; i++) store.record(aRun({ id: `r${i}`, cell: `c${i}` }), [])
    reopen().close()
    truncateSync(join(folder, 'index.db'), 65_536)
    const error = caught(() => open({ folder }).store.latest(NOTEBOOK))
    expect(error).toBeInstanceOf(StoreError)
    expect(error).toMatchObject({ kind: 'damaged', message: expect.stringContaining('cellar verify --repair') })
    expect(existsSync(join(folder, 'index.db'))).toBe(true)
  })
})

const caught = (action: () => unknown): unknown => {
  try {
    return action()
  } catch (error) {
    return error
  }
}
