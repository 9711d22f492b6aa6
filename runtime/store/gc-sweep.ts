/**
 * Removes what nothing points at: snapshots no trace names, forms of no figure, blobs no row names, files without a blob. The row goes
 * before its file, and a file only under the lock and after looking again, so that no writer's blob is pulled away.
 */
import type { Database } from 'better-sqlite3'
import { rmSync } from 'node:fs'
import type { SnapshotId } from '../brand.ts'
import type { BlobFile, BlobFiles } from './blob-files.ts'
import { snapshotsOfTrace } from './gc-ledger.ts'

export interface Swept {
  readonly blobs: number
  readonly leftovers: number
}

/** Files removed in one transaction: writers wait for it. */
const BATCH = 100
const UNFINISHED_MS = 3_600_000

export function sweep(database: Database, files: BlobFiles, grace: number): Swept {
  const hashes = sweepRows(database)
  const isSwept = new Set(hashes)
  const justSwept = (file: BlobFile): boolean => file.hash !== undefined && isSwept.has(file.hash)
  const loose = looseFiles(database, files)
  const abandoned = loose.filter(file => !justSwept(file) && isAbandoned(file, grace))
  const going = [...loose.filter(justSwept), ...abandoned]
  for (let at = 0; at < going.length; at += BATCH) removeFiles(database, going.slice(at, at + BATCH))
  return { blobs: hashes.length, leftovers: abandoned.length }
}

/**
 * A finished file without a row may go at any time: its writer looks again under the lock. An unfinished one is still
 * being written, unless nobody has for an hour.
 */
export const isAbandoned = (file: BlobFile, grace: number): boolean =>
  file.modifiedAt < Date.now() - (file.hash === undefined ? UNFINISHED_MS : grace)

/** Files that belong to no blob: a killed writer's, one at work just now, or left by a gc that was killed. */
export function looseFiles(database: Database, files: BlobFiles): readonly BlobFile[] {
  const isBlob = isBlobIn(database)
  return files.list().filter(file => !isBlob(file))
}

const isBlobIn = (database: Database): ((file: BlobFile) => boolean) => {
  const find = database.prepare<[Buffer], number>('SELECT id FROM blobs WHERE hash = ? AND bytes IS NULL').pluck()
  return file => file.hash !== undefined && find.get(Buffer.from(file.hash, 'hex')) !== undefined
}

/** Returns the hashes of the blobs removed. */
function sweepRows(database: Database): readonly string[] {
  const named = new Set<SnapshotId>()
  const traces = database
    .prepare<[number], [number, string]>('SELECT id, trace FROM runs WHERE id > ? ORDER BY id LIMIT 1000')
    .raw()
  const mark = (after: number): number => {
    let last = after
    for (let rows = traces.all(last); rows.length > 0; rows = traces.all(last))
      for (const [row, trace] of rows) {
        for (const id of snapshotsOfTrace(trace)) named.add(id)
        last = row
      }
    return last
  }
  const ids = database.prepare<[], SnapshotId>('SELECT id FROM snapshots').pluck()
  const dropSnapshot = database.prepare<[SnapshotId]>('DELETE FROM snapshots WHERE id = ?')
  const dropBlobs = database
    .prepare<[], string>(
      `DELETE FROM blobs WHERE id NOT IN (
         SELECT blob FROM snapshots UNION SELECT code FROM runs UNION SELECT environment FROM runs WHERE environment IS NOT NULL
         UNION SELECT blob FROM texts WHERE blob IS NOT NULL
         UNION SELECT content FROM figure_versions UNION SELECT origin FROM figure_versions UNION SELECT blob FROM figure_forms
       ) RETURNING lower(hex(hash))`,
    )
    .pluck()
  const dropForms = database.prepare<[]>(
    'DELETE FROM figure_forms WHERE hash NOT IN (SELECT hash FROM figure_versions)',
  )
  // The long part without the lock; what was recorded meanwhile, under it.
  const marked = mark(0)
  return database
    .transaction(() => {
      mark(marked)
      for (const id of ids.all()) if (!named.has(id)) dropSnapshot.run(id)
      dropForms.run()
      return dropBlobs.all()
    })
    .immediate()
}

function removeFiles(database: Database, loose: readonly BlobFile[]): void {
  const isBlob = isBlobIn(database)
  database
    .transaction(() => {
      for (const file of loose) if (!isBlob(file)) rmSync(file.path, { force: true })
    })
    .immediate()
}
