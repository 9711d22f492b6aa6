/**
 * Recognises tabular data: data frames (Arquero, Danfo, anything with `toRecords()`) and arrays of plain objects. Only the
 * rows that are shown are asked for, where the library lets us.
 */
import { findProperty, isObject, isPlainObject, methodOf } from './property.ts'
import { type Recogniser, type Shown, shownAs } from './shown.ts'
import { maxColumns, maxRows, type TableView, tableHtml, tableShown } from './table.ts'

export const dataFrame: Recogniser = value => {
  if (!isObject(value)) return undefined
  const table = frameView(value, beginning)
  return table === undefined
    ? undefined
    : tableShown(
        table,
        wholeOf(table, limits => frameView(value, limits)),
      )
}

/** An array of objects: its text form stays util.inspect's, which shows nesting better. */
export const recordArray: Recogniser = value => {
  if (!Array.isArray(value)) return undefined
  const table = recordsView(value, beginning)
  return table === undefined ? undefined : shownAs({ 'text/html': tableHtml(table) })
}

/** Anything `display.table` takes. */
export const shownTable = (value: unknown, rows: number): Shown => {
  const table = tableView(value, { rows, columns: maxColumns })
  return tableShown(
    table,
    wholeOf(table, limits => tableView(value, limits)),
  )
}

const tableView = (value: unknown, limits: Limits): TableView => {
  const items =
    value instanceof Map ? Array.from(value, ([key, part]) => ({ key: key as unknown, value: part as unknown })) : value
  const view = Array.isArray(items)
    ? (recordsView(items, limits) ?? tuplesView(items, limits))
    : isObject(items)
      ? frameView(items, limits)
      : undefined
  if (view === undefined) throw new TypeError('display.table takes an array, a Map or a data frame')
  return view
}

interface Limits {
  readonly rows: number
  readonly columns: number
}

const beginning: Limits = { rows: maxRows, columns: maxColumns }

/** Cells of a table that is kept as data: more take longer to write out than a person waits for a table to show. */
const maxKept = 200_000

/** Asked for again where only its beginning was; undefined for a table that is too large to keep by the way. */
const wholeOf = (shown: TableView, ask: (limits: Limits) => TableView | undefined): TableView | undefined => {
  const { totalRows: rows, totalColumns: columns } = shown
  if (rows * columns > maxKept) return undefined
  return shown.rows.length === rows && shown.columns.length === columns ? shown : ask({ rows, columns })
}

const frameView = (frame: object, limits: Limits): TableView | undefined =>
  arqueroView(frame, limits) ?? recordFrameView(frame, limits) ?? danfoView(frame, limits)

const arqueroView = (frame: object, limits: Limits): TableView | undefined => {
  const [objects, names, numRows] = ['objects', 'columnNames', 'numRows'].map(key => methodOf(frame, key))
  if (objects === undefined || names === undefined || numRows === undefined) return undefined
  const columns = names() as readonly string[]
  const records = objects({ limit: limits.rows, columns: columns.slice(0, limits.columns) }) as readonly Record<
    string,
    unknown
  >[]
  return viewOf({ records, columns, totalRows: Number(numRows()) }, limits)
}

const recordFrameView = (frame: object, limits: Limits): TableView | undefined => {
  const toRecords = methodOf(frame, 'toRecords')
  if (toRecords === undefined) return undefined
  const total = numberAt(frame, 'height') ?? shapeOf(frame)?.[0]
  const head = total === undefined ? undefined : methodOf(frame, 'head')?.(limits.rows)
  const records = (isObject(head) ? methodOf(head, 'toRecords')?.() : toRecords()) as unknown
  if (!Array.isArray(records)) return undefined
  const totalRows = total ?? records.length
  return viewOf({ records: records.slice(0, limits.rows) as Record<string, unknown>[], totalRows }, limits)
}

const danfoView = (frame: object, limits: Limits): TableView | undefined => {
  const head = methodOf(frame, 'head')
  // Methods first: an accessor is only run on what is surely a frame.
  if (head === undefined || methodOf(frame, 'iloc') === undefined) return undefined
  const [shape, columns] = [shapeOf(frame), hooked(frame, 'columns')]
  if (shape === undefined || !Array.isArray(columns)) return undefined
  const top = shape[0] > limits.rows ? head(limits.rows) : frame
  const values = isObject(top) ? hooked(top, 'values') : undefined
  if (!Array.isArray(values)) return undefined
  const shown = values
    .slice(0, limits.rows)
    .map(row => (Array.isArray(row) ? (row.slice(0, limits.columns) as unknown[]) : [row as unknown]))
  const names = columns.map(String)
  return { columns: names.slice(0, limits.columns), rows: shown, totalRows: shape[0], totalColumns: names.length }
}

const recordsView = (items: readonly unknown[], limits: Limits): TableView | undefined => {
  const shown = Array.from(
    { length: Math.min(items.length, limits.rows) },
    (_, i) => Object.getOwnPropertyDescriptor(items, i)?.value as unknown,
  )
  return shown.length > 0 && shown.every(isRecord)
    ? viewOf({ records: shown, totalRows: items.length }, limits)
    : undefined
}

const tuplesView = (items: readonly unknown[], limits: Limits): TableView => {
  const shown = items.slice(0, limits.rows).map(item => (Array.isArray(item) ? (item as unknown[]) : [item]))
  const width = shown.reduce((widest, row) => Math.max(widest, row.length), 0)
  const columns = Array.from({ length: Math.min(width, limits.columns) }, (_, i) => String(i))
  return {
    columns,
    rows: shown.map(row => columns.map((_, i) => row[i])),
    totalRows: items.length,
    totalColumns: width,
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  isPlainObject(value) && Object.keys(value).length > 0

interface Records {
  readonly records: readonly Readonly<Record<string, unknown>>[]
  readonly columns?: readonly string[]
  readonly totalRows: number
}

const viewOf = ({ records, columns, totalRows }: Records, limits: Limits): TableView => {
  const names = columns ?? [...new Set(records.flatMap(record => Object.keys(record)))]
  const shown = names.slice(0, limits.columns)
  const rows = records.map(record => shown.map(name => cellOf(record, name)))
  return { columns: shown, rows, totalRows, totalColumns: names.length }
}

// A getter of a record is shown as what it is, not run.
const cellOf = (record: object, name: string): unknown => {
  const found = Object.getOwnPropertyDescriptor(record, name)
  return found?.get === undefined ? (found?.value as unknown) : '[Getter]'
}

/** A property that the library's own interface documents, accessor or not. */
const hooked = (value: object, key: string): unknown => {
  const found = findProperty(value, key)
  return found?.get === undefined ? (found?.value as unknown) : (Reflect.apply(found.get, value, []) as unknown)
}

const numberAt = (value: object, key: string): number | undefined => {
  const found = hooked(value, key)
  return typeof found === 'number' ? found : undefined
}

const shapeOf = (value: object): readonly [number, ...unknown[]] | undefined => {
  const shape = hooked(value, 'shape')
  if (Array.isArray(shape) && typeof shape[0] === 'number') return shape as unknown as [number]
  if (isPlainObject(shape) && typeof shape.height === 'number') return [shape.height]
  return undefined
}
