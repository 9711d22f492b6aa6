/**
 * A table's first rows and columns as an HTML table and as aligned text. All text in it is escaped, and what is left out
 * is said below it.
 */
import { inspect } from 'node:util'
import { escapeHtml } from './html-escape.ts'
import { tableCsv } from './table-csv.ts'
import { type Shown, shownAs } from './shown.ts'
import { count } from './text-form.ts'

export const maxRows = 20
export const maxColumns = 20
const maxCellLength = 200

/** The part of a table that is shown, and how large the whole is. */
export interface TableView {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly unknown[])[]
  readonly totalRows: number
  readonly totalColumns: number
}

/** `whole`: all of it, where it is to be kept. */
export const tableShown = (table: TableView, whole?: TableView): Shown => ({
  ...shownAs({ 'text/html': tableHtml(table), 'text/plain': tableText(table) }),
  ...(whole === undefined ? {} : { csv: tableCsv(whole) }),
})

export const tableHtml = (table: TableView): string => {
  const aligned = table.columns.map((_, i) => (table.rows.every(row => isNumeric(row[i])) ? 'right' : 'left'))
  const cell = (tag: 'th' | 'td', text: string, i: number) =>
    `<${tag} style="text-align:${aligned[i]}">${escapeHtml(text)}</${tag}>`
  const head = table.columns.map((name, i) => cell('th', short(name), i)).join('')
  const body = table.rows
    .map(row => `<tr>${row.map((value, i) => cell('td', cellText(value), i)).join('')}</tr>`)
    .join('\n')
  const note = noteOf(table)
  return `<table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body}\n</tbody>\n</table>${note === '' ? '' : `\n<p>${note}</p>`}`
}

const tableText = (table: TableView): string => {
  const lines = [table.columns.map(short), ...table.rows.map(row => row.map(cellText))].map(line => line.map(oneLine))
  const widths = table.columns.map((_, i) => Math.max(...lines.map(line => line[i]?.length ?? 0)))
  const pad = (text: string, i: number) => {
    const numeric = table.rows.every(row => isNumeric(row[i]))
    return numeric ? text.padStart(widths[i] ?? 0) : text.padEnd(widths[i] ?? 0)
  }
  const note = noteOf(table)
  return [...lines.map(line => line.map(pad).join('  ').trimEnd()), ...(note === '' ? [] : [note])].join('\n')
}

const noteOf = ({ columns, rows, totalRows, totalColumns }: TableView): string => {
  const parts = [
    ...(rows.length < totalRows ? [`${count(rows.length)} of ${count(totalRows)} rows`] : []),
    ...(columns.length < totalColumns ? [`${count(columns.length)} of ${count(totalColumns)} columns`] : []),
  ]
  return parts.length === 0 ? '' : `showing ${parts.join(', ')}`
}

const isNumeric = (value: unknown): boolean =>
  value === undefined || value === null || typeof value === 'number' || typeof value === 'bigint'

const cellText = (value: unknown): string => {
  if (typeof value === 'string') return short(value)
  if (value === undefined) return ''
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString().replace('T00:00:00.000Z', '')
  return short(inspect(value, { depth: 1, maxArrayLength: 10, maxStringLength: maxCellLength, breakLength: Infinity }))
}

const short = (text: string): string => (text.length <= maxCellLength ? text : `${text.slice(0, maxCellLength - 1)}…`)

const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, ' ')
