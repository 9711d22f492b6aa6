/** Rows with named columns in the forms that other programs read: a table for people, CSV (RFC 4180), JSON lines, Arrow (IPC stream). */
import { isAbsolute } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import type { Datum, Selected } from '../runtime/store/batches.ts'
import { nearPath } from './near-path.ts'
import { textTable } from '../runtime/plan/text-table.ts'

export const TABLE_FORMS = ['table', 'csv', 'json', 'arrow'] as const
export type TableForm = (typeof TABLE_FORMS)[number]

export const printTable = ({ columns, rows }: Selected, form: Exclude<TableForm, 'arrow'>): string => {
  switch (form) {
    case 'table': {
      if (rows.length === 0) return 'No runs.\n'
      // A column that no row fills says nothing to a person.
      const filled = columns.map((_, i) => rows.some(row => row[i] !== null && row[i] !== ''))
      const shown = (row: readonly Datum[]) =>
        row.filter((_, i) => filled[i]).map(cell => stripVTControlCharacters(forPeople(cell)))
      return textTable([shown(columns), ...rows.map(shown)])
    }
    case 'csv':
      return [columns, ...rows].map(row => `${row.map(csvCell).join(',')}\r\n`).join('')
    case 'json':
      return `${JSON.stringify(rows.map(row => Object.fromEntries(columns.map((name, i) => [name, row[i]]))))}\n`
  }
}

export const arrowTable = async ({ columns, rows }: Selected): Promise<Uint8Array> => {
  const { Bool, Field, Float64, List, Table, tableToIPC, Utf8, vectorFromArray } = await import('apache-arrow')
  const numbers = new List(new Field('item', new Float64(), true))
  const vectors = columns.map((name, i) => {
    const cells = rows.map(row => row[i] ?? null)
    const are = (fits: (cell: Datum) => boolean): boolean => cells.every(cell => cell === null || fits(cell))
    if (are(cell => typeof cell === 'number')) return [name, vectorFromArray(cells, new Float64())] as const
    if (are(cell => typeof cell === 'boolean')) return [name, vectorFromArray(cells, new Bool())] as const
    if (are(isNumbers)) return [name, vectorFromArray(cells, numbers)] as const
    return [name, vectorFromArray(cells.map(asText), new Utf8())] as const
  })
  return tableToIPC(new Table(Object.fromEntries(vectors)))
}

const isNumbers = (cell: Datum): boolean => Array.isArray(cell) && cell.every(item => typeof item === 'number')

const asText = (cell: Datum): string | null =>
  cell === null ? null : typeof cell === 'object' ? JSON.stringify(cell) : String(cell)

const MAX_WIDTH = 36
const ID = /^[0-9a-f]{8}(?=(-[0-9a-f]{4}){3}-[0-9a-f]{12}$)/
const MOMENT = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)\.\d{3}Z$/

/** As much of an id as other commands need, seconds of a moment, a path from here. */
const forPeople = (cell: Datum): string => {
  if (typeof cell === 'number') return String(Number(cell.toPrecision(6)))
  const given = asText(cell) ?? ''
  const text = ID.exec(given)?.[0] ?? (isAbsolute(given) ? nearPath(given) : given.replace(MOMENT, '$1 $2'))
  return text.length > MAX_WIDTH ? `${text.slice(0, MAX_WIDTH - 1)}…` : text
}

const csvCell = (cell: Datum): string => {
  const text = asText(cell) ?? ''
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
