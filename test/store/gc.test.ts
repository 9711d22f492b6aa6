/** What gc takes, what it never takes, and that nothing is left behind. */
import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cellId, snapshotId } from '../../runtime/brand.ts'
import type { StoreOnDisk } from '../../runtime/store/maintenance.ts'
import { aRun, idOf, isUnit, LARGE, NOTEBOOK, open, unit } from './opened.ts'

const idsIn = (store: StoreOnDisk): readonly string[] => store.runs({ limit: 1000, offset: 0 }).map(run => run.id)

const filesIn = (folder: string): readonly string[] =>
  readdirSync(join(folder, 'blobs'), { recursive: true, encoding: 'utf8' }).filter(name =>
    statSync(join(folder, 'blobs', name)).isFile(),
  )

/** Five runs of one cell, a second apart, each with a large value of its own. */
function fiveRuns(store: StoreOnDisk): void {
  for (let i = 1; i <= 5; i++) {
    store.record(aRun({ id: `r${i}`, startedAt: i * 1000, hash: `h${i}`, wrote: [`s${i}`] }), [
      unit(`s${i}`, LARGE * 10),
    ])
  }
}

describe('by age', () => {
  test('takes what is older, with its values and files, and keeps the latest and the tagged', () => {
    const { store, folder } = open({ clock: () => 100_000 })
    fiveRuns(store)
    store.tag(idOf('r2'), 'paper')
    expect(store.gc({ maxAge: 1000 })).toMatchObject({ runs: 3, overLimit: false })
    expect(idsIn(store)).toEqual(['r5', 'r2'])
    expect(store.has(snapshotId('s1'))).toBe(false)
    expect(isUnit(store.unit(snapshotId('s2')), unit('s2', LARGE * 10))).toBe(true)
    expect(filesIn(folder)).toHaveLength(2)
    expect(store.verify()).toMatchObject({ problems: [], leftovers: 0 })
  })

  test('keeps as many of each cell as it is told, and takes nothing that is young', () => {
    const { store } = open({ clock: () => 4500 })
    fiveRuns(store)
    store.gc({ maxAge: 2000 })
    expect(idsIn(store)).toEqual(['r5', 'r4', 'r3'])
    store.gc({ maxAge: 0, keepLatest: 2 })
    expect(idsIn(store)).toEqual(['r5', 'r4'])
    store.gc({ maxAge: 0, keepLatest: 0 })
    expect(idsIn(store)).toEqual(['r5'])
    expect(store.latest(NOTEBOOK).get(cellId('a'))?.id).toBe('r5')
  })

  test('takes a run again once its tag is gone', () => {
    const { store } = open({ clock: () => 100_000 })
    fiveRuns(store)
    store.tag(idOf('r1'), 'paper')
    store.gc({ maxAge: 0 })
    store.untag(idOf('r1'), 'paper')
    store.gc({ maxAge: 0 })
    expect(idsIn(store)).toEqual(['r5'])
  })
})

describe('by size', () => {
  test('takes the oldest until the rest fits, and no more', () => {
    const { store } = open()
    fiveRuns(store)
    const maxBytes = store.stats().bytes - LARGE * 15
    expect(store.gc({ maxBytes })).toMatchObject({ runs: 2, overLimit: false })
    expect(idsIn(store)).toEqual(['r5', 'r4', 'r3'])
    expect(store.stats().bytes).toBeLessThanOrEqual(maxBytes)
  })

  test('counts a value that a kept run shares as not freed', () => {
    const { store } = open()
    store.record(aRun({ id: 'r1', wrote: ['s1'] }), [unit('s1', LARGE * 10)])
    store.record(aRun({ id: 'r2', wrote: ['s2'] }), [unit('s2', LARGE * 10)])
    store.record(aRun({ id: 'r3', wrote: ['s1'] }), [])
    expect(store.gc({ maxBytes: store.stats().bytes - LARGE * 5 })).toMatchObject({ runs: 2, overLimit: false })
    expect([store.has(snapshotId('s1')), store.has(snapshotId('s2'))]).toEqual([true, false])
  })

  test('says so when what it may not take is more than was asked for', () => {
    const { store } = open()
    fiveRuns(store)
    expect(store.gc({ maxBytes: 1000 })).toMatchObject({ runs: 4, overLimit: true })
  })
})

test('without limits only what nothing points at goes', () => {
  const { store } = open()
  fiveRuns(store)
  store.record(aRun({ id: 'b', cell: 'b' }), [unit('nobody names this', LARGE)])
  expect(store.gc({})).toMatchObject({ runs: 0, blobs: 1 })
  expect(store.has(snapshotId('nobody names this'))).toBe(false)
  expect(idsIn(store)).toHaveLength(6)
})

test('a dry run tells what a run then does, and does nothing', () => {
  const { store, folder } = open({ clock: () => 100_000 })
  fiveRuns(store)
  const dry = store.gc({ maxAge: 0, dryRun: true })
  expect(idsIn(store)).toHaveLength(5)
  expect(filesIn(folder)).toHaveLength(5)
  const done = store.gc({ maxAge: 0 })
  const { bytesAfter, ...rest } = done
  expect(dry).toMatchObject(rest)
  // The values are counted exactly, the index by length.
  expect(Math.abs(dry.bytesAfter - bytesAfter) / dry.bytesBefore).toBeLessThan(0.05)
})

test('files of killed writers go once they are old; one that a writer is just writing stays', () => {
  const { store, folder } = open()
  fiveRuns(store)
  const unfinished = join(folder, 'blobs', 'unfinished')
  mkdirSync(unfinished, { recursive: true })
  mkdirSync(join(folder, 'blobs', '00'), { recursive: true })
  const old = [join(unfinished, 'old'), join(folder, 'blobs', '00', '0'.repeat(62))]
  for (const path of [...old, join(unfinished, 'new')]) writeFileSync(path, 'bytes')
  for (const path of old) utimesSync(path, 1, 1)
  expect(store.verify()).toMatchObject({ problems: [], leftovers: 3 })
  expect(store.gc({})).toMatchObject({ runs: 0, blobs: 0, leftovers: 2 })
  expect(filesIn(folder).filter(name => name.startsWith('unfinished'))).toEqual([join('unfinished', 'new')])
  expect(filesIn(folder)).toHaveLength(6)
})

test('the index gives its room back to the file system', () => {
  const { store, folder } = open({ clock: () => 1e6 })
  for (let i = 0; i < 300; i++) store.record(aRun({ id: `r${i}`, wrote: [`s${i}`] }), [unit(`s${i}`, 20_000)])
  store.gc({ maxAge: 0 })
  expect(statSync(join(folder, 'index.db')).size).toBeLessThan(400_000)
})
