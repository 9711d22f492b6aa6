/**
 * The batches in the index: begun before their first cell, ended in one transaction. Texts that many share (notes, environments) are
 * kept once. One that still runs in a process that is gone is told as lost, and changed by nobody.
 */
import type { Database } from 'better-sqlite3'
import { createHash } from 'node:crypto'
import type { RunId } from '../brand.ts'
import { batchTable } from './batch-table.ts'
import { canonical } from '../parameters/parameters.ts'
import { isAlive, type NotedProcess, ownProcess } from '../process-birth.ts'
import type {
  BatchEnd,
  BatchList,
  BatchOutcome,
  BatchQuery,
  BatchRow,
  BatchStart,
  Begun,
  Claim,
  ClaimBounds,
  Same,
} from './batches.ts'
import { StoreError } from './errors.ts'
import { upToDateNotes } from './up-to-date.ts'
import { whereOf } from './where.ts'

export function batchList(database: Database): BatchList {
  const rows = rowStatements(database)
  const shared = (text: string | undefined): number | null =>
    text === undefined ? null : (rows.text.get(text) ?? Number(rows.addText.run(text).lastInsertRowid))
  const rowOf = (id: string): number => {
    const row = rows.row.get(id)
    if (row === undefined) throw noSuchBatch(id)
    return row
  }
  const list = (query: BatchQuery): readonly BatchRow[] => selectBatches(database, query)
  const add = (batch: BatchStart): { readonly is: 'begun' } => {
    const notebook = rows.notebook.get(batch.notebook) ?? Number(rows.addNotebook.run(batch.notebook).lastInsertRowid)
    const texts = [shared(batch.note), shared(JSON.stringify(batch.environment))] as const
    const [explored, given] = [JSON.stringify(batch.explored), canonical(batch.given)]
    const { pid, born } = ownProcess()
    rows.add.run(batch.id, notebook, batch.sweep ?? null, ...texts, batch.startedAt, pid, born, explored, given)
    return { is: 'begun' }
  }
  const holder = ({ notebook, given }: Same): number | undefined =>
    rows.runningAt.all({ notebook, given: canonical(given) }).find(isAlive)?.pid
  const begin = database.transaction((batch: BatchStart): Begun => {
    const by = holder(batch)
    return by === undefined ? add(batch) : { is: 'held', by }
  })
  const claim = database.transaction((batch: BatchStart, { since, alone }: ClaimBounds): Claim => {
    const { notebook, sweep = null } = batch
    const by = alone ? rows.runningOf.all({ notebook }).find(isAlive)?.pid : holder(batch)
    if (by !== undefined) return { is: 'held', by }
    const done = rows.doneAt.get({ notebook, given: canonical(batch.given), sweep, since })
    const [row] = done === undefined ? [] : list({ id: done })
    return row === undefined ? add(batch) : { is: 'done', batch: row }
  })
  const end = database.transaction((id: string, { outcome, ms, parameters, records, counts, runs }: BatchEnd): void => {
    rows.finish.run(outcome, ms, JSON.stringify(parameters), JSON.stringify(records), JSON.stringify(counts), id)
    const row = rowOf(id)
    for (const run of runs) rows.addRun.run(row, run)
  })
  const drop = database.transaction((id: string): void => {
    const row = rowOf(id)
    for (const table of ['batch_runs', 'batch_tags']) database.prepare(`DELETE FROM ${table} WHERE batch = ?`).run(row)
    rows.drop.run(row)
  })
  const tag = database.transaction((id: string, name: string): void => {
    const row = rowOf(id)
    rows.addTag.run(name, row)
    rows.tagRuns.run(name, row)
  })
  const untag = database.transaction((id: string, name: string): void => {
    const row = rowOf(id)
    rows.dropTag.run(name, row)
    rows.untagRuns.run(name, row)
  })
  const repeat = database.transaction(
    (id: string, { environment, counts, ...batch }: Parameters<BatchList['repeat']>[1]): void => {
      const texts = [shared(JSON.stringify(environment)), JSON.stringify(counts)] as const
      rows.repeat.run(batch.id, texts[0], batch.startedAt, batch.ms, process.pid, texts[1], id)
      rows.repeatRuns.run(rowOf(batch.id), rowOf(id))
    },
  )
  return {
    ...upToDateNotes(database),
    repeat: (id, batch) => repeat.immediate(id, batch),
    begin: batch => begin.immediate(batch),
    claim: (batch, bounds) => claim.immediate(batch, bounds),
    holder,
    end: (id, result) => end.immediate(id, result),
    drop: id => drop.immediate(id),
    list,
    like: prefix => rows.like.all(prefix, prefix.length, prefix),
    tag: (id, name) => tag.immediate(id, name),
    untag: (id, name) => untag.immediate(id, name),
    select: (sql, query) => batchTable(list(query)).select(sql),
    // 2: what `runs()` told of booleans and lists before was numbers and text.
    versionOf: query => {
      const finished = list(query).filter(({ outcome }) => outcome === 'ok' || outcome === 'failed')
      return createHash('sha256')
        .update(JSON.stringify([2, ...finished.map(({ id }) => id)]))
        .digest('hex')
    },
  }
}

const noSuchBatch = (id: string): StoreError =>
  new StoreError('absent', {
    what: `No run ${id} of a whole notebook`,
    why: 'the store holds none by that id',
    next: '`cellar runs --whole` lists them',
  })

function selectBatches(database: Database, query: BatchQuery): readonly BatchRow[] {
  const { where, values } = whereOf({
    'batch = ?': query.id,
    'notebooks.path = ?': query.notebook,
    'sweep = ?': query.sweep,
    'batches.id IN (SELECT batch FROM batch_tags WHERE tag = ?)': query.tag,
    'started >= ?': query.since,
  })
  return database
    .prepare<unknown[], ListedBatch>(
      `SELECT batch AS id, notebooks.path AS notebook, sweep, note.body AS note, environment.body AS environment, started AS startedAt,
         coalesce(ms, 0) AS ms, outcome, process AS pid, born, explored, given, parameters, records, counts,
         (SELECT json_group_array(run) FROM batch_runs WHERE batch_runs.batch = batches.id) AS runs,
         (SELECT json_group_array(tag) FROM (SELECT tag FROM batch_tags WHERE batch_tags.batch = batches.id ORDER BY tag)) AS tags
       FROM batches JOIN notebooks ON notebooks.id = batches.notebook
         LEFT JOIN shared_texts AS note ON note.id = batches.note
         LEFT JOIN shared_texts AS environment ON environment.id = batches.environment
       ${where} ORDER BY batches.id DESC LIMIT ?`,
    )
    .all(...values, query.limit ?? -1)
    .map(parsed)
}

const parsed = ({ pid, born, ...row }: ListedBatch): BatchRow => ({
  ...row,
  outcome: row.outcome === 'running' && !isAlive({ pid, born }) ? 'lost' : row.outcome,
  explored: JSON.parse(row.explored) as string[],
  given: JSON.parse(row.given) as Record<string, unknown>,
  parameters: JSON.parse(row.parameters) as Record<string, unknown>,
  records: JSON.parse(row.records) as BatchRow['records'],
  counts: JSON.parse(row.counts) as BatchRow['counts'],
  environment: JSON.parse(row.environment ?? '{}') as Record<string, unknown>,
  runs: JSON.parse(row.runs) as RunId[],
  tags: JSON.parse(row.tags) as string[],
})

interface ListedBatch extends NotedProcess {
  readonly id: string
  readonly notebook: string
  readonly sweep: string | null
  readonly note: string | null
  readonly environment: string | null
  readonly startedAt: number
  readonly ms: number
  readonly outcome: BatchOutcome
  readonly explored: string
  readonly given: string
  readonly parameters: string
  readonly records: string
  readonly counts: string
  readonly runs: string
  readonly tags: string
}

interface Point {
  readonly notebook: string
  readonly given: string
  readonly sweep: string | null
  readonly since: number
}

const OF_NOTEBOOK = 'notebook = (SELECT id FROM notebooks WHERE path = @notebook)'
const RUNNING = `SELECT process AS pid, born FROM batches WHERE ${OF_NOTEBOOK} AND outcome = 'running'`

const rowStatements = (database: Database) => ({
  notebook: database.prepare<[string], number>('SELECT id FROM notebooks WHERE path = ?').pluck(),
  addNotebook: database.prepare<[string]>('INSERT INTO notebooks (path) VALUES (?)'),
  text: database.prepare<[string], number>('SELECT id FROM shared_texts WHERE body = ?').pluck(),
  addText: database.prepare<[string]>('INSERT INTO shared_texts (body) VALUES (?)'),
  row: database.prepare<[string], number>('SELECT id FROM batches WHERE batch = ?').pluck(),
  add: database.prepare<[string, number, ...(string | number | null)[]]>(
    `INSERT INTO batches (batch, notebook, sweep, note, environment, started, process, born, explored, given, outcome, parameters, records, counts)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'running', '{}', '{}', '{}')`,
  ),
  runningOf: database.prepare<[Pick<Point, 'notebook'>], NotedProcess>(RUNNING),
  runningAt: database.prepare<[Pick<Point, 'notebook' | 'given'>], NotedProcess>(`${RUNNING} AND given = @given`),
  doneAt: database
    .prepare<[Point], string>(
      `SELECT batch FROM batches WHERE ${OF_NOTEBOOK} AND given = @given AND sweep IS @sweep AND outcome IN ('ok', 'failed')
         AND started + ms >= @since ORDER BY id DESC LIMIT 1`,
    )
    .pluck(),

  finish: database.prepare<[string, number, string, string, string, string]>(
    'UPDATE batches SET outcome = ?, ms = ?, parameters = ?, records = ?, counts = ? WHERE batch = ?',
  ),
  addRun: database.prepare<[number, RunId]>('INSERT OR IGNORE INTO batch_runs (batch, run) VALUES (?, ?)'),
  repeat: database.prepare<[string, number | null, number, number, number, string, string]>(
    `INSERT INTO batches (batch, notebook, environment, started, ms, process, counts, explored, given, outcome, parameters, records)
     SELECT ?, notebook, ?, ?, ?, ?, ?, explored, given, outcome, parameters, records FROM batches WHERE batch = ?`,
  ),
  repeatRuns: database.prepare<[number, number]>(
    'INSERT INTO batch_runs (batch, run) SELECT ?, run FROM batch_runs WHERE batch = ?',
  ),
  drop: database.prepare<[number]>('DELETE FROM batches WHERE id = ?'),
  like: database
    .prepare<[string, number, string], string>(
      'SELECT batch FROM batches WHERE batch >= ? AND substr(batch, 1, ?) = ? LIMIT 2',
    )
    .pluck(),
  addTag: database.prepare<[string, number]>('INSERT OR IGNORE INTO batch_tags (tag, batch) VALUES (?, ?)'),
  dropTag: database.prepare<[string, number]>('DELETE FROM batch_tags WHERE tag = ? AND batch = ?'),
  tagRuns: database.prepare<[string, number]>(
    `INSERT OR IGNORE INTO tags (tag, run)
     SELECT ?, runs.id FROM batch_runs JOIN runs ON runs.run = batch_runs.run WHERE batch_runs.batch = ?`,
  ),
  untagRuns: database.prepare<[string, number]>(
    `DELETE FROM tags WHERE tag = ? AND run IN (
       SELECT runs.id FROM batch_runs JOIN runs ON runs.run = batch_runs.run WHERE batch_runs.batch = ?)`,
  ),
})
