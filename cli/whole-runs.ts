/**
 * `cellar runs --whole`: the runs of whole notebooks, one row each, its parameters and records as columns: filtered, sorted, by SQL, in
 * forms that other programs read; and two of them compared. Queries see a copy: nothing that is asked changes the store.
 */
import { resolve } from 'node:path'
import type { BatchQuery, Selected } from '../runtime/store/batches.ts'
import type { StoreOnDisk } from '../runtime/store/maintenance.ts'
import { arrowTable, printTable, type TableForm } from './print-table.ts'
import { comparison } from './run-comparison.ts'
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
  if (options.compare !== undefined) return void process.stdout.write(compared(store, options.compare))
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

const compared = (store: StoreOnDisk, words: readonly string[]): string => {
  const [first, second] = words.map(word => store.batches.list({ id: chooseBatch(store, word) })[0])
  if (words.length !== 2 || first === undefined || second === undefined)
    throw new UsageError('--compare takes two runs of whole notebooks: --compare A B.')
  return comparison(store, first, second)
}
