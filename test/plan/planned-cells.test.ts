/** What the planner is given: the same cell while nothing of it changed, another as soon as its code or its runs did. */
import { describe, expect, it } from 'vitest'
import { analyse } from '../../runtime/analysis/analyse.ts'
import { cellId } from '../../runtime/brand.ts'
import { PlannedCells } from '../../runtime/run/planned-cells.ts'
import { RunLog } from '../../runtime/run/run-log.ts'
import { memoryStore } from '../../runtime/store/memory-store.ts'
import { runLiteral } from '../store/literals.ts'

const opened = () => {
  const log = new RunLog(memoryStore(), { engine: 'e', notebook: '/nb.ipynb' })
  let analysed = 0
  const planned = new PlannedCells(source => {
    analysed++
    return analyse(source)
  }, log)
  const of = (sources: Readonly<Record<string, string>>, forced: readonly string[] = []) =>
    planned
      .of(
        Object.entries(sources).map(([id, source]) => ({ id: cellId(id), source })),
        new Set(forced.map(cellId)),
      )
      .slice()
  const ran = (id: string, cell: string, source: string) =>
    log.add({ ...runLiteral({ id, cell, hash: analyse(source).hash }), notebook: '/nb.ipynb', engine: 'e' }, [])
  return { of, ran, analysed: () => analysed }
}

describe('a cell', () => {
  it('is taken over while its source and its runs are the same, wherever it stands', () => {
    const { of, analysed } = opened()
    const [a, b] = of({ a: '1', b: '2' })
    expect(of({ b: '2', a: '1' })).toEqual([b, a])
    expect(of({ b: '2', a: '1' })[0]).toBe(b)
    expect(analysed()).toBe(2)
  })

  it('is another after an edit, and only that one is analysed', () => {
    const { of, analysed } = opened()
    of({ a: '1', b: '2' })
    expect(of({ a: '1', b: '3' })[1]?.analysis.hash).toBe(analyse('3').hash)
    expect(analysed()).toBe(3)
  })

  it('has the run that it showed last, and runs of the same code in other cells', () => {
    const { of, ran } = opened()
    expect(of({ a: '1', b: '1' }).map(c => c.candidates.length)).toEqual([0, 0])
    ran('r1', 'a', '1')
    const [a, b] = of({ a: '1', b: '1' })
    expect([a?.shown?.id, b?.shown]).toEqual(['r1', undefined])
    expect([a, b].map(c => c?.candidates.map(t => t.id))).toEqual([['r1'], ['r1']])
    ran('r2', 'b', '1')
    expect(of({ a: '1', b: '1' }).map(c => c.candidates.map(t => t.id))).toEqual([
      ['r1', 'r2'],
      ['r2', 'r1'],
    ])
  })

  it('is forced only while it is asked for, and inert when it is a command or blank', () => {
    const { of } = opened()
    expect(of({ a: '1' }, ['a'])[0]?.forced).toBe(true)
    expect(of({ a: '1' })[0]?.forced).toBe(false)
    expect(of({ a: '%status', b: ' \n' }).map(c => c.candidates.length)).toEqual([1, 1])
    expect(of({ a: '1', b: '2' }).map(c => c.candidates.length)).toEqual([0, 0])
  })
})
