/**
 * Reads runs and units back, verified. What turns out damaged is reported, taken out of the index and not served: the
 * cell is then a miss, and runs again.
 */
import type { Database } from 'better-sqlite3'
import type { BlobHash, CellId, RunId, SnapshotId, SourceHash } from '../brand.ts'
import type { RunEvent } from '../run/events.ts'
import type { BlobFiles } from './blob-files.ts'
import type { Blobs } from './blobs.ts'
import type { StoreProblem } from './errors.ts'
import { unpackEvents } from './event-form.ts'
import { LatestTraces } from './latest-traces.ts'
import type { RunRemoval } from './run-removal.ts'
import { type RunTexts, TEXT } from './run-texts.ts'
import type { RunDetails, RunTrace } from './store.ts'
import { unpackTrace } from './trace-form.ts'

export interface RunReader {
  candidates(hash: SourceHash, engine: string, limit: number): readonly RunTrace[]
  latest(notebook: string): ReadonlyMap<CellId, RunTrace>
  events(run: RunId): readonly RunEvent[] | undefined
  details(run: RunId): RunDetails | undefined
  unit(id: SnapshotId): Uint8Array | undefined
  has(id: SnapshotId): boolean
}

export interface ReaderParts {
  readonly blobs: Blobs
  readonly files: BlobFiles
  readonly texts: RunTexts
  readonly removal: RunRemoval
  readonly report: (problem: StoreProblem) => void
}

export function runReader(database: Database, { blobs, files, texts, removal, report }: ReaderParts): RunReader {
  const rows = rowStatements(database)
  const removeRun = database.transaction((run: number): void => removal.remove(run))
  const removeBlob = database.transaction((blob: number, hash: BlobHash | undefined): void => {
    removal.removeBlob(blob)
    // Under the lock: a writer that brings the same bytes again must not find this file.
    if (hash !== undefined) files.remove(hash)
  })

  const damagedRun = (row: number, what: string): undefined => {
    const run = rows.runOf.get(row) ?? 'a run'
    removeRun.immediate(row)
    report({
      kind: 'damaged-run',
      text: `${what} of run ${run} is damaged in the store; the run was removed, its cell will run again`,
    })
    return undefined
  }

  const trace = (row: number, sealed: string, notebook: string): RunTrace | undefined =>
    unpackTrace(sealed, notebook) ?? damagedRun(row, 'The trace')

  /** The run's text of a kind as JSON texts, or undefined after reporting the damage. */
  const text = (row: number, kind: (typeof TEXT)[keyof typeof TEXT]): readonly string[] | undefined => {
    const read = texts.read(row, kind)
    return read === 'damaged' ? damagedRun(row, 'The output') : read
  }

  const blobText = (row: number, blob: number): string | undefined => {
    const reading = blobs.read(blob)
    return reading.is === 'whole' ? Buffer.from(reading.bytes).toString() : damagedRun(row, 'The code')
  }

  return {
    candidates: (hash, engine, limit) =>
      rows.candidates
        .all(hash, engine, limit)
        .map(([row, notebook, sealed]) => trace(row, sealed, notebook))
        .filter(found => found !== undefined),

    latest(notebook) {
      const sealed = rows.latest.all(notebook)
      return new LatestTraces(sealed, text => {
        const found = unpackTrace(text, notebook)
        if (found === undefined) {
          const row = rows.byTrace.get(notebook, text)
          if (row !== undefined) damagedRun(row, 'The trace')
        }
        return found
      })
    },

    events(run) {
      const row = rows.row.get(run)
      return row === undefined ? undefined : text(row, TEXT.events)?.flatMap(unpackEvents)
    },

    details(run) {
      const found = rows.details.get(run)
      if (found === undefined) return undefined
      const [row, key, where, codeBlob, environmentBlob] = found
      const [code, environment] = [blobText(row, codeBlob), blobText(row, environmentBlob)]
      const [draws, parameters] = [text(row, TEXT.draws), text(row, TEXT.parameters)]
      if (code === undefined || environment === undefined || draws === undefined || parameters === undefined)
        return undefined
      return {
        key,
        code,
        where,
        environment: JSON.parse(environment),
        parameters: JSON.parse(parameters[0] ?? '{}'),
        ...(draws[0] === undefined ? {} : { draws: JSON.parse(draws[0]) }),
      }
    },

    unit(id) {
      const blob = rows.snapshot.get(id)
      if (blob === undefined) return undefined
      const reading = blobs.read(blob)
      if (reading.is === 'whole') return reading.bytes
      removeBlob.immediate(blob, reading.hash)
      const kind = reading.is === 'damaged' ? 'damaged-blob' : 'missing-blob'
      const found = reading.is === 'damaged' ? 'damaged' : 'missing'
      report({
        kind,
        text: `Stored value ${reading.hash ?? id} is ${found}; it was removed and will be computed again`,
      })
      return undefined
    },

    has: id => rows.snapshot.get(id) !== undefined,
  }
}

const rowStatements = (database: Database) => ({
  candidates: database
    .prepare<[SourceHash, string, number], [row: number, notebook: string, trace: string]>(
      `SELECT runs.id, notebooks.path, runs.trace FROM runs JOIN notebooks ON notebooks.id = runs.notebook
       WHERE hash = ? AND engine = ? AND outcome = 'ok' ORDER BY runs.id DESC LIMIT ?`,
    )
    .raw(),
  latest: database
    .prepare<[string], string>(
      `SELECT runs.trace FROM latest JOIN runs ON runs.id = latest.run
       WHERE latest.notebook = (SELECT id FROM notebooks WHERE path = ?)`,
    )
    .pluck(),
  byTrace: database
    .prepare<[string, string], number>(
      'SELECT id FROM runs WHERE notebook = (SELECT id FROM notebooks WHERE path = ?) AND trace = ?',
    )
    .pluck(),
  row: database.prepare<[RunId], number>('SELECT id FROM runs WHERE run = ?').pluck(),
  runOf: database.prepare<[number], RunId>('SELECT run FROM runs WHERE id = ?').pluck(),
  details: database
    .prepare<[RunId], [row: number, key: string, where: RunDetails['where'], code: number, environment: number]>(
      'SELECT id, key, place, code, environment FROM runs WHERE run = ?',
    )
    .raw(),
  snapshot: database.prepare<[SnapshotId], number>('SELECT blob FROM snapshots WHERE id = ?').pluck(),
})
