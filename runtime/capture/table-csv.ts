/** A table as CSV (RFC 4180), for other programs: every cell whole, nothing rounded. What is no plain value is written as Node shows it. */
import { inspect } from 'node:util'
import type { RunEvent } from '../run/events.ts'
import type { TableView } from './table.ts'

export const tableCsv = ({ columns, rows }: TableView): string =>
  [columns, ...rows.map(row => row.map(cellText))].map(line => `${line.map(quoted).join(',')}\r\n`).join('')

/** Kept beside the figures of its cell, and not shown: its beginning is. */
export const tableKept = (csv: string): RunEvent => ({ type: 'figure', data: { 'text/csv': csv }, request: {} })

const cellText = (value: unknown): string => {
  switch (typeof value) {
    case 'string':
      return value
    case 'undefined':
      return ''
    case 'object':
      if (value === null) return ''
      if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString()
      return inspect(value, { depth: 4, breakLength: Infinity })
    case 'function':
    case 'symbol':
      return inspect(value)
    default:
      return String(value)
  }
}

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
