/**
 * That nothing of a notebook is left to run, as the store keeps it: found for the very document, and void with any change to what was
 * recorded that could make a cell stale. What other notebooks add is no such change.
 */
import { expect, test } from 'vitest'
import { cellId, version } from '../../runtime/brand.ts'
import { locationOf } from '../../runtime/location.ts'
import type { StoreOnDisk } from '../../runtime/store/maintenance.ts'
import { aRun, idOf, NOTEBOOK, open } from './opened.ts'

const rest = {
  document: 'd1',
  outside: [[locationOf('file', '/data/a.csv'), version('v1')]],
  restores: 2,
  savesMs: 3,
} as const
const start = { id: 'b1', notebook: NOTEBOOK, startedAt: 1, explored: [], given: {}, environment: { node: 'v20' } }
const end = {
  outcome: 'ok',
  ms: 5,
  parameters: { n: 3 },
  records: { loss: 0.5 },
  runs: [idOf('r1'), idOf('r2')],
} as const
const counts = { ran: 2, restored: 0, failed: 0, blocked: 0, savedMs: 0 }

const upToDate = (): StoreOnDisk => {
  const { store } = open()
  store.record(aRun({ id: 'r1', cell: 'a' }), [])
  store.record(aRun({ id: 'r2', cell: 'b' }), [])
  store.batches.begin(start)
  store.batches.end('b1', { ...end, counts })
  store.batches.keepUpToDate('b1', rest)
  return store
}
const found = (store: StoreOnDisk, document = 'd1') => store.batches.upToDate(NOTEBOOK, document)

test('it is found for the very document, and for no other', () => {
  const store = upToDate()
  expect(found(store)).toEqual({ id: 'b1', ...rest })
  expect(found(store, 'd2')).toBeUndefined()
  expect(store.batches.upToDate('/nb/other.ipynb', 'd1')).toBeUndefined()
})

const screen = { notebook: NOTEBOOK, id: cellId('a') }

test.each<[string, (store: StoreOnDisk) => unknown]>([
  ['a run of the notebook is added', store => store.record(aRun({ id: 'r3', cell: 'a' }), [])],
  ['a run is amended', store => store.amend(store.trace(idOf('r1'))!)],
  ['runs are taken away', store => store.clear({ notebook: NOTEBOOK, cell: cellId('a'), dryRun: false })],
  ['a cell shows another run', store => store.replayed(screen, idOf('r2'))],
  ['a cell is covered', store => store.cover(screen, '')],
  ['the batch is dropped', store => store.batches.drop('b1')],
])('it is void when %s', (_what, change) => {
  const store = upToDate()
  change(store)
  expect(found(store)).toBeUndefined()
})

test('runs that other notebooks add leave it standing', () => {
  const store = upToDate()
  store.record({ ...aRun({ id: 'r3', cell: 'a' }), notebook: '/nb/other.ipynb' }, [])
  expect(found(store)?.id).toBe('b1')
})

test('a batch that repeats it ends with its parameters, records and runs', () => {
  const store = upToDate()
  const again = { ...counts, ran: 0, restored: 2 }
  store.batches.repeat('b1', { id: 'b2', startedAt: 9, ms: 1, counts: again, environment: { node: 'v22' } })
  const [repeated] = store.batches.list({ id: 'b2' })
  expect(repeated).toMatchObject({
    ...start,
    ...end,
    id: 'b2',
    startedAt: 9,
    ms: 1,
    counts: again,
    environment: { node: 'v22' },
  })
  expect(found(store)?.id).toBe('b1')
})
