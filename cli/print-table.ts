/** Rows with named columns in the forms that other programs read: a table for people, CSV (RFC 4180), JSON lines, Arrow (IPC stream). */
import { isAbsolute } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import type { Selected } from '../runtime/store/batches.ts'
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
      const shown = (row: readonly unknown[]) =>
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
  const { Float64, Table, tableToIPC, Utf8, vectorFromArray } = await import('apache-arrow')
  const vectors = columns.map((name, i) => {
    const cells = rows.map(row => row[i] ?? null)
    const numeric = cells.every(cell => cell === null || typeof cell === 'number')
    const vector = numeric
      ? vectorFromArray(cells as (number | null)[], new Float64())
      : vectorFromArray(
          cells.map(cell => (cell === null ? null : String(cell))),
          new Utf8(),
        )
    return [name, vector] as const
  })
  return tableToIPC(new Table(Object.fromEntries(vectors)))
}

const MAX_WIDTH = 36
const ID = /^[0-9a-f]{8}(?=(-[0-9a-f]{4}){3}-[0-9a-f]{12}$)/
const MOMENT = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)\.\d{3}Z$/

/** As much of an id as other commands need, seconds of a moment, a path from here. */
const forPeople = (cell: unknown): string => {
  if (typeof cell === 'number') return String(Number(cell.toPrecision(6)))
  const given = cell === null ? '' : String(cell)
  const text = ID.exec(given)?.[0] ?? (isAbsolute(given) ? nearPath(given) : given.replace(MOMENT, '$1 $2'))
  return text.length > MAX_WIDTH ? `${text.slice(0, MAX_WIDTH - 1)}…` : text
}

const csvCell = (cell: unknown): string => {
  const text = cell === null ? '' : String(cell)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
