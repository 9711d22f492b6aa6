/**
 * `cellar runs --whole`: the runs of whole notebooks, one row each, its parameters and records as columns: filtered, sorted, by SQL, in
 * forms that other programs read; and two of them compared. Queries see a copy: nothing that is asked changes the store.
 */
import { resolve } from 'node:path'
import { textTable } from '../runtime/plan/text-table.ts'
import type { BatchQuery, BatchRow, Selected } from '../runtime/store/batches.ts'
import type { StoreOnDisk } from '../runtime/store/maintenance.ts'
import { arrowTable, printTable, type TableForm } from './print-table.ts'
import { UsageError } from './usage-error.ts'
import { writeWhole } from './whole-file.ts'

export interface WholeRunsOptions {
  readonly whole?: boolean
  readonly sweep?: string
  readonly sql?: string
  readonly where?: string
  readonly sort?: string
  readonly compare?: readonly string[]
  readonly form?: TableForm
  readonly output?: string
  readonly json?: boolean
  readonly notebook?: string
  readonly tag?: string
}

export const asksForWhole = (options: WholeRunsOptions): boolean =>
  options.whole === true ||
  [options.sweep, options.sql, options.where, options.sort, options.compare, options.form].some(o => o !== undefined)

export const showWholeRuns = async (
  store: StoreOnDisk,
  options: WholeRunsOptions,
  bounds: { readonly since?: number; readonly limit: number },
): Promise<void> => {
  if (options.compare !== undefined) return void process.stdout.write(comparison(store, options.compare))
  const query: BatchQuery = {
    ...(options.notebook === undefined ? {} : { notebook: resolve(options.notebook) }),
    ...(options.sweep === undefined ? {} : { sweep: options.sweep }),
    ...(options.tag === undefined ? {} : { tag: options.tag }),
    ...(bounds.since === undefined ? {} : { since: bounds.since }),
  }
  await print(store.batches.select(sqlOf(options, bounds.limit), query), options)
}

const sqlOf = ({ sql, where, sort }: WholeRunsOptions, limit: number): string =>
  sql ??
  [
    'SELECT * FROM runs',
    ...(where === undefined ? [] : [`WHERE (${where})`]),
    `ORDER BY ${sort ?? 'started DESC'} LIMIT ${limit}`,
  ].join(' ')

const print = async (selected: Selected, options: WholeRunsOptions): Promise<void> => {
  const form = options.json ? 'json' : (options.form ?? 'table')
  if (form === 'arrow' && options.output === undefined && process.stdout.isTTY)
    throw new UsageError('Arrow is bytes, not text: give a file with -o, or a pipe.')
  const text = form === 'arrow' ? await arrowTable(selected) : printTable(selected, form)
  if (options.output === undefined) process.stdout.write(text)
  else writeRows(options.output, text)
}

const writeRows = (output: string, text: string | Uint8Array): void => {
  try {
    writeWhole(resolve(output), text)
  } catch (error) {
    throw new UsageError(`${output} can't be written: ${(error as Error).message}. Choose another file with -o.`)
  }
}

/** The id of the batch that begins so. */
export const chooseBatch = (store: StoreOnDisk, word: string): string => {
  const [batch, another] = store.batches.like(word)
  if (batch === undefined)
    throw new UsageError(`No run of a whole notebook begins with "${word}". \`cellar runs --whole\` lists them.`)
  if (another !== undefined)
    throw new UsageError(`Several begin with "${word}": ${batch}, ${another} … Give more of the id.`)
  return batch
}

/** Only what differs; that two agree is said too. */
const comparison = (store: StoreOnDisk, words: readonly string[]): string => {
  const [first, second] = words.map(word => store.batches.list({ id: chooseBatch(store, word) })[0])
  if (words.length !== 2 || first === undefined || second === undefined)
    throw new UsageError('--compare takes two runs of whole notebooks: --compare A B.')
  const rows = [
    ...differences('', about(first), about(second)),
    ...differences('param ', first.parameters, second.parameters),
    ...differences('record ', first.records, second.records),
    ...differences('', flat(first.environment), flat(second.environment)),
    ...differences('cell ', keysOf(store, first), keysOf(store, second)),
  ]
  const [a, b] = [first.id.slice(0, 8), second.id.slice(0, 8)]
  return rows.length === 0 ? `${a} and ${b} are alike.\n` : textTable([['', a, b], ...rows])
}

const about = ({ notebook, sweep, note, outcome }: BatchRow) => ({ notebook, sweep, note, outcome })

const flat = (environment: BatchRow['environment'], prefix = ''): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      typeof value === 'object' && value !== null
        ? Object.entries(flat(value as Record<string, unknown>, `${prefix}${name}.`))
        : [[`${prefix}${name}`, value]],
    ),
  )

/** cell → the start of its run's key: another key is other code or other inputs. */
const keysOf = (store: StoreOnDisk, batch: BatchRow): Readonly<Record<string, string>> =>
  Object.fromEntries(
    batch.runs.flatMap(run => store.runs({ run, limit: 1, offset: 0 }).map(row => [row.cell, row.key.slice(0, 8)])),
  )

const differences = (
  prefix: string,
  one: Readonly<Record<string, unknown>>,
  other: Readonly<Record<string, unknown>>,
): readonly (readonly string[])[] =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])]
    .map(name => [`${prefix}${name}`, text(one[name]), text(other[name])])
    .filter(([, a, b]) => a !== b)

const text = (value: unknown): string =>
  value === undefined || value === null ? '–' : typeof value === 'string' ? value : JSON.stringify(value)
