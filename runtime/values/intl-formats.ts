/**
 * Formatters and their like (`Intl.NumberFormat`): what one was made with never changes, and it tells it. Those that would not come back the
 * same from what they tell stay unknown.
 */
import { getOwnPropertyDescriptor, getPrototypeOf, ownKeys, SafeMap, SafeWeakMap, same } from './originals.ts'

export interface IntlFormat {
  /** `NumberFormat` */
  readonly type: string
  readonly locale: string
  /** Names and values. */
  readonly options: readonly (readonly [unknown, unknown])[]
}

type Constructor = new (locale: string, options: object) => object
type Tell = (this: object) => object

interface FormatType {
  readonly type: string
  readonly make: Constructor
  readonly tell: Tell
}

const { toString } = Intl.Locale.prototype
const tellOf: Readonly<Record<string, Tell>> = {
  Locale() {
    return { locale: Reflect.apply(toString, this, []) }
  },
}

const types: ReadonlyMap<object, FormatType> = new SafeMap(
  Object.getOwnPropertyNames(Intl).flatMap((type): readonly (readonly [object, FormatType])[] => {
    const make: unknown = getOwnPropertyDescriptor(Intl, type)?.value
    const prototype: unknown =
      typeof make === 'function' ? getOwnPropertyDescriptor(make, 'prototype')?.value : undefined
    if (typeof prototype !== 'object' || prototype === null) return []
    const tell = (getOwnPropertyDescriptor(prototype, 'resolvedOptions')?.value as Tell | undefined) ?? tellOf[type]
    return tell === undefined ? [] : [[prototype, { type, make: make as Constructor, tell }]]
  }),
)

export const isFormatPrototype = (prototype: object): boolean => types.has(prototype)

const known = new SafeWeakMap<object, IntlFormat | 'unknown'>()

/** Undefined where it can't be made again from what it tells. */
export const formatOf = (object: object): IntlFormat | undefined => {
  let format = known.get(object)
  if (format === undefined) known.set(object, (format = lookAt(object) ?? 'unknown'))
  return format === 'unknown' ? undefined : format
}

export const makeFormat = (format: IntlFormat): object | undefined => {
  let found: FormatType | undefined
  types.forEach(candidate => {
    if (candidate.type === format.type) found = candidate
  })
  return found && makeOf(found, format)
}

export const sameFormat = (a: IntlFormat, b: IntlFormat): boolean =>
  a.type === b.type &&
  a.locale === b.locale &&
  a.options.length === b.options.length &&
  a.options.every(([name, value], i) => name === b.options[i]?.[0] && same(value, b.options[i]?.[1]))

const lookAt = (object: object): IntlFormat | undefined => {
  const type = typeOf(object)
  const format = type && told(type, object)
  const again = type && format && makeOf(type, format)
  const toldAgain = type && again && told(type, again)
  return format && toldAgain && sameFormat(format, toldAgain) ? format : undefined
}

const typeOf = (object: object): FormatType | undefined => {
  for (let at = getPrototypeOf(object) as object | null; at !== null; at = getPrototypeOf(at) as object | null) {
    const type = types.get(at)
    if (type !== undefined) return type
  }
  return undefined
}

/** What else it tells follows from these (the categories of plurals). */
const isOption = (value: unknown): boolean => typeof value !== 'object' && value !== undefined

/** Something that inherits from a formatter need not be one. */
const told = ({ type, tell }: FormatType, object: object): IntlFormat | undefined => {
  try {
    const resolved = Reflect.apply(tell, object, []) as object
    const options: (readonly [string, unknown])[] = []
    let locale = ''
    for (const name of ownKeys(resolved)) {
      const value: unknown = getOwnPropertyDescriptor(resolved, name)?.value
      if (name === 'locale') locale = String(value)
      else if (isOption(value)) options.push([String(name), value])
    }
    return { type, locale, options }
  } catch {
    return undefined
  }
}

const makeOf = ({ make }: FormatType, { locale, options }: IntlFormat): object | undefined => {
  const given: Record<string, unknown> = { __proto__: null }
  for (const [name, value] of options) given[name as string] = value
  try {
    return new make(locale, given)
  } catch {
    return undefined
  }
}
