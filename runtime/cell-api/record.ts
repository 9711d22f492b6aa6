/**
 * `record({ accuracy: 0.93 })`: small named results, kept with the run and shown as columns of the table of runs. Refuses what
 * fits no column (objects, lists, very long text) and says where that belongs.
 */
import type { RecordValue } from '../executor/executor.ts'
import type { CellHost } from './host.ts'

export type Recorder = (values: Readonly<Record<string, RecordValue | bigint | undefined>>) => void

/** Of one text: a column holds a label, not a document. */
const maxCharacters = 1_000

export const createRecord =
  (host: Pick<CellHost, 'keepRecords'>): Recorder =>
  values => {
    if (typeof values !== 'object' || values === null || Array.isArray(values))
      throw new TypeError('record takes an object: record({ accuracy: 0.93 })')
    host.keepRecords(
      Object.fromEntries(Object.entries(values).map(([name, value]) => [name, columnOf(name, value)] as const)),
    )
  }

const columnOf = (name: string, value: unknown): RecordValue => {
  if (value === undefined || value === null) return null
  if (typeof value === 'boolean') return value
  if (typeof value === 'bigint') return String(value)
  // JSON and SQL know no others: an infinite loss is worth seeing as what it is.
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value === 'string' && value.length <= maxCharacters) return value
  const what =
    typeof value === 'string'
      ? `a text of ${value.length} characters`
      : Array.isArray(value)
        ? 'a list'
        : `a value of type ${typeof value}`
  throw new TypeError(
    `record: \`${name}\` is ${what}. A record is a number, a short text, true, false or null. ` +
      'Leave larger results in a variable, or write them to a file with out().',
  )
}
