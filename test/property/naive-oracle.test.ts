/**
 * The naive oracle itself: it must catch runs that nobody needed, or the count in the random stories proves nothing, and it must let pass
 * those that changed content asks for.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Player } from '../support/golden.ts'
import { NaiveOracle, type OracleCell } from '../support/naive-oracle.ts'
import { notebookFolder } from '../support/notebook-folder.ts'
import { runByPlainNode } from '../support/oracle.ts'

const names = Object.fromEntries(['p', 'q', 'f'].map(n => [n, `typeof ${n} === 'undefined' ? undefined : ${n}`]))

const newOracle = () => new NaiveOracle(Object.keys(names), cells => runByPlainNode(cells, names).inputs)

const cellsOf = (scripts: Readonly<Record<string, string>>): readonly OracleCell[] =>
  Object.entries(scripts).map(([id, script]) => ({ id, script, source: script }))

/** Of a second run of every cell, after a first on other sources: the runs that were one too many. */
const unneeded = (
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
  target?: string,
) => {
  const oracle = newOracle()
  const run = (cells: readonly OracleCell[], asked: { readonly target?: string }): readonly string[] => {
    const ran = cells.map(c => c.id)
    return oracle.unneeded(cells, { ran, ended: new Set(ran), ...asked })
  }
  expect(run(cellsOf(before), {})).toEqual([])
  return run(cellsOf(after), target === undefined ? {} : { target })
}

describe('a second run of every cell', () => {
  const alias = { a: 'var p = [1]', b: 'var q = p', c: 'console.log(q === p)' }
  const counter = 'var f = (() => { let n = 1; return cellState(() => ++n, () => n) })()'
  test.each([
    ['is needless where nothing changed', { a: 'var p = 1', b: 'p' }, { a: 'var p = 1', b: 'p' }, ['a', 'b']],
    ['of equal content is needless', { a: 'var p = { n: 2 }', b: 'p' }, { a: 'var p = { n: 1 + 1 }', b: 'p' }, ['b']],
    ['of other content is needed', { a: 'var p = { n: 2 }', b: 'p' }, { a: 'var p = { n: 3 }', b: 'p' }, []],
    [
      'after a mutation is needed',
      { a: 'var p = [1]', b: '1', c: 'p' },
      { a: 'var p = [1]', b: 'p.push(1)', c: 'p' },
      ['a'],
    ],
    ['of an equal copy in place of an alias is needed', alias, { ...alias, b: 'var q = [...p]' }, ['a']],
    [
      'of a closure that counted is needed',
      { a: counter, b: '1', c: '[f()]' },
      { a: counter, b: 'f()', c: '[f()]' },
      ['a'],
    ],
    [
      'of what a function reads is needed',
      { a: 'var p = 1', b: 'var f = () => p', c: 'f()' },
      { a: 'var p = 2', b: 'var f = () => p', c: 'f()' },
      [],
    ],
  ])('%s', (_what, before, after, expected) => {
    expect(unneeded(before, after)).toEqual(expected)
  })

  test('is needless for cells that the one asked for has nothing in common with, and for those below it', () => {
    const cells = (k: number) => ({ a: `var p = ${k}`, b: `var q = ${k}`, c: `p + ${k}`, d: `p - ${k}` })
    expect(unneeded(cells(1), cells(2), 'c')).toEqual(['b', 'd'])
  })
})

test('an edited cell that wrote state of the realm may run before any cell below: only a run tells that it does so no more', () => {
  const before = { a: 'globalThis.p = 1', b: 'var q = 1', c: '1' }
  const ranOf = (realmNames: readonly string[]) => {
    const oracle = new NaiveOracle(Object.keys(names), cells => runByPlainNode(cells, names).inputs, realmNames)
    const all = Object.keys(before)
    oracle.unneeded(cellsOf(before), { ran: all, ended: new Set(all) })
    const ran = ['a', 'c']
    return oracle.unneeded(cellsOf({ ...before, a: '2', c: '3' }), { ran, ended: new Set(ran), target: 'c' })
  }
  expect(ranOf([])).toEqual(['a'])
  expect(ranOf(['p'])).toEqual([])
})

test('a runtime that forgets what it knew is caught', async () => {
  const { folder, open } = notebookFolder()
  const cells = cellsOf({ a: 'var p = 1', b: 'var q = p + 1', c: 'console.log(q)' })
  const player = await Player.open(cells, open)
  const oracle = newOracle()
  const all = new Set(['a', 'b', 'c'])
  await player.step({ op: 'runAll' })
  expect(oracle.unneeded(cells, { ran: player.ran(), ended: all })).toEqual([])
  rmSync(join(folder, '.cellar'), { recursive: true })
  await player.step({ op: 'restart' })
  await player.step({ op: 'runAll' })
  expect(oracle.unneeded(cells, { ran: player.ran(), ended: all })).toEqual(['a', 'b', 'c'])
  await player.close()
})
