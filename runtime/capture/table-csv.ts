/**
 * A table as CSV (RFC 4180), for other programs: every cell whole, nothing rounded. What is no plain value is written as Node shows it. And the
 * first lines of such a text again, for screens.
 */
import { inspect } from 'node:util'
import type { RunEvent } from '../run/events.ts'
import type { TableView } from './table.ts'

export const tableCsv = ({ columns, rows }: TableView): string =>
  [columns, ...rows.map(row => row.map(cellText))].map(line => `${line.map(quoted).join(',')}\r\n`).join('')

/** Kept beside the figures of its cell, and not shown: its beginning is. */
export const tableKept = (csv: string): RunEvent => ({ type: 'figure', data: { 'text/csv': csv }, request: {} })

/** The first lines, the columns' names among them, each as its cells' texts; whatever is beyond `characters` isn't looked at. */
export const firstLines = (
  csv: string,
  { lines, characters }: { readonly lines: number; readonly characters: number },
): readonly (readonly string[])[] => {
  const found: string[][] = []
  let line: string[] = []
  for (const [, quotedText, text = '', end] of csv.slice(0, characters).matchAll(CELL)) {
    line.push(quotedText === undefined ? text : quotedText.replaceAll('""', '"'))
    if (end === ',') continue
    found.push(line)
    line = []
    if (found.length === lines) break
  }
  return found
}

/** Up to the comma or line break after it: one that is cut off is none. */
const CELL = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g

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
