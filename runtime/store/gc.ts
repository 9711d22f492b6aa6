/**
 * Bounds the store: by age, by size, then everything that nothing points at any more. It never takes a tagged run or a
 * cell's latest, and works in short transactions, so that kernels go on recording meanwhile.
 */
import type { Database } from 'better-sqlite3'
import type { BlobFiles } from './blob-files.ts'
import { type LedgerRun, ledger } from './gc-ledger.ts'
import { isAbandoned, looseFiles, sweep } from './gc-sweep.ts'
import { dropItems } from './item-results.ts'
import type { GcLimits, GcReport } from './maintenance.ts'
import { giveBack, removeRuns } from './remove-runs.ts'
import type { RunRemoval } from './run-removal.ts'
import { storeBytes } from './stats.ts'

export interface GcParts {
  readonly files: BlobFiles
  readonly removal: RunRemoval
  readonly now: number
}

interface Choice {
  readonly runs: readonly LedgerRun[]
  /** Blobs that go, with the runs or because nothing holds them already. */
  readonly blobs: number
  /** What will be left, as far as can be told beforehand. */
  readonly bytesAfter: number
}

const HOUR = 3_600_000

export function collect(database: Database, limits: GcLimits, { files, removal, now }: GcParts): GcReport {
  const grace = limits.grace ?? HOUR
  const bytesBefore = storeBytes(database)
  const choice = choose(database, limits, { now, bytesBefore })
  const isOver = (bytes: number): boolean => limits.maxBytes !== undefined && bytes > limits.maxBytes
  if (limits.dryRun === true) {
    const { runs, blobs, bytesAfter } = choice
    const leftovers = looseFiles(database, files).filter(file => isAbandoned(file, grace)).length
    return { runs: runs.length, blobs, leftovers, bytesBefore, bytesAfter, overLimit: isOver(bytesAfter) }
  }
  const rows = choice.runs.map(run => run.row)
  const runs = removeRuns(database, rows, { removal, stays: keptNow(database) })
  const swept = sweep(database, files, grace)
  dropItems(database, {
    before: limits.maxAge === undefined ? Number.NEGATIVE_INFINITY : now - limits.maxAge,
    bytes: limits.maxBytes === undefined ? 0 : storeBytes(database) - limits.maxBytes,
  })
  database.exec('DELETE FROM hashed_files')
  giveBack(database)
  const bytesAfter = storeBytes(database)
  return { runs, ...swept, bytesBefore, bytesAfter, overLimit: isOver(bytesAfter) }
}

/** Those too old, then the oldest until the rest fits. */
function choose(
  database: Database,
  limits: GcLimits,
  at: { readonly now: number; readonly bytesBefore: number },
): Choice {
  const { runs, unheld, release } = ledger(database, Math.max(1, limits.keepLatest ?? 1))
  const tooOld = (run: LedgerRun): boolean => limits.maxAge !== undefined && run.startedAt < at.now - limits.maxAge
  const chosen: LedgerRun[] = []
  let blobs = unheld.blobs
  let bytes = at.bytesBefore - unheld.bytes
  const take = (run: LedgerRun): void => {
    const freed = release(run)
    chosen.push(run)
    blobs += freed.blobs
    bytes -= freed.bytes
  }
  const collectable = runs.filter(run => !run.kept)
  for (const run of collectable.filter(tooOld)) take(run)
  for (const run of collectable.filter(run => !tooOld(run))) {
    if (bytes <= (limits.maxBytes ?? Number.POSITIVE_INFINITY)) break
    take(run)
  }
  return { runs: chosen, blobs, bytesAfter: Math.max(0, Math.round(bytes)) }
}

/** Tagged, or its cell's latest: it may have become that because a newer one was damaged. */
function keptNow(database: Database): (row: number) => boolean {
  const isKept = database
    .prepare<[number, number], number>(
      `SELECT EXISTS (SELECT 1 FROM tags WHERE run = ?)
         OR EXISTS (SELECT 1 FROM runs JOIN latest USING (notebook, cell) WHERE runs.id = ? AND latest.run = runs.id)`,
    )
    .pluck()
  return row => isKept.get(row, row) !== 0
}
