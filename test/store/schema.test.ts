/** Which files the store takes for its own, and how an older one comes forward. */
import type { Database } from 'better-sqlite3'
import { openSqlite } from '../../runtime/store/sqlite.ts'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cellId, snapshotId } from '../../runtime/brand.ts'
import { APPLICATION_ID, MIGRATIONS, migrate } from '../../runtime/store/schema.ts'
import { storeFolder } from '../../runtime/store/store-folder.ts'
import { idOf, isUnit, NOTEBOOK, open, said, temporaryFolder, unit } from './opened.ts'

const indexOf = (folder: string): string => join(folder, 'index.db')

const made = (folder: string, make: (database: Database) => void): string => {
  const database = openSqlite(indexOf(folder))
  make(database)
  database.close()
  return folder
}

describe('an index', () => {
  test('of version 1 is read, and brought forward to the newest', () => {
    const dump = readFileSync(new URL('fixtures/version-1.sql', import.meta.url), 'utf8')
    const { store } = open({ folder: made(temporaryFolder(), database => database.exec(dump)) })
    expect(store.stats()).toMatchObject({ schema: MIGRATIONS.length, runs: 2, tagged: 1 })
    expect(store.latest(NOTEBOOK).get(cellId('a'))?.id).toBe('r2')
    expect(store.events(idOf('r1'))).toEqual([said('r1')])
    expect(store.details(idOf('r2'))?.parameters).toEqual({ n: 3 })
    expect(isUnit(store.unit(snapshotId('s1')), unit('s1'))).toBe(true)
    expect(store.verify().problems).toEqual([])
  })

  test('from a newer Cellar is refused with what to do, and nothing is touched', () => {
    const folder = made(temporaryFolder(), database => {
      database.pragma('journal_mode = WAL')
      migrate(database, [...MIGRATIONS, 'CREATE TABLE later (x)'])
    })
    const before = readFileSync(indexOf(folder))
    expect(() => open({ folder })).toThrow(/newer Cellar: .*Nothing was changed\. Update Cellar, or set CELLAR_STORE/)
    expect(readFileSync(indexOf(folder))).toEqual(before)
    expect(readdirSync(folder).filter(name => name.startsWith('index'))).toEqual(['index.db'])
  })

  test('of another program is refused and not touched', () => {
    const folder = made(temporaryFolder(), database => {
      database.exec('CREATE TABLE notes (x); PRAGMA user_version = 1')
    })
    const before = readFileSync(indexOf(folder))
    expect(() => open({ folder })).toThrow(/is not a store of Cellar/)
    expect(readFileSync(indexOf(folder))).toEqual(before)
  })
})

describe('migrations', () => {
  const migrations = [
    'CREATE TABLE a (x); INSERT INTO a VALUES (1)',
    'ALTER TABLE a ADD COLUMN y; UPDATE a SET y = x + 1',
  ]

  test.each([0, 1, 2])('run from version %d on, once each', from => {
    const database = openSqlite(':memory:')
    if (from > 0) migrate(database, migrations.slice(0, from))
    migrate(database, migrations)
    migrate(database, migrations)
    expect(database.prepare('SELECT x, y FROM a').raw().all()).toEqual([[1, 2]])
    expect(database.pragma('user_version', { simple: true })).toBe(2)
    expect(database.pragma('application_id', { simple: true })).toBe(APPLICATION_ID)
  })

  test('that fail leave the version before', () => {
    const database = openSqlite(':memory:')
    migrate(database, migrations.slice(0, 1))
    expect(() => migrate(database, [...migrations, 'UPDATE a SET nowhere = 1'])).toThrow(/nowhere/)
    expect(database.pragma('user_version', { simple: true })).toBe(1)
    expect(database.prepare('SELECT * FROM a').raw().all()).toEqual([[1]])
  })
})

describe('the folder of a store', () => {
  test('is CELLAR_STORE, else the nearest .cellar upward, else a new one beside the notebook', () => {
    const root = temporaryFolder()
    const deep = join(root, 'project', 'notebooks')
    mkdirSync(deep, { recursive: true })
    const notebook = join(deep, 'a.ipynb')
    expect(storeFolder(notebook, { CELLAR_STORE: join(root, 'chosen') })).toBe(join(root, 'chosen'))
    expect(storeFolder(notebook, {})).toBe(join(deep, '.cellar'))
    mkdirSync(join(root, 'project', '.cellar'))
    expect(storeFolder(notebook, { CELLAR_STORE: '' })).toBe(join(root, 'project', '.cellar'))
    // A file of that name is somebody else's.
    writeFileSync(join(deep, '.cellar'), '')
    expect(storeFolder(notebook, {})).toBe(join(root, 'project', '.cellar'))
    expect(existsSync(join(root, 'chosen'))).toBe(false)
  })
})
