/** Results of items on disk: as they were, or not at all. */
import { openSqlite } from '../../runtime/store/sqlite.ts'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { ItemResult } from '../../runtime/store/item-results.ts'
import { openStore } from '../../runtime/store/open-store.ts'
import { temporaryFolder } from '../support/notebook-file.ts'

const result = (value: ItemResult['value']): ItemResult => ({ value, events: [], reads: [], writes: [], ms: 0 })
const key = (n: number): string => n.toString(16).padStart(64, '0')

it('every plain value and packed bytes come back as they were, with what the item showed and touched', () => {
  const store = openStore({ folder: temporaryFolder() })
  const values = [1.5, -0, Number.NaN, '', 'ü', true, null, undefined, 2n ** 70n, new Uint8Array([0, 1, 2])]
  const full: ItemResult = {
    ...result('x'),
    events: [{ type: 'stream', name: 'stdout', text: 'hi\n' }],
    reads: [{ location: 'file:/a', version: 'v' as never }],
  }
  store.keepItems(new Map([...values.map((value, i) => [key(i), result(value)] as const), [key(99), full]]))
  const found = store.items([...values.map((_, i) => key(i)), key(99), key(7777)])
  expect(values.map((_, i) => found.get(key(i))!.value)).toEqual(
    values.map(value => (value instanceof Uint8Array ? Buffer.from(value) : value)),
  )
  expect(found.get(key(99))).toMatchObject({ events: full.events, reads: full.reads, value: 'x' })
  expect(found.has(key(7777))).toBe(false)
  store.close()
})

it('a damaged result is not served, and is done again', () => {
  const folder = temporaryFolder()
  const store = openStore({ folder })
  store.keepItems(new Map([[key(1), result('whole')]]))
  const raw = openSqlite(join(folder, 'index.db'))
  raw.prepare("UPDATE items SET value = CAST(value || x'00' AS BLOB)").run()
  raw.close()
  expect(store.items([key(1)]).size).toBe(0)
  store.close()
})

it('gc drops the results that are too old, and the oldest where the store is too large', () => {
  let now = 1_000
  const store = openStore({ folder: temporaryFolder(), clock: () => now })
  const big = 'x'.repeat(200_000)
  for (const n of [1, 2, 3]) {
    now = n * 1_000
    store.keepItems(new Map([[key(n), result(big)]]))
  }
  const left = () => [1, 2, 3].filter(n => store.items([key(n)]).has(key(n)))
  now = 4_000
  store.gc({ maxAge: 2_500 })
  expect(left()).toEqual([2, 3])
  store.gc({ maxBytes: store.stats().bytes - 100_000 })
  expect(left()).toEqual([3])
  store.close()
})
