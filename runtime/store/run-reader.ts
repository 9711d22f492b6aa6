/**
 * Reads runs and units back, verified. What turns out damaged is reported, taken out of the index and not served: the
 * cell is then a miss, and runs again.
 */
import type { Database } from 'better-sqlite3'
import type { CellId, RunId, SnapshotId, SourceHash } from '../brand.ts'
import type { RunEvent } from '../run/events.ts'
import type { Chunk } from '../memory/file-region.ts'
import type { Damage } from './damage.ts'
import { unpackEvents } from './event-form.ts'
import { LatestTraces } from './latest-traces.ts'
import { type RunTexts, TEXT, type TextKind } from './run-texts.ts'
import type { RunDetails, RunTrace } from './store.ts'
import { unpackTrace } from './trace-form.ts'

export interface RunReader {
  candidates(hash: SourceHash, engine: string, limit: number): readonly RunTrace[]
  byKey(key: string): RunTrace | undefined
  latest(notebook: string): ReadonlyMap<CellId, RunTrace>
  covered(notebook: string): ReadonlyMap<CellId, string>
  events(run: RunId): readonly RunEvent[] | undefined
  isOwn(run: RunId): boolean
  details(run: RunId): RunDetails | undefined
  trace(run: RunId): RunTrace | undefined
  unit(id: SnapshotId): Uint8Array | undefined
  lend(id: SnapshotId): readonly Chunk[] | undefined
  has(id: SnapshotId): boolean
}

export interface ReaderParts {
  readonly texts: RunTexts
  readonly damage: Damage
}

export function runReader(database: Database, { texts, damage }: ReaderParts): RunReader {
  const rows = rowStatements(database)
  const read = (row: number, kind: TextKind): readonly string[] | undefined => {
    const found = texts.read(row, kind, damage.bytes)
    if (found !== 'damaged') return found
    damage.removeRun(row, 'The output')
    return undefined
  }
  const unpack = (row: number | undefined, sealed: string, notebook: string): RunTrace | undefined => {
    const trace = unpackTrace(sealed, notebook)
    if (trace === undefined && row !== undefined) damage.removeRun(row, 'The trace')
    return trace
  }
  const jsonOf = (blob: number | null): Readonly<Record<string, unknown>> => {
    const bytes = blob === null ? undefined : damage.bytes(blob)
    return bytes === undefined ? {} : JSON.parse(Buffer.from(bytes).toString())
  }
  return {
    candidates: (hash, engine, limit) =>
      rows.candidates
        .all(hash, engine, limit)
        .map(([row, notebook, sealed]) => unpack(row, sealed, notebook))
        .filter(trace => trace !== undefined),

    byKey(key) {
      const found = rows.byKey.get(key)
      return found === undefined ? undefined : unpack(found[0], found[2], found[1])
    },

    latest: notebook =>
      new LatestTraces(
        { latest: rows.latest.all(notebook), replayed: rows.replayed.all(notebook) },
        sealed => unpackTrace(sealed, notebook) ?? unpack(rows.byTrace.get(notebook, sealed), sealed, notebook),
      ),

    covered: notebook => new Map(rows.covered.all(notebook)),

    events(run) {
      const row = rows.row.get(run)
      return row === undefined ? undefined : read(row, TEXT.events)?.flatMap(unpackEvents)
    },

    isOwn(run) {
      const row = rows.row.get(run)
      return row !== undefined && texts.isOwn(row, damage.bytes)
    },

    details(run) {
      const found = rows.details.get(run)
      if (found === undefined) return undefined
      const [row, key, where, codeBlob, environmentBlob] = found
      const code = damage.bytes(codeBlob)
      const [draws, parameters, records] = [TEXT.draws, TEXT.parameters, TEXT.records].map(kind => read(row, kind))
      if (code === undefined || draws === undefined || parameters === undefined || records === undefined)
        return undefined
      return {
        key,
        code: Buffer.from(code).toString(),
        where,
        environment: jsonOf(environmentBlob),
        parameters: JSON.parse(parameters[0] ?? '{}'),
        records: JSON.parse(records[0] ?? '{}'),
        ...(draws[0] === undefined ? {} : { draws: JSON.parse(draws[0]) }),
      }
    },

    trace(run) {
      const found = rows.trace.get(run)
      return found === undefined ? undefined : unpack(found[0], found[2], found[1])
    },

    unit(id) {
      const blob = rows.snapshot.get(id)
      return blob === undefined ? undefined : damage.bytes(blob)
    },

    lend(id) {
      const blob = rows.snapshot.get(id)
      return blob === undefined ? undefined : damage.chunks(blob)
    },

    has: id => rows.snapshot.get(id) !== undefined,
  }
}

const rowStatements = (database: Database) => ({
  byKey: database
    .prepare<[string], [row: number, notebook: string, trace: string]>(
      `SELECT runs.id, notebooks.path, runs.trace FROM runs JOIN notebooks ON notebooks.id = runs.notebook
       WHERE key = ? AND outcome = 'ok' ORDER BY runs.id DESC LIMIT 1`,
    )
    .raw(),
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
  replayed: database
    .prepare<[string], [cell: CellId, trace: string | null]>(
      `SELECT screens.cell, runs.trace FROM screens LEFT JOIN runs ON runs.run = screens.run
       WHERE screens.notebook = (SELECT id FROM notebooks WHERE path = ?) AND screens.run IS NOT NULL`,
    )
    .raw(),
  covered: database
    .prepare<[string], [cell: CellId, says: string]>(
      'SELECT cell, says FROM screens WHERE notebook = (SELECT id FROM notebooks WHERE path = ?) AND covered = 1',
    )
    .raw(),
  byTrace: database
    .prepare<[string, string], number>(
      'SELECT id FROM runs WHERE notebook = (SELECT id FROM notebooks WHERE path = ?) AND trace = ?',
    )
    .pluck(),
  trace: database
    .prepare<[RunId], [row: number, notebook: string, trace: string]>(
      `SELECT runs.id, notebooks.path, runs.trace FROM runs JOIN notebooks ON notebooks.id = runs.notebook WHERE run = ?`,
    )
    .raw(),
  row: database.prepare<[RunId], number>('SELECT id FROM runs WHERE run = ?').pluck(),
  details: database
    .prepare<[RunId], [row: number, key: string, where: RunDetails['where'], code: number, environment: number | null]>(
      'SELECT id, key, place, code, environment FROM runs WHERE run = ?',
    )
    .raw(),
  snapshot: database.prepare<[SnapshotId], number>('SELECT blob FROM snapshots WHERE id = ?').pluck(),
})
