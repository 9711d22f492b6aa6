/** A full disk, a read-only folder, a file in the way: each says what to do, and the notebook goes on in memory. */
import { openSqlite } from '../../runtime/store/sqlite.ts'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { cellId, snapshotId, sourceHash } from '../../runtime/brand.ts'
import { type BlobFiles, blobFiles } from '../../runtime/store/blob-files.ts'
import type { StoreProblem } from '../../runtime/store/errors.ts'
import { lastingStore, openLastingStore } from '../../runtime/store/lasting-store.ts'
import type { StoreOnDisk } from '../../runtime/store/maintenance.ts'
import { storeOf } from '../../runtime/store/open-store.ts'
import { migrate } from '../../runtime/store/schema.ts'
import { aRun, ENGINE, idOf, isUnit, LARGE, NOTEBOOK, open, said, temporaryFolder, unit } from './opened.ts'

/** A store whose index may not grow beyond what it is: SQLite's own SQLITE_FULL, as on a full disk. */
function fullIndex(): StoreOnDisk {
  const folder = temporaryFolder()
  const database = openSqlite(join(folder, 'index.db'))
  migrate(database)
  const store = storeOf(database, {
    folder,
    clock: Date.now,
    onProblem: () => {},
    files: blobFiles(join(folder, 'blobs')),
  })
  store.record(aRun({ id: 'before' }), [])
  database.pragma(`max_page_count = ${database.pragma('page_count', { simple: true })}`)
  onTestFinished(() => store.close())
  return store
}

/** A store whose disk has no room for a file: what the file system says, from where it says it. */
function fullFiles(): StoreOnDisk {
  const folder = temporaryFolder()
  const database = openSqlite(join(folder, 'index.db'))
  migrate(database)
  const write: BlobFiles['write'] = () => {
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' })
  }
  const files = { ...blobFiles(join(folder, 'blobs')), write }
  const store = storeOf(database, { folder, clock: Date.now, onProblem: () => {}, files })
  onTestFinished(() => store.close())
  return store
}

/** A process of root may write anywhere: for that long it is nobody. */
function asNobody<T>(action: () => T): T {
  const root = process.geteuid?.() === 0
  if (root) process.seteuid?.(65_534)
  try {
    return action()
  } finally {
    if (root) process.seteuid?.(0)
  }
}

describe('a full disk', () => {
  test.each([
    ['in the index', fullIndex],
    ['among the files', fullFiles],
  ])('%s fails the record with what to do, and what was there stays whole', (_, make) => {
    const store = make()
    const before = store.stats().runs
    const large = Array.from({ length: 20 }, (_, i) => unit(`s${i}`, i === 0 ? LARGE : 60_000))
    expect(() => store.record(aRun({ id: 'r1', wrote: ['s0'] }), large)).toThrow(/No room left .*cellar gc --max-size/)
    expect(store.stats().runs).toBe(before)
    expect(store.has(snapshotId('s0'))).toBe(false)
    expect(store.verify().problems).toEqual([])
  })

  test('is told once; the runs go on in memory and are found together with those on disk', () => {
    const problems: StoreProblem[] = []
    const store = lastingStore(fullIndex(), problem => problems.push(problem))
    const large = Array.from({ length: 20 }, (_, i) => unit(`s${i}`, 60_000))
    for (const id of ['r1', 'r2']) store.record(aRun({ id, wrote: ['s0'] }), large)
    store.append(idOf('r2'), [said('late')])
    expect(problems).toMatchObject([{ kind: 'no-store', text: expect.stringMatching(/kept in memory.*No room left/) }])
    expect(store.candidates(sourceHash('h'), ENGINE, 9).map(run => run.id)).toEqual(['r2', 'r1', 'before'])
    expect(store.latest(NOTEBOOK).get(cellId('a'))?.id).toBe('r2')
    expect(store.events(idOf('r2'))).toEqual([said('r2'), said('late')])
    expect(store.events(idOf('before'))).toEqual([said('before')])
    expect(isUnit(store.unit(snapshotId('s0')), unit('s0', 60_000))).toBe(true)
    expect(store.runs({ limit: 2, offset: 1 }).map(run => run.id)).toEqual(['r1', 'before'])
  })
})

describe('a folder that cannot be written', () => {
  const readOnly = (): string => {
    const folder = temporaryFolder()
    chmodSync(folder, 0o555)
    return join(folder, '.cellar')
  }

  test('is refused with what to do', () => {
    const folder = readOnly()
    expect(() => asNobody(() => open({ folder }))).toThrow(
      /can't be written: .*EACCES.*Make the folder writable or set CELLAR_STORE/,
    )
  })

  test('because it takes no folders at all (/proc) is refused at once', () => {
    expect(() => open({ folder: '/proc/cellar/store' })).toThrow(
      /can't be used: .*\/proc\/cellar.*Check the folder or set/,
    )
  })

  test('with a store in it is refused when something is recorded or at once, never silently', () => {
    const { store, folder } = open()
    store.record(aRun({ id: 'r1' }), [])
    store.close()
    chmodSync(folder, 0o555)
    expect(() => asNobody(() => open({ folder }).store.record(aRun({ id: 'r2' }), []))).toThrow(/can't be written/)
  })

  test.each([
    ['is read-only', readOnly, /memory only.*can't be written/],
    ['is a file', () => fileInTheWay(), /memory only.*can't be used/],
  ])('and %s leaves the notebook a store in memory, with a notice', (_, make, says) => {
    const folder = make()
    const problems: StoreProblem[] = []
    const store = asNobody(() => openLastingStore({ folder, onProblem: problem => problems.push(problem) }))
    store.record(aRun({ id: 'r1' }), [])
    expect(store.latest(NOTEBOOK).get(cellId('a'))?.id).toBe('r1')
    expect(problems).toMatchObject([{ kind: 'no-store', text: expect.stringMatching(says) }])
  })
})

function fileInTheWay(): string {
  const folder = temporaryFolder()
  chmodSync(folder, 0o755)
  mkdirSync(join(folder, 'a'))
  writeFileSync(join(folder, 'a', '.cellar'), '')
  return join(folder, 'a', '.cellar')
}
