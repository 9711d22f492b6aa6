/**
 * Takes a notebook's runs out of the store, or those of one of its cells, with what nothing else holds. Tagged runs stay: somebody wanted
 * them kept.
 */
import type { Database } from 'better-sqlite3'
import type { RunId } from '../brand.ts'
import type { BlobFiles } from './blob-files.ts'
import { ledger } from './gc-ledger.ts'
import { sweep } from './gc-sweep.ts'
import { giveBack, removeRuns } from './remove-runs.ts'
import type { RunRemoval } from './run-removal.ts'
import type { Cleared, ClearQuery } from './store.ts'

/** A file without a row may be a writer's at work. */
const GRACE_MS = 3_600_000

export function clearRuns(
  database: Database,
  { notebook, cell, dryRun }: ClearQuery,
  { files, removal }: { readonly files: BlobFiles; readonly removal: RunRemoval },
): Cleared {
  const found = database
    .prepare<[string, string | null, string | null], [row: number, run: RunId, tagged: 0 | 1]>(
      `SELECT runs.id, run, EXISTS (SELECT 1 FROM tags WHERE tags.run = runs.id)
       FROM runs JOIN notebooks ON notebooks.id = runs.notebook
       WHERE notebooks.path = ? AND (? IS NULL OR cell = ?) ORDER BY runs.id`,
    )
    .raw()
    .all(notebook, cell ?? null, cell ?? null)
  const going = new Map(found.filter(([, , tagged]) => tagged === 0).map(([row, run]) => [row, run]))
  const bytes = freedBy(database, going)
  if (!dryRun) {
    const tags = database.prepare<[number], number>('SELECT EXISTS (SELECT 1 FROM tags WHERE run = ?)').pluck()
    removeRuns(database, [...going.keys()], { removal, stays: row => tags.get(row) !== 0 })
    sweep(database, files, GRACE_MS)
    giveBack(database)
  }
  return { runs: [...going.values()], tagged: found.length - going.size, bytes }
}

function freedBy(database: Database, going: ReadonlyMap<number, RunId>): number {
  const { runs, release } = ledger(database, 1)
  const freed = runs.filter(run => going.has(run.row)).map(run => release(run).bytes)
  return Math.round(freed.reduce((sum, bytes) => sum + bytes, 0))
}
