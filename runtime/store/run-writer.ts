/**
 * Records runs: blobs first, then the rows, in one transaction, so that a kill at any instant leaves a whole run or none.
 * A unit that is there already is neither hashed nor written again.
 */
import type { Database } from 'better-sqlite3'
import type { CellId, RunId, SnapshotId, SourceHash } from '../brand.ts'
import type { RunEvent } from '../run/events.ts'
import type { Blobs, PreparedBlob } from './blobs.ts'
import { packEvents } from './event-form.ts'
import { type PreparedText, type RunTexts, TEXT, type TextKind } from './run-texts.ts'
import type { CellOnScreen, RunRecord, RunTrace, StoredUnit } from './store.ts'
import { packTrace } from './trace-form.ts'

export interface RunWriter {
  record(run: RunRecord, units: readonly StoredUnit[]): void
  keep(units: readonly StoredUnit[]): void
  append(run: RunId, events: readonly RunEvent[]): void
  amend(trace: RunTrace): void
  replayed(cell: CellOnScreen, run: RunId): void
  cover(cell: CellOnScreen, says: string): void
}

interface PreparedRun {
  readonly record: RunRecord
  readonly code: PreparedBlob
  readonly environment: PreparedBlob
  readonly texts: readonly PreparedText[]
  readonly units: ReadonlyMap<SnapshotId, PreparedBlob>
}

export function runWriter(database: Database, blobs: Blobs, texts: RunTexts): RunWriter {
  const rows = rowStatements(database)
  const isKept = (id: SnapshotId): boolean => rows.snapshot.get(id) !== undefined

  const notebookRow = (path: string): number =>
    rows.notebook.get(path) ?? Number(rows.addNotebook.run(path).lastInsertRowid)

  const prepareUnits = (units: readonly StoredUnit[]): PreparedRun['units'] =>
    new Map(units.filter(unit => !isKept(unit.id)).map(unit => [unit.id, blobs.prepare(unit.chunks, unit.written)]))

  const prepare = (record: RunRecord, units: readonly StoredUnit[]): PreparedRun => ({
    record,
    code: blobs.prepare([Buffer.from(record.code)]),
    environment: blobs.prepare([Buffer.from(JSON.stringify(record.environment))]),
    texts: textsOf(record).map(([kind, text]) => texts.prepare(kind, text)),
    units: prepareUnits(units),
  })

  const insertRun = ({ record, code, environment, ...prepared }: PreparedRun): void => {
    const notebook = notebookRow(record.notebook)
    const { id, cell, hash, engine, outcome, startedAt, ms, key, where } = record
    const about = [id, notebook, cell, hash, engine, outcome, startedAt, ms, key, where] as const
    const row = rows.addRun.run(...about, blobs.keep(code), blobs.keep(environment), packTrace(record))
    const run = Number(row.lastInsertRowid)
    rows.setLatest.run(notebook, cell, run)
    rows.dropScreen.run(notebook, cell)
    for (const text of prepared.texts) texts.insert(run, text)
  }

  const insertUnits = (units: readonly StoredUnit[], prepared: PreparedRun['units']): void => {
    for (const unit of units) {
      // Asked again under the lock: gc may have removed it, or another process put it, since we looked.
      if (isKept(unit.id)) continue
      rows.addSnapshot.run(unit.id, blobs.keep(prepared.get(unit.id) ?? blobs.prepare(unit.chunks, unit.written)))
    }
  }

  const commit = database.transaction((prepared: PreparedRun, units: readonly StoredUnit[]): void => {
    insertUnits(units, prepared.units)
    insertRun(prepared)
  })

  const commitUnits = database.transaction(insertUnits)

  const commitEvents = database.transaction((run: RunId, text: PreparedText): void => {
    const row = rows.run.get(run)
    // Collected meanwhile: nobody can see the run any more, so nobody misses its late output.
    if (row !== undefined) texts.append(row, text)
  })

  const commitReplay = database.transaction<RunWriter['replayed']>((cell, run) => {
    const notebook = notebookRow(cell.notebook)
    if (rows.latest.get(notebook, cell.id) === run) rows.dropScreen.run(notebook, cell.id)
    else rows.setScreen.run(notebook, cell.id, run)
  })

  const commitCover = database.transaction<RunWriter['cover']>(
    (cell, says) => void rows.cover.run(notebookRow(cell.notebook), cell.id, says),
  )

  return {
    record: (record, units) => commit.immediate(prepare(record, units), units),
    keep: units => {
      if (units.length > 0) commitUnits.immediate(units, prepareUnits(units))
    },
    replayed: (cell, run) => commitReplay.immediate(cell, run),
    cover: (cell, says) => commitCover.immediate(cell, says),
    amend: trace => void rows.setTrace.run(packTrace(trace), trace.id),
    append: (run, events) => {
      if (events.length > 0) commitEvents.immediate(run, texts.prepare(TEXT.events, packEvents(events)))
    },
  }
}

const textsOf = (record: RunRecord): readonly (readonly [TextKind, string])[] => {
  const kept: [TextKind, string][] = []
  if (record.events.length > 0) kept.push([TEXT.events, packEvents(record.events)])
  if (record.draws !== undefined) kept.push([TEXT.draws, JSON.stringify(record.draws)])
  if (Object.keys(record.parameters).length > 0) kept.push([TEXT.parameters, JSON.stringify(record.parameters)])
  if (Object.keys(record.records).length > 0) kept.push([TEXT.records, JSON.stringify(record.records)])
  return kept
}

const rowStatements = (database: Database) => ({
  notebook: database.prepare<[string], number>('SELECT id FROM notebooks WHERE path = ?').pluck(),
  addNotebook: database.prepare<[string]>('INSERT INTO notebooks (path) VALUES (?)'),
  run: database.prepare<[RunId], number>('SELECT id FROM runs WHERE run = ?').pluck(),
  addRun: database.prepare<RunColumns>(
    `INSERT INTO runs (run, notebook, cell, hash, engine, outcome, started, ms, key, place, code, environment, trace)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ),
  setLatest: database.prepare<[number, CellId, number]>(
    'INSERT INTO latest (notebook, cell, run) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET run = excluded.run',
  ),
  latest: database
    .prepare<[number, CellId], RunId>(
      'SELECT runs.run FROM latest JOIN runs ON runs.id = latest.run WHERE latest.notebook = ? AND latest.cell = ?',
    )
    .pluck(),
  setScreen: database.prepare<[number, CellId, RunId]>(
    `INSERT INTO screens (notebook, cell, run, covered) VALUES (?, ?, ?, 0)
     ON CONFLICT DO UPDATE SET run = excluded.run, covered = 0`,
  ),
  cover: database.prepare<[number, CellId, string]>(
    `INSERT INTO screens (notebook, cell, run, covered, says) VALUES (?, ?, NULL, 1, ?)
     ON CONFLICT DO UPDATE SET covered = 1, says = excluded.says`,
  ),
  dropScreen: database.prepare<[number, CellId]>('DELETE FROM screens WHERE notebook = ? AND cell = ?'),
  setTrace: database.prepare<[string, RunId]>('UPDATE runs SET trace = ? WHERE run = ?'),
  snapshot: database.prepare<[SnapshotId], number>('SELECT blob FROM snapshots WHERE id = ?').pluck(),
  addSnapshot: database.prepare<[SnapshotId, number]>('INSERT INTO snapshots (id, blob) VALUES (?, ?)'),
})

type RunColumns = [
  run: RunId,
  notebook: number,
  cell: CellId,
  hash: SourceHash,
  engine: string,
  outcome: string,
  started: number,
  ms: number,
  key: string,
  place: string,
  code: number,
  environment: number,
  trace: string,
]
