/** What a user's own runs showed is told from what came with a file: by a mark that only the user's secret makes. */
import { existsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ownOutput, secretPath } from '../../runtime/store/own-output.ts'
import { openSqlite } from '../../runtime/store/sqlite.ts'
import { aRun, idOf, open, said, temporaryFolder } from './opened.ts'

const secretIn = (folder = temporaryFolder()): string => secretPath({ XDG_DATA_HOME: folder })

describe('output', () => {
  test('that a run here showed is own, long and late output included, and after reopening', () => {
    const own = ownOutput(secretIn())
    const opened = open({ own })
    opened.store.record(aRun({ id: 'r1', events: [said('a')] }), [])
    opened.store.append(idOf('r1'), [said('late')])
    opened.store.record(aRun({ id: 'r2', events: [said('x'.repeat(100_000))] }), [])
    opened.store.record(aRun({ id: 'r3', events: [] }), [])
    const store = opened.reopen()
    expect(['r1', 'r2', 'r3', 'gone'].map(id => store.isOwn(idOf(id)))).toEqual([true, true, true, false])
    expect(store.events(idOf('r1'))).toEqual([said('a'), said('late')])
  })

  test('that was put in without the secret, as bundles are, is not, nor what is added to it', () => {
    const { folder, store } = open()
    store.record(aRun({ id: 'r1', events: [said('a')] }), [])
    store.close()
    const later = open({ folder, own: ownOutput(secretIn()) }).store
    expect(later.isOwn(idOf('r1'))).toBe(false)
    later.append(idOf('r1'), [said('late')])
    expect(later.isOwn(idOf('r1'))).toBe(false)
  })

  test('in a store from elsewhere, or altered in the store, is not', () => {
    const { folder, store } = open({ own: ownOutput(secretIn()) })
    for (const id of ['r1', 'r2']) store.record(aRun({ id, events: [said(id)] }), [])
    store.close()
    expect(open({ folder, own: ownOutput(secretIn()) }).store.isOwn(idOf('r1'))).toBe(false)
    const own = ownOutput(secretIn())
    const mine = open({ own })
    for (const id of ['r1', 'r2']) mine.store.record(aRun({ id, events: [said(id)] }), [])
    mine.store.close()
    const database = openSqlite(join(mine.folder, 'index.db'))
    database.exec('UPDATE texts SET mark = (SELECT mark FROM texts WHERE run = 1) WHERE run = 2')
    database.close()
    const { store: altered } = open({ folder: mine.folder, own })
    expect([altered.isOwn(idOf('r1')), altered.isOwn(idOf('r2'))]).toEqual([true, false])
  })
})

describe('the secret', () => {
  test('is made once, readable by its user alone, and is the same to all processes', () => {
    const path = secretIn()
    const mark = ownOutput(path).mark('x')
    expect(mark).toHaveLength(16)
    expect(ownOutput(path).mark('x')).toEqual(mark)
    expect(statSync(path).mode & 0o077).toBe(0)
    expect(ownOutput(secretIn()).mark('x')).not.toEqual(mark)
  })

  test('is not made before it is needed, and where it can have no place nothing is own', () => {
    const path = secretIn()
    const own = ownOutput(path)
    expect(existsSync(path)).toBe(false)
    expect(own.isOwn('x', null)).toBe(false)
    const file = join(temporaryFolder(), 'file')
    writeFileSync(file, '')
    const nowhere = ownOutput(join(file, 'secret'))
    expect(nowhere.mark('x')).toBeUndefined()
    expect(nowhere.isOwn('x', new Uint8Array(16))).toBe(false)
  })
})
