/**
 * `each`: a function over many items on the pool, each item a job whose result is kept; and `cross`, its usual input. A failed item
 * fails alone: the others' results are kept, and the error at the end names the items.
 */
import { bytesOf } from '../analysis/resource-options.ts'
import type { ItemNeeds } from '../executor/items.ts'
import { getOrInsert } from '../get-or-insert.ts'
import type { Progress, ProgressBar } from './progress.ts'

export interface EachOptions {
  readonly cores?: number | 'all'
  /** `2G`, `500M`, or bytes */
  readonly memory?: number | string
  /** seconds an item may take */
  readonly timeout?: number
  /** how often a failed item is tried again */
  readonly retries?: number
  /** higher first among the jobs that wait */
  readonly priority?: number
}

export type Each = <T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  fn: (item: T) => R,
  options?: EachOptions,
) => Promise<Awaited<R>[]>

export type Cross = <T extends readonly Iterable<unknown>[]>(
  ...lists: T
) => { -readonly [K in keyof T]: T[K] extends Iterable<infer U> ? U : never }[]

export type ItemDone = { readonly is: 'ok'; readonly value: unknown } | { readonly is: 'failed'; readonly error: Error }

/** Has a function done on each item, and says how many more are done. The outcomes stand in the items' order. */
export type DoItems = (
  items: readonly unknown[],
  fn: (item: unknown) => unknown,
  options: { readonly needs: ItemNeeds; readonly onDone: (more: number) => void },
) => Promise<readonly ItemDone[]>

/** different failures that the message tells, and items that it names of each */
const named = 5
/** milliseconds before a bar is shown: what is done by then needs none */
const patience = 300

const monotonic = performance.now.bind(performance)

/** Some items failed; the others are done and kept, and a rerun does only these. */
class EachError extends AggregateError {
  /** The places of the failed items, in the order of `errors`. */
  readonly items: readonly number[]

  constructor(failed: readonly (readonly [index: number, error: Error])[], total: number) {
    const rest = failed.length < total ? ' The others are done and kept.' : ''
    super(
      failed.map(([, error]) => error),
      `${failed.length} of ${total} items failed: ${failuresText(failed)}.${rest}`,
    )
    this.name = 'EachError'
    this.items = failed.map(([index]) => index)
  }
}

/** "item 7 (Error: bad item 7), items 9, 69 and 129 (RangeError: too large)": equal failures stand together. */
const failuresText = (failed: readonly (readonly [index: number, error: Error])[]): string => {
  const alike = new Map<string, string[]>()
  for (const [index, error] of failed)
    getOrInsert(alike, `${error.name}: ${error.message}`, () => []).push(String(index))
  const all = [...alike]
  const told = all
    .slice(0, named)
    .map(([what, places]) => `item${places.length === 1 ? '' : 's'} ${listed(places)} (${what})`)
  const untold = all.slice(named).reduce((sum, [, places]) => sum + places.length, 0)
  return `${told.join(', ')}${untold === 0 ? '' : ` and ${untold} more`}`
}

/** "0, 1 and 2"; "0, 1, 2, 3, 4 and 195 more" */
const listed = (words: readonly string[]): string => {
  const shown = words.length > named ? [...words.slice(0, named), `${words.length - named} more`] : words
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}

export const createEach =
  (doItems: DoItems, progress: Progress): Each =>
  async <T, R>(given: Iterable<T> | AsyncIterable<T>, fn: (item: T) => R, options: EachOptions = {}) => {
    if (typeof fn !== 'function') throw new TypeError('each(items, fn): fn must be a function.')
    const needs = needsOf(options)
    const items = await listOf(given)
    const start = monotonic()
    let bar: ProgressBar | undefined
    let count = 0
    const onDone = (more: number): void => {
      count += more
      if (bar === undefined && (count === items.length || monotonic() - start < patience)) return
      bar ??= progress(items.length, 'each')
      bar.update(count)
    }
    const done = await doItems(items, fn as (item: unknown) => unknown, { needs, onDone })
    const failed = done.flatMap((one, index) => (one.is === 'failed' ? [[index, one.error] as const] : []))
    if (failed.length > 0) throw new EachError(failed, items.length)
    return done.map(one => (one as ItemDone & { is: 'ok' }).value as Awaited<R>)
  }

/** The Cartesian product of lists: the first varies slowest. */
export const cross: Cross = ((...lists: readonly Iterable<unknown>[]) =>
  lists.reduce<readonly (readonly unknown[])[]>(
    (found, list) => {
      const all = [...list]
      return found.flatMap(tuple => all.map(value => [...tuple, value]))
    },
    [[]],
  )) as Cross

const listOf = async <T>(given: Iterable<T> | AsyncIterable<T>): Promise<readonly T[]> => {
  const several = given as Partial<Iterable<T> & AsyncIterable<T>> | null | undefined
  if (typeof several?.[Symbol.iterator] === 'function') return [...(given as Iterable<T>)]
  if (typeof several?.[Symbol.asyncIterator] !== 'function')
    throw new TypeError('each(items, fn): items must be iterable, like an array or an async generator.')
  const items: T[] = []
  for await (const item of given) items.push(item)
  return items
}

const needsOf = ({ cores = 1, memory, timeout, retries = 0, priority = 0, ...others }: EachOptions): ItemNeeds => {
  const [unknown] = Object.keys(others)
  if (unknown !== undefined)
    throw new TypeError(`each has no option ${unknown}: it has cores, memory, timeout, retries and priority.`)
  const bytes = memory === undefined ? 0 : bytesOf(memory)
  const wanted = cores === 'all' ? Number.POSITIVE_INFINITY : cores
  if (!(wanted > 0)) throw new TypeError(`each: cores must be a number above 0, or 'all', not ${String(cores)}.`)
  if (bytes === undefined) throw new TypeError(`each: memory must be an amount like '500M', not ${String(memory)}.`)
  if (timeout !== undefined && !(timeout > 0)) throw new TypeError('each: timeout must be seconds above 0.')
  if (!Number.isInteger(retries) || retries < 0) throw new TypeError('each: retries must be a whole number, 0 or more.')
  return { cores: wanted, memory: bytes, retries, priority, ...(timeout === undefined ? {} : { timeout }) }
}
