/**
 * What items of `each` came to, by the key of function and item. Small and many: a row each, sealed by its hash; a row that fails it is
 * not served, and the item done again.
 */
import type { Database } from 'better-sqlite3'
import { createHash, hash } from 'node:crypto'
import { deserialize, serialize } from 'node:v8'
import { type ItemReport, isPlain, type Parcel } from '../executor/items.ts'

/** An item that was done: what a rerun would give again. */
export type ItemResult = Omit<ItemReport, 'outcome'> & { readonly value: Parcel }

export interface ItemResults {
  /** Those that are kept, by key. */
  items(keys: readonly string[]): ReadonlyMap<string, ItemResult>
  keepItems(results: ReadonlyMap<string, ItemResult>): void
}

export function itemResults(database: Database, clock: () => number): ItemResults {
  const find = database
    .prepare<[Buffer], [Buffer, Buffer | null, Buffer]>('SELECT value, facts, seal FROM items WHERE key = ?')
    .raw()
  const add = database.prepare<[Buffer, Uint8Array, Buffer | null, Buffer, number]>(
    'INSERT OR REPLACE INTO items (key, value, facts, seal, kept) VALUES (?, ?, ?, ?, ?)',
  )
  const keep = database.transaction((results: ReadonlyMap<string, ItemResult>): void => {
    const now = clock()
    for (const [key, { value, ...rest }] of results) {
      const facts = rest.events.length + rest.reads.length + rest.writes.length === 0 ? null : serialize(rest)
      const bytes = isPlain(value) ? serialize(value) : value
      add.run(Buffer.from(key, 'hex'), bytes, facts, sealOf(bytes, facts), now)
    }
  })
  // In one transaction: locking and unlocking for each row took four fifths of the time.
  const look = database.transaction((keys: readonly string[]): ReadonlyMap<string, ItemResult> => {
    const found = new Map<string, ItemResult>()
    for (const key of keys) {
      const row = find.get(Buffer.from(key, 'hex'))
      if (row === undefined) continue
      const [bytes, facts, seal] = row
      // Overwritten when the item is done again.
      if (!sealOf(bytes, facts).equals(seal)) continue
      const value = bytes[0] === serialized ? (deserialize(bytes) as Parcel) : bytes
      found.set(key, { ...(facts === null ? nothingElse : (deserialize(facts) as typeof nothingElse)), value })
    }
    return found
  })
  return {
    items: keys => look.deferred(keys),
    keepItems: results => keep.immediate(results),
  }
}

/** What V8's own form begins with, in which plain values stand; a packed one (values/format.ts) never does. */
const serialized = 0xff

const nothingElse: Omit<ItemResult, 'value'> = { events: [], reads: [], writes: [], ms: 0 }

const sealOf = (value: Uint8Array, facts: Uint8Array | null): Buffer => {
  if (facts === null) return hash('sha256', value, 'buffer')
  return createHash('sha256').update(value).update(facts).digest()
}

/** For gc: the items too old, then the oldest until so many bytes are freed. */
export function dropItems(
  database: Database,
  { before, bytes }: { readonly before: number; readonly bytes: number },
): void {
  database.prepare<[number]>('DELETE FROM items WHERE kept < ?').run(before)
  if (bytes <= 0) return
  const oldest = database
    .prepare<[], [number, number]>(
      'SELECT kept, sum(length(value) + coalesce(length(facts), 0)) FROM items GROUP BY kept ORDER BY kept',
    )
    .raw()
  let freed = 0
  let until = Number.NEGATIVE_INFINITY
  for (const [kept, size] of oldest.all()) {
    if (freed >= bytes) break
    freed += size
    until = kept
  }
  database.prepare<[number]>('DELETE FROM items WHERE kept <= ?').run(until)
}
