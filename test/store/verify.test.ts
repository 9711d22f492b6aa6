/** That verify finds each kind of damage, says so, and mends it by removing; and that it only looks unless asked. */
import { openSqlite } from '../../runtime/store/sqlite.ts'
import { readdirSync, rmSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cellId } from '../../runtime/brand.ts'
import { aRun, LARGE, NOTEBOOK, open, said, unit } from './opened.ts'

const blobFile = (folder: string): string =>
  readdirSync(join(folder, 'blobs'), { recursive: true, encoding: 'utf8' })
    .map(name => join(folder, 'blobs', name))
    .find(path => statSync(path).isFile()) ?? ''

const sql = (statement: string) => (folder: string) => {
  const database = openSqlite(join(folder, 'index.db'))
  database.unsafeMode()
  database.exec(statement)
  database.close()
}

const damages: readonly (readonly [string, (folder: string) => void, readonly string[], readonly string[]])[] = [
  ['a cut file', folder => truncateSync(blobFile(folder), 10), ['damaged-blob'], ['r1', 'r2']],
  ['a lost file', folder => rmSync(blobFile(folder)), ['missing-blob'], ['r1', 'r2']],
  [
    'damaged code',
    sql(`UPDATE blobs SET bytes = x'00' WHERE id = (SELECT code FROM runs WHERE run = 'r2')`),
    ['damaged-blob'],
    ['r1'],
  ],
  ['lost code', sql(`DELETE FROM blobs WHERE id = (SELECT code FROM runs WHERE run = 'r2')`), ['damaged-run'], ['r1']],
  [
    'a lost environment',
    sql('DELETE FROM blobs WHERE id = (SELECT environment FROM runs)'),
    ['damaged-run', 'damaged-run'],
    ['r1', 'r2'],
  ],
  ['damaged output', sql(`UPDATE texts SET body = 'x' WHERE run = 2`), ['damaged-run'], ['r1']],
  ['a damaged trace', sql(`UPDATE runs SET trace = 'x' WHERE run = 'r2'`), ['damaged-run'], ['r1']],
  [
    'a column that disagrees with its trace',
    sql(`UPDATE runs SET outcome = 'failed' WHERE run = 'r2'`),
    ['damaged-run'],
    ['r1'],
  ],
  ['a wrong latest run', sql('UPDATE latest SET run = 1'), ['damaged-index'], ['r1', 'r2']],
  ['a forgotten latest run', sql('DELETE FROM latest'), ['damaged-index'], ['r1', 'r2']],
]

describe.each(damages)('%s', (_, damage, kinds, left) => {
  test('is found, left alone, then mended on request', () => {
    const { store, folder } = open()
    store.record(aRun({ id: 'r1', hash: 'h1', wrote: ['s1'] }), [unit('s1', LARGE)])
    store.record(aRun({ id: 'r2', hash: 'h2', events: [said('r2')] }), [])
    expect(store.verify()).toMatchObject({ problems: [], mended: 0, runs: 2 })
    damage(folder)
    const kindsOf = (repair: boolean): readonly string[] =>
      store.verify({ repair }).problems.map(problem => problem.kind)
    expect(kindsOf(false)).toEqual(kinds)
    expect(kindsOf(true)).toEqual(kinds)
    expect(kindsOf(false)).toEqual([])
    expect(store.runs({ limit: 10, offset: 0 }).map(run => run.id as string)).toEqual([...left].reverse())
    expect(store.latest(NOTEBOOK).get(cellId('a'))?.id).toBe(left.at(-1))
  })
})

test('an index of SQLite that misses entries is found and made anew', () => {
  const { store, folder, reopen } = open()
  for (let i = 0; i < 50; i++) store.record(aRun({ id: `r${i}`, cell: `c${i}` }), [])
  sql(
    `PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = 'CREATE INDEX runs_by_cell ON runs (cell, notebook)' WHERE name = 'runs_by_cell'`,
  )(folder)
  const again = reopen()
  expect(again.verify().problems[0]).toMatchObject({ kind: 'damaged-index' })
  again.verify({ repair: true })
  expect(again.verify().problems).toEqual([])
})

test('rebuild finds the latest runs again and packs the index', () => {
  const { store, folder } = open()
  for (let i = 0; i < 50; i++) store.record(aRun({ id: `r${i}`, cell: `c${i % 2}` }), [])
  sql('DELETE FROM latest')(folder)
  store.rebuild()
  expect([...store.latest(NOTEBOOK).values()].map(run => run.id)).toEqual(['r48', 'r49'])
  expect(store.verify().problems).toEqual([])
})
