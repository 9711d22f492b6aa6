/**
 * Who holds which blob, counted: what removing a run would free, given that others share its blobs. It reads the traces
 * themselves, the only place that says so; a second bookkeeping could disagree.
 */
import type { Database } from 'better-sqlite3'
import type { SnapshotId } from '../brand.ts'
import { COLLECTABLE_VERSION } from './run-removal.ts'
import { usedIndexBytes } from './stats.ts'
import { unpackTrace } from './trace-form.ts'

export interface LedgerRun {
  readonly row: number
  readonly startedAt: number
  /** Tagged, or among the newest of its cell. */
  readonly kept: boolean
  readonly blobs: ReadonlySet<number>
  /** Its share of the index, bytes. */
  readonly bytes: number
}

export interface Ledger {
  /** Oldest first. */
  readonly runs: readonly LedgerRun[]
  /** What nothing holds already now. */
  readonly unheld: { readonly blobs: number; readonly bytes: number }
  /** Takes the run out of the count and says what that frees. */
  release(run: LedgerRun): { readonly blobs: number; readonly bytes: number }
}

export function ledger(database: Database, keepLatest: number): Ledger {
  const sizes = new Map(database.prepare<[], [number, number]>('SELECT id, size FROM blobs').raw().all())
  const runs = ledgerRuns(database, keepLatest)
  const holders = new Map<number, number>()
  const held = [...runs.flatMap(run => [...run.blobs]), ...blobsOfShownFigures(database)]
  for (const blob of held) holders.set(blob, (holders.get(blob) ?? 0) + 1)
  const unheld = [...sizes.keys()].filter(blob => !holders.has(blob))
  const bytesOf = (blobs: readonly number[]): number => blobs.reduce((sum, blob) => sum + (sizes.get(blob) ?? 0), 0)
  return {
    runs,
    unheld: { blobs: unheld.length, bytes: bytesOf(unheld) },
    release(run) {
      const freed: number[] = []
      for (const blob of run.blobs) {
        const left = (holders.get(blob) ?? 1) - 1
        holders.set(blob, left)
        if (left === 0) freed.push(blob)
      }
      return { blobs: freed.length, bytes: run.bytes + bytesOf(freed) }
    },
  }
}

const FIGURE_BLOBS = `
  SELECT content AS blob, run, ${COLLECTABLE_VERSION} AS collectable FROM figure_versions
  UNION SELECT origin, run, ${COLLECTABLE_VERSION} FROM figure_versions
  UNION SELECT blob, run, ${COLLECTABLE_VERSION} FROM figure_versions JOIN figure_forms ON figure_forms.hash = figure_versions.hash`

function ledgerRuns(database: Database, keepLatest: number): readonly LedgerRun[] {
  const snapshots = new Map(database.prepare<[], [string, number]>('SELECT id, blob FROM snapshots').raw().all())
  const rows = database
    .prepare<[number], LedgerRow>(
      `SELECT id, started, code, environment, trace,
         (SELECT json_group_array(blob) FROM (
           SELECT blob FROM texts WHERE texts.run = runs.id AND blob IS NOT NULL
           UNION SELECT blob FROM (${FIGURE_BLOBS}) WHERE collectable AND run = runs.run)),
         length(trace) + (SELECT coalesce(sum(length(body)), 0) FROM texts WHERE texts.run = runs.id),
         EXISTS (SELECT 1 FROM tags WHERE tags.run = runs.id)
           OR row_number() OVER (PARTITION BY notebook, cell ORDER BY id DESC) <= ?
       FROM runs ORDER BY id`,
    )
    .raw()
    .all(keepLatest)
  const inlineBytes =
    database.prepare<[], number>('SELECT coalesce(sum(length(bytes)), 0) FROM blobs').pluck().get() ?? 0
  const textBytes = rows.reduce((sum, row) => sum + row[6], 0)
  // Indexes, ids and half-empty pages are shared out by length.
  const perByte = textBytes === 0 ? 0 : Math.max(1, (usedIndexBytes(database) - inlineBytes) / textBytes)
  return rows.map(([row, startedAt, code, environment, trace, texts, bytes, kept]) => ({
    row,
    startedAt,
    kept: kept === 1,
    blobs: new Set([
      code,
      ...(environment === null ? [] : [environment]),
      ...(JSON.parse(texts) as number[]),
      ...blobsOfTrace(trace, snapshots),
    ]),
    bytes: bytes * perByte,
  }))
}

/** Figures that no run takes along: tagged, shown, or left by a run that is gone. */
const blobsOfShownFigures = (database: Database): readonly number[] =>
  database
    .prepare<[], number>(
      `SELECT blob FROM (${FIGURE_BLOBS}) WHERE NOT collectable OR run NOT IN (SELECT run FROM runs)`,
    )
    .pluck()
    .all()

type LedgerRow = [
  row: number,
  started: number,
  code: number,
  environment: number | null,
  trace: string,
  texts: string,
  bytes: number,
  kept: 0 | 1,
]

const blobsOfTrace = (trace: string, snapshots: ReadonlyMap<string, number>): readonly number[] =>
  snapshotsOfTrace(trace).flatMap(id => snapshots.get(id) ?? [])

/** None where the trace is damaged: such a run is not served, so nothing need be kept for it. */
export const snapshotsOfTrace = (sealed: string): readonly SnapshotId[] =>
  unpackTrace(sealed, '')?.writes.flatMap(write => write.snapshot ?? []) ?? []
