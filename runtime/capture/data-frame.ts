/**
 * Recognises tabular data: data frames (Arquero, Danfo, anything with `toRecords()`) and arrays of plain objects. Only the
 * rows that are shown are asked for, where the library lets us.
 */
import { findProperty, isObject, isPlainObject, methodOf } from './property.ts'
import { type Recogniser, shownAs } from './shown.ts'
import { maxColumns, maxRows, type TableView, tableHtml, tableShown } from './table.ts'

export const dataFrame: Recogniser = value => {
  if (!isObject(value)) return undefined
  const table = frameView(value, maxRows)
  return table === undefined ? undefined : tableShown(table)
}

/** An array of objects: its text form stays util.inspect's, which shows nesting better. */
export const recordArray: Recogniser = value => {
  if (!Array.isArray(value)) return undefined
  const table = recordsView(value, maxRows)
  return table === undefined ? undefined : shownAs({ 'text/html': tableHtml(table) })
}

/** Anything `display.table` takes. */
export const tableView = (value: unknown, rows: number): TableView => {
  const items =
    value instanceof Map ? Array.from(value, ([key, part]) => ({ key: key as unknown, value: part as unknown })) : value
  const view = Array.isArray(items)
    ? (recordsView(items, rows) ?? tuplesView(items, rows))
    : isObject(items)
      ? frameView(items, rows)
      : undefined
  if (view === undefined) throw new TypeError('display.table takes an array, a Map or a data frame')
  return view
}

const frameView = (frame: object, rows: number): TableView | undefined =>
  arqueroView(frame, rows) ?? recordFrameView(frame, rows) ?? danfoView(frame, rows)

const arqueroView = (frame: object, rows: number): TableView | undefined => {
  const [objects, names, numRows] = ['objects', 'columnNames', 'numRows'].map(key => methodOf(frame, key))
  if (objects === undefined || names === undefined || numRows === undefined) return undefined
  const columns = names() as readonly string[]
  const records = objects({ limit: rows, columns: columns.slice(0, maxColumns) }) as readonly Record<string, unknown>[]
  return viewOf({ records, columns, totalRows: Number(numRows()) })
}

const recordFrameView = (frame: object, rows: number): TableView | undefined => {
  const toRecords = methodOf(frame, 'toRecords')
  if (toRecords === undefined) return undefined
  const total = numberAt(frame, 'height') ?? shapeOf(frame)?.[0]
  const head = total === undefined ? undefined : methodOf(frame, 'head')?.(rows)
  const records = (isObject(head) ? methodOf(head, 'toRecords')?.() : toRecords()) as unknown
  if (!Array.isArray(records)) return undefined
  const totalRows = total ?? records.length
  return viewOf({ records: records.slice(0, rows) as Record<string, unknown>[], totalRows })
}

const danfoView = (frame: object, rows: number): TableView | undefined => {
  const head = methodOf(frame, 'head')
  // Methods first: an accessor is only run on what is surely a frame.
  if (head === undefined || methodOf(frame, 'iloc') === undefined) return undefined
  const [shape, columns] = [shapeOf(frame), hooked(frame, 'columns')]
  if (shape === undefined || !Array.isArray(columns)) return undefined
  const top = shape[0] > rows ? head(rows) : frame
  const values = isObject(top) ? hooked(top, 'values') : undefined
  if (!Array.isArray(values)) return undefined
  const shown = values
    .slice(0, rows)
    .map(row => (Array.isArray(row) ? (row.slice(0, maxColumns) as unknown[]) : [row as unknown]))
  const names = columns.map(String)
  return { columns: names.slice(0, maxColumns), rows: shown, totalRows: shape[0], totalColumns: names.length }
}

const recordsView = (items: readonly unknown[], rows: number): TableView | undefined => {
  const shown = Array.from(
    { length: Math.min(items.length, rows) },
    (_, i) => Object.getOwnPropertyDescriptor(items, i)?.value as unknown,
  )
  return shown.length > 0 && shown.every(isRecord) ? viewOf({ records: shown, totalRows: items.length }) : undefined
}

const tuplesView = (items: readonly unknown[], rows: number): TableView => {
  const shown = items.slice(0, rows).map(item => (Array.isArray(item) ? (item as unknown[]) : [item]))
  const width = shown.reduce((widest, row) => Math.max(widest, row.length), 0)
  const columns = Array.from({ length: Math.min(width, maxColumns) }, (_, i) => String(i))
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

const viewOf = ({ records, columns, totalRows }: Records): TableView => {
  const names = columns ?? [...new Set(records.flatMap(record => Object.keys(record)))]
  const shown = names.slice(0, maxColumns)
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
