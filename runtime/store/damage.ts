/**
 * What is done about damage met while reading: the damaged thing is reported and removed together with what can't be
 * whole without it, so that it is a miss from now on, and the same bytes recorded again are stored again.
 */
import type { Database } from 'better-sqlite3'
import type { BlobHash, RunId } from '../brand.ts'
import type { BlobFiles } from './blob-files.ts'
import type { Chunk } from '../memory/file-region.ts'
import type { Blobs, NotWhole } from './blobs.ts'
import type { StoreProblem } from './errors.ts'
import type { RunRemoval } from './run-removal.ts'

export interface Damage {
  /** Removes a run of which `what` is damaged; nothing to do where it went with a blob. */
  removeRun(row: number, what: string): void
  /** A blob's bytes if they are whole; if not, undefined, and the blob is gone with the runs that hold it. */
  bytes(blob: number): Uint8Array | undefined
  /** The same, and a large file as where it is. */
  chunks(blob: number): readonly Chunk[] | undefined
}

export interface DamageParts {
  readonly blobs: Blobs
  readonly files: BlobFiles
  readonly removal: RunRemoval
  readonly report: (problem: StoreProblem) => void
}

export function damage(database: Database, { blobs, files, removal, report }: DamageParts): Damage {
  const runOf = database.prepare<[number], RunId>('SELECT run FROM runs WHERE id = ?').pluck()
  const removeRun = database.transaction((row: number): void => removal.remove(row))
  const removeBlob = database.transaction((blob: number, hash: BlobHash): void => {
    removal.removeBlob(blob)
    // Under the lock: a writer that brings the same bytes again must not find this file.
    files.remove(hash)
  })
  const without = (blob: number, reading: NotWhole): undefined => {
    if (reading.is === 'absent') return
    removeBlob.immediate(blob, reading.hash)
    const [kind, is] =
      reading.is === 'damaged' ? (['damaged-blob', 'damaged'] as const) : (['missing-blob', 'missing'] as const)
    report({ kind, text: `Blob ${reading.hash} is ${is}; it was removed, what it held will be computed again` })
  }
  return {
    removeRun(row, what) {
      const run = runOf.get(row)
      if (run === undefined) return
      removeRun.immediate(row)
      report({ kind: 'damaged-run', text: `${what} of run ${run} is damaged; it was removed, its cell will run again` })
    },
    bytes(blob) {
      const reading = blobs.read(blob)
      return reading.is === 'whole' ? reading.bytes : without(blob, reading)
    },
    chunks(blob) {
      const reading = blobs.locate(blob)
      return reading.is === 'whole' ? reading.chunks : without(blob, reading)
    },
  }
}
