/**
 * Turns a value that asked to be shown as JSON (a chart's specification, a display hook's bundle) into plain data that
 * crosses any border. It refuses cycles, what JSON has no form for, and more than a browser could take.
 */

/** Numbers and strings in one output; a chart of more than this freezes the browser. */
const maxValues = 2_000_000
const maxCharacters = 64_000_000
const maxDepth = 200

export const toPlainData = (value: unknown): unknown => plain(value, { values: 0, characters: 0 }, [])

interface Spent {
  values: number
  characters: number
}

const plain = (value: unknown, spent: Spent, above: readonly object[]): unknown => {
  if (++spent.values > maxValues) throw new RangeError('too large to show: more than 2,000,000 values')
  if (typeof value === 'string') return text(value, spent)
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : null // JSON has no -0.
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (typeof value === 'boolean' || value === null) return value
  if (typeof value !== 'object') return undefined
  if (above.includes(value)) throw new TypeError('an object contains itself: JSON has no form for that')
  if (above.length >= maxDepth) throw new RangeError(`nested more than ${maxDepth} levels deep`)
  return plainObject(value, spent, [...above, value])
}

const text = (value: string, spent: Spent): string => {
  spent.characters += value.length
  if (spent.characters > maxCharacters) throw new RangeError('too large to show: more than 64,000,000 characters')
  return value
}

const plainObject = (value: object, spent: Spent, above: readonly object[]): unknown => {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return plainItems(value as Uint8Array, spent, above)
  if (Array.isArray(value)) return plainItems(value, spent, above)
  if (value instanceof Set) return plainItems([...value], spent, above)
  if (value instanceof Map)
    return plainEntries(
      [...value].map(([key, part]) => [String(key), part]),
      spent,
      above,
    )
  if ('toJSON' in value && typeof value.toJSON === 'function') return plain(value.toJSON(), spent, above)
  return plainEntries(Object.entries(value), spent, above)
}

const plainItems = (items: ArrayLike<unknown>, spent: Spent, above: readonly object[]): unknown[] => {
  if (spent.values + items.length > maxValues) throw new RangeError('too large to show: more than 2,000,000 values')
  return Array.from(items, item => plain(item, spent, above) ?? null)
}

const plainEntries = (entries: readonly (readonly [string, unknown])[], spent: Spent, above: readonly object[]) => {
  const made: Record<string, unknown> = {}
  for (const [key, part] of entries) {
    const data = plain(part, spent, above)
    // defineProperty: a key may be `__proto__`.
    if (data !== undefined) {
      Object.defineProperty(made, text(key, spent), {
        value: data,
        enumerable: true,
        writable: true,
        configurable: true,
      })
    }
  }
  return made
}
