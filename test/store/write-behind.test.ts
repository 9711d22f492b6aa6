/** Runs that are written a moment after they were recorded: nobody who asks the store can tell, and nothing is lost by closing it. */
import { expect, test, vi } from 'vitest'
import { cellId, snapshotId, sourceHash } from '../../runtime/brand.ts'
import { openStore } from '../../runtime/store/open-store.ts'
import type { Store } from '../../runtime/store/store.ts'
import { writeBehind } from '../../runtime/store/write-behind.ts'
import { aRun, ENGINE, idOf, NOTEBOOK, open, temporaryFolder, unit } from './opened.ts'

const run = aRun({ id: 'one', cell: 'c', hash: 'code', wrote: ['value'] })

test.each<[string, (store: Store) => unknown]>([
  ['its trace', store => store.trace(run.id)],
  ['what it showed', store => store.events(run.id)],
  ['its details', store => store.details(run.id)],
  ['the newest of each cell', store => store.latest(NOTEBOOK).get(cellId('c'))],
  ['runs of its code', store => store.candidates(sourceHash('code'), ENGINE, 1)[0]],
  ['the value it wrote', store => store.unit(snapshotId('value'))],
])('%s is there for whoever asks at once', (_what, asked) => {
  const { store } = writeBehind(open().store)
  store.record(run, [unit('value')])
  expect(asked(store)).toBeDefined()
})

test('another process finds it a moment later though nobody asks', async () => {
  const { store, folder } = open()
  const other = openStore({ folder })
  writeBehind(store).store.record(run, [])
  expect(other.trace(run.id)).toBeUndefined()
  await vi.waitFor(() => expect(other.trace(run.id)).toBeDefined(), 10_000)
  other.close()
})

test('it is written at once where nobody waits for the front', () => {
  const { store, folder } = open()
  const other = openStore({ folder })
  const behind = writeBehind(store)
  behind.store.record(run, [])
  behind.catchUp()
  expect(other.trace(run.id)).toBeDefined()
  other.close()
})

test('a store that is closed has written what waited, in the order it was recorded', () => {
  const folder = temporaryFolder()
  const { store } = writeBehind(openStore({ folder }))
  store.record(run, [])
  store.record(aRun({ id: 'two', cell: 'c' }), [])
  store.close()
  const again = openStore({ folder })
  expect(again.latest(NOTEBOOK).get(cellId('c'))?.id).toBe(idOf('two'))
  again.close()
})
