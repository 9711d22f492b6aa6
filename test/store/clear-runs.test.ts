/** What clearing a notebook's runs takes from a store on disk, what it leaves, and that its word beforehand is true. */
import { expect, test } from 'vitest'
import { cellId, snapshotId } from '../../runtime/brand.ts'
import { aRun, idOf, LARGE, NOTEBOOK, open, unit } from './opened.ts'

const filled = () => {
  const opened = open()
  const record = (id: string, cell: string, notebook = NOTEBOOK) =>
    opened.store.record({ ...aRun({ id, cell, hash: `h-${id}`, wrote: [`s-${id}`] }), notebook }, [
      unit(`s-${id}`, LARGE * 10),
    ])
  record('a1', 'a')
  record('a2', 'a')
  record('b1', 'b')
  record('other', 'a', '/elsewhere/notebook.ipynb')
  const ids = () => opened.store.runs({ limit: 100, offset: 0 }).map(run => run.id)
  return { ...opened, ids }
}

test('the runs of one notebook go, the latest too, and with them what only they held', () => {
  const { store, ids } = filled()
  const before = store.stats().bytes
  const told = store.clear({ notebook: NOTEBOOK, dryRun: true })
  expect(ids()).toHaveLength(4)
  const cleared = store.clear({ notebook: NOTEBOOK, dryRun: false })
  expect(cleared).toEqual(told)
  expect(cleared).toMatchObject({ runs: ['a1', 'a2', 'b1'], tagged: 0 })
  expect(ids()).toEqual(['other'])
  expect(store.latest(NOTEBOOK).size).toBe(0)
  expect(['a1', 'a2', 'b1', 'other'].map(id => store.has(snapshotId(`s-${id}`)))).toEqual([false, false, false, true])
  expect(before - store.stats().bytes).toBeGreaterThan(told.bytes * 0.8)
  expect(store.verify()).toMatchObject({ problems: [], leftovers: 0 })
})

test('those of one cell go alone, and tagged ones stay', () => {
  const { store, ids } = filled()
  store.tag(idOf('a1'), 'paper')
  const cleared = store.clear({ notebook: NOTEBOOK, cell: cellId('a'), dryRun: false })
  expect(cleared).toMatchObject({ runs: ['a2'], tagged: 1 })
  expect(ids()).toEqual(['other', 'b1', 'a1'])
  expect(store.latest(NOTEBOOK).get(cellId('a'))?.id).toBe('a1')
  expect(store.has(snapshotId('s-a1'))).toBe(true)
})

test('an empty or unknown notebook has nothing to clear', () => {
  expect(open().store.clear({ notebook: NOTEBOOK, dryRun: false })).toEqual({ runs: [], tagged: 0, bytes: 0 })
})
