/**
 * The text form of any value: util.inspect, kept within a bound that util.inspect alone doesn't keep (it prints every key of
 * an object and every level of a bushy one). Runs no getters, and never throws, whatever the value does.
 */
import { inspect, types } from 'node:util'

/** More than a person reads, little enough for a browser to show at once. */
export const maxTextLength = 100_000
const maxDepth = 4
const maxItems = 100
const maxStringLength = 10_000
const maxKeys = 200

export interface TextOptions {
  readonly colors: boolean
}

export const textForm = (value: unknown, options: TextOptions): string => {
  // Colour tells the parts of a structure apart. A single number or string has none, and is easier to copy and compare plain.
  const colors = options.colors && value !== null && (typeof value === 'object' || typeof value === 'function')
  return inspected(value, { colors })
}

const inspected = (value: unknown, { colors }: TextOptions): string => {
  try {
    const options = { colors, maxArrayLength: maxItems, maxStringLength, breakLength: 100 }
    const narrow = isWide(value) ? firstKeys(value) : { view: value, left: 0 }
    const text = inspect(narrow.view, { ...options, depth: affordableDepth(narrow.view) })
    const more = narrow.left === 0 ? '' : `\n… ${count(narrow.left)} more properties`
    return cutText(text, { colors }) + more
  } catch (error) {
    return `[a value that can't be shown: ${reason(error)}]`
  }
}

/** What an error says of itself, when even asking may throw. */
export const reason = (error: unknown): string => {
  try {
    return cutText(error instanceof Error ? `${error.name}: ${error.message}` : String(error))
  } catch {
    return 'its error can’t be read either'
  }
}

export const count = (n: number): string => n.toLocaleString('en-US')

/** Text within the bound of what is shown; says how much is missing. */
export const cutText = (text: string, { colors }: TextOptions = { colors: false }): string => {
  if (text.length <= maxTextLength) return text
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a colour code must not be cut in two.
  const whole = text.slice(0, maxTextLength).replace(/\u001b(\[\d*)?$/, '')
  return `${whole}${colors ? '\u001b[39m' : ''}\n… cut: ${count(maxTextLength)} of ${count(text.length)} characters`
}

const isWide = (value: unknown): value is object =>
  typeof value === 'object' &&
  value !== null &&
  !types.isProxy(value) &&
  !holdsItems(value) &&
  keysOf(value).length > maxKeys

/** The same kind of object with its first properties only; accessors stay accessors, unasked. */
const firstKeys = (value: object): { readonly view: object; readonly left: number } => {
  const keys = keysOf(value)
  const view = Object.create(Object.getPrototypeOf(value) as object | null) as object
  for (const key of keys.slice(0, maxItems)) {
    Object.defineProperty(view, key, Object.getOwnPropertyDescriptor(value, key) as PropertyDescriptor)
  }
  return { view, left: keys.length - maxItems }
}

const affordableDepth = (value: unknown): number => {
  for (let depth = maxDepth; depth > 0; depth--) {
    if (spend(value, depth, maxTextLength) >= 0) return depth
  }
  return 0
}

/** What is left of a budget of characters after printing the value to this depth, roughly; negative: not enough. */
const spend = (value: unknown, depth: number, budget: number): number => {
  if (typeof value === 'string') return budget - Math.min(value.length, maxStringLength)
  if (typeof value !== 'object' || value === null || types.isProxy(value) || depth < 0) return budget - 8
  let left = budget - 8
  for (const part of partsOf(value)) {
    left = spend(part, depth - 1, left)
    if (left < 0) return left
  }
  return left
}

const holdsItems = (value: object): boolean =>
  Array.isArray(value) ||
  types.isMap(value) ||
  types.isSet(value) ||
  ArrayBuffer.isView(value) ||
  types.isAnyArrayBuffer(value)

const keysOf = (value: object): readonly string[] => Object.keys(value)

function* partsOf(value: object): Generator<unknown> {
  if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) return
  if (types.isMap(value)) yield* firstOf(mapEntries.call(value))
  else if (types.isSet(value)) yield* firstOf(setValues.call(value))
  else if (Array.isArray(value)) {
    const shown = Math.min(value.length, maxItems)
    for (let i = 0; i < shown; i++) yield Object.getOwnPropertyDescriptor(value, i)?.value
  } else {
    for (const key of keysOf(value)) {
      yield key
      yield Object.getOwnPropertyDescriptor(value, key)?.value
    }
  }
}

// As they were at start: a notebook may patch the prototypes.
const mapEntries = Map.prototype.entries
const setValues = Set.prototype.values

function* firstOf(items: IterableIterator<unknown>): Generator<unknown> {
  for (let i = 0; i < maxItems; i++) {
    const next = items.next()
    if (next.done === true) return
    yield next.value
  }
}
