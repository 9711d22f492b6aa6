/** How much there is in a store, as counted by SQLite: pages in use, rows, and the sizes that blobs were recorded with. */
import type { Database } from 'better-sqlite3'
import type { StoreStats } from './maintenance.ts'

/** Pages in use; those free are returned to the file system by gc. */
export function usedIndexBytes(database: Database): number {
  const pragma = (name: string): number => database.pragma(name, { simple: true }) as number
  return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size')
}

export function storeBytes(database: Database): number {
  return usedIndexBytes(database) + count(database, 'SELECT coalesce(sum(size), 0) FROM blobs WHERE bytes IS NULL')
}

export function storeStats(database: Database, folder: string): StoreStats {
  return {
    folder,
    schema: database.pragma('user_version', { simple: true }) as number,
    notebooks: count(database, 'SELECT count(*) FROM notebooks'),
    runs: count(database, 'SELECT count(*) FROM runs'),
    tagged: count(database, 'SELECT count(DISTINCT run) FROM tags'),
    snapshots: count(database, 'SELECT count(*) FROM snapshots'),
    blobs: count(database, 'SELECT count(*) FROM blobs'),
    bytes: storeBytes(database),
  }
}

const count = (database: Database, sql: string): number => database.prepare<[], number>(sql).pluck().get() ?? 0
