/**
 * Removes runs in short transactions, so that other kernels go on recording meanwhile, and gives the room back to the disk. Which runs
 * is the caller's to say.
 */
import type { Database } from 'better-sqlite3'
import type { RunRemoval } from './run-removal.ts'

/** Runs removed in one transaction: some 10 ms that a kernel may have to wait. */
const BATCH = 200

/** `stays`: asked of each row again under the lock, as it may have been tagged since. Gives how many went. */
export function removeRuns(
  database: Database,
  rows: readonly number[],
  { removal, stays }: { readonly removal: RunRemoval; readonly stays: (row: number) => boolean },
): number {
  const removeBatch = database.transaction((batch: readonly number[]): number => {
    const going = batch.filter(row => !stays(row))
    for (const row of going) removal.remove(row)
    return going.length
  })
  let removed = 0
  for (let at = 0; at < rows.length; at += BATCH) removed += removeBatch.immediate(rows.slice(at, at + BATCH))
  return removed
}

export function giveBack(database: Database): void {
  database.pragma('incremental_vacuum')
  database.pragma('wal_checkpoint(TRUNCATE)')
}
