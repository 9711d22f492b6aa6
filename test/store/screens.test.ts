/**
 * A run that a cell shows again is what it shows after a restart too, though a newer one of it is recorded; that it shows none, because it
 * is blocked, is kept likewise. Where the run is gone, nothing is claimed of the cell.
 */
import { describe, expect, test } from 'vitest'
import { cellId, type RunId } from '../../runtime/brand.ts'
import { memoryStore } from '../../runtime/store/memory-store.ts'
import { openStore } from '../../runtime/store/open-store.ts'
import type { Store } from '../../runtime/store/store.ts'
import { aRun, idOf, NOTEBOOK, open, temporaryFolder } from './opened.ts'

const cell = { notebook: NOTEBOOK, id: cellId('c') }
const shown = (store: Store): RunId | undefined => store.latest(NOTEBOOK).get(cell.id)?.id

describe.each([
  ['on disk', () => open().store],
  ['in memory', memoryStore],
])('%s', (_where, opened) => {
  const withRuns = (): Store => {
    const store = opened()
    store.record(aRun({ id: 'old', cell: 'c' }), [])
    store.record(aRun({ id: 'other', cell: 'd' }), [])
    store.record(aRun({ id: 'new', cell: 'c' }), [])
    return store
  }

  test('an older run of the cell, the newest again, another cell’s: the last one shown', () => {
    const store = withRuns()
    const seen = ['old', 'new', 'other'].map(id => {
      store.replayed(cell, idOf(id))
      return shown(store)
    })
    expect(seen).toEqual(['old', 'new', 'other'].map(idOf))
  })

  test('a run that is recorded afterwards', () => {
    const store = withRuns()
    store.replayed(cell, idOf('old'))
    store.cover(cell, 'blocked')
    store.record(aRun({ id: 'newest', cell: 'c' }), [])
    expect(shown(store)).toBe(idOf('newest'))
    expect([...store.covered(NOTEBOOK)]).toEqual([])
  })

  test('a cell that is covered keeps its run, and uncovers it when it is replayed', () => {
    const store = withRuns()
    store.replayed(cell, idOf('old'))
    store.cover(cell, 'blocked')
    expect([shown(store), [...store.covered(NOTEBOOK)]]).toEqual([idOf('old'), [[cell.id, 'blocked']]])
    store.replayed(cell, idOf('new'))
    expect([shown(store), [...store.covered(NOTEBOOK)]]).toEqual([idOf('new'), []])
  })
})

test('another process sees what was replayed', () => {
  const folder = temporaryFolder()
  const store = openStore({ folder })
  for (const id of ['old', 'new']) store.record(aRun({ id, cell: 'c' }), [])
  store.replayed(cell, idOf('old'))
  store.close()
  const again = openStore({ folder })
  expect(shown(again)).toBe(idOf('old'))
  again.close()
})

test('the cell shows nothing that is known once the replayed run is collected', () => {
  const { store } = open()
  for (const id of ['old', 'new']) store.record(aRun({ id, cell: id === 'old' ? 'd' : 'c' }), [])
  store.replayed(cell, idOf('old'))
  store.clear({ notebook: NOTEBOOK, cell: cellId('d'), dryRun: false })
  expect(shown(store)).toBeUndefined()
})
