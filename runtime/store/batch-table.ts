/**
 * Batches as one table `runs` for SQL, in a database of its own in memory: whatever a query says, the store can't be changed by it. One
 * column for each parameter and each record; explored parameters stand before fixed ones. SQL sees booleans as 1 and 0 and objects as JSON;
 * a column that it gives as it is comes back as what it was.
 */
import type { BatchRow, Datum, Selected } from './batches.ts'
import { StoreError } from './errors.ts'
import { openSqlite } from './sqlite.ts'

type Cell = string | number | null
/** What all values of a column are, as its declared type. */
type Kind = 'BOOLEAN' | 'JSON' | ''

export interface BatchTable {
  select(sql: string): Selected
}

/** Columns that every batch has, before those of its parameters and records. */
const about: Readonly<Record<string, (batch: BatchRow) => unknown>> = {
  run: batch => batch.id,
  started: batch => new Date(batch.startedAt).toISOString(),
  outcome: batch => batch.outcome,
}

const after: Readonly<Record<string, (batch: BatchRow) => unknown>> = {
  seconds: batch => Math.round(batch.ms) / 1000,
  notebook: batch => batch.notebook,
  sweep: batch => batch.sweep,
  note: batch => batch.note,
  tags: batch => batch.tags.join(', '),
}

export const batchTable = (batches: readonly BatchRow[]): BatchTable => {
  const columns = columnsOf(batches)
  const database = openSqlite(':memory:')
  const declared = [...columns].map(([name, read]) => `${quoted(name)} ${kindOf(batches.map(read))}`)
  database.exec(`CREATE TABLE runs (${declared.join(', ')})`)
  const insert = database.prepare<Cell[]>(`INSERT INTO runs VALUES (${[...columns].map(() => '?').join(', ')})`)
  database.transaction(() => {
    for (const batch of batches) insert.run(...[...columns.values()].map(read => asCell(read(batch))))
  })()
  return {
    select(sql) {
      try {
        const statement = database.prepare<[], Cell[]>(sql)
        if (!statement.reader || !statement.readonly) throw new Error('only a query that gives rows is allowed')
        const given = statement.columns()
        const rows = statement.raw().all()
        return {
          columns: given.map(column => column.name),
          rows: rows.map(row => row.map((cell, i) => fromCell(cell, given[i]?.type ?? ''))),
        }
      } catch (error) {
        throw badQuery(sql, error as Error, [...columns.keys()])
      }
    },
  }
}

/** name → how to read it. A name that a parameter and a record share is told apart by a prefix. */
const columnsOf = (batches: readonly BatchRow[]): ReadonlyMap<string, (batch: BatchRow) => unknown> => {
  const explored = new Set(batches.flatMap(batch => batch.explored))
  const parameters = new Set([...explored, ...batches.flatMap(batch => Object.keys(batch.parameters))])
  const records = new Set(batches.flatMap(batch => Object.keys(batch.records)))
  const columns = new Map(Object.entries(about))
  // SQLite's names know no case.
  const taken = new Set([...Object.keys(about), ...Object.keys(after)])
  const add = (name: string, prefix: string, read: (batch: BatchRow) => unknown): void => {
    let free = name
    while (taken.has(free.toLowerCase())) free = `${prefix}${free}`
    taken.add(free.toLowerCase())
    columns.set(free, read)
  }
  for (const name of parameters) add(name, 'param.', batch => batch.parameters[name])
  for (const name of records) add(name, 'record.', batch => batch.records[name])
  for (const [name, read] of Object.entries(after)) columns.set(name, read)
  return columns
}

const kindOf = (values: readonly unknown[]): Kind => {
  const there = values.filter(value => value !== undefined && value !== null)
  if (there.length === 0) return ''
  if (there.every(value => typeof value === 'boolean')) return 'BOOLEAN'
  return there.every(value => typeof value === 'object') ? 'JSON' : ''
}

const fromCell = (cell: Cell, type: string): Datum => {
  if (type === 'BOOLEAN' && cell !== null) return cell === 1
  return type === 'JSON' && cell !== null ? (JSON.parse(String(cell)) as object) : cell
}

const asCell = (value: unknown): Cell => {
  if (value === undefined || value === null) return null
  if (typeof value === 'boolean') return value ? 1 : 0
  return typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value)
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

const badQuery = (sql: string, error: Error, columns: readonly string[]): StoreError =>
  new StoreError('query', {
    what: `The query can't be answered: ${sql}`,
    why: error.message,
    next: `There is one table, runs, with the columns ${columns.map(quoted).join(', ')}`,
  })
