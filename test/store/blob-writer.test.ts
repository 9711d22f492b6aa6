/** Large units written beside the front's thread: what is recorded is what a recorder would have written itself. Real threads and files. */
import { beforeAll, expect, it } from 'vitest'
import { snapshotId } from '../../runtime/brand.ts'
import { openStore } from '../../runtime/store/open-store.ts'
import { cellar } from '../support/command-line.ts'
import { temporaryFolder } from '../support/notebook-file.ts'

beforeAll(() => cellar('--version'))

it('a large unit is written by a thread, a small one is left alone, and both are served after they were kept', async () => {
  const store = openStore({ folder: temporaryFolder() })
  const large = { id: snapshotId('large'), chunks: [new Uint8Array(5 * 2 ** 20).fill(7), new Uint8Array([1, 2])] }
  const small = { id: snapshotId('small'), chunks: [new Uint8Array([3])] }
  const units = await store.write([large, small])
  expect(units.map(unit => unit.written?.size)).toEqual([5 * 2 ** 20 + 2, undefined])
  store.keep(units)
  expect(Buffer.compare(store.unit(large.id)!, Buffer.concat(large.chunks))).toBe(0)
  expect([...store.unit(small.id)!]).toEqual([3])
  store.close()
})
