/**
 * Gives an object the content that a record tells of: a new object its first, an old one its earlier. It writes only what
 * differs and defines properties rather than assigning them, so that no setter runs. What can't be put back (a thawed
 * object, a closure's variables, a settled promise) makes it `impossible`; with `dry` nothing is written.
 */
import { Attribute, ordinary } from './format.ts'
import {
  defineProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  isExtensible,
  ownKeys,
  preventExtensions,
  same,
  setPrototypeOf,
} from './originals.ts'
import type { Properties, ShapeRecord } from './records/record.ts'
import { isIndex } from './shapes.ts'

export type Result = 'same' | 'changed' | 'impossible'

export interface Options {
  readonly dry: boolean
}

export const worse = (a: Result, b: Result): Result =>
  a === 'impossible' || b === 'impossible' ? 'impossible' : a === 'changed' ? a : b

/** `present` are the own keys but those that the kind looks after by itself. */
export const reconcileProperties = (
  object: object,
  { shape, values }: Properties,
  options: Options,
  present: readonly (string | symbol)[] = ownKeys(object),
): Result => {
  const wanted = descriptorsOf(shape, values)
  const first = firstDifference(object, shape.keys, wanted, present)
  let result: Result = 'same'
  if (first < Math.max(shape.keys.length, present.length)) {
    if (!canRedefine(object, shape, wanted, present, first)) return 'impossible'
    if (!options.dry) redefine(object, shape.keys, wanted, present, first)
    result = 'changed'
  }
  return worse(result, reconcileOpenness(object, shape, options))
}

const descriptorsOf = (
  { keys, attributes }: ShapeRecord,
  values: readonly unknown[],
): readonly PropertyDescriptor[] => {
  let at = 0
  return keys.map((_, i) => {
    const bits = attributes[i] as number
    const enumerable = (bits & Attribute.enumerable) !== 0
    const configurable = (bits & Attribute.configurable) !== 0
    if ((bits & Attribute.accessor) === 0)
      return { value: values[at++], writable: (bits & Attribute.writable) !== 0, enumerable, configurable }
    return {
      get: values[at++] as () => unknown,
      set: values[at++] as (value: unknown) => void,
      enumerable,
      configurable,
    }
  })
}

/** Where keys, their order or what they hold begin to differ. */
const firstDifference = (
  object: object,
  keys: readonly (string | symbol)[],
  wanted: readonly PropertyDescriptor[],
  present: readonly (string | symbol)[],
): number => {
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string | symbol
    if (present[i] !== key) return i
    if (!sameDescriptor(getOwnPropertyDescriptor(object, key), wanted[i] as PropertyDescriptor)) return i
  }
  return keys.length
}

const sameDescriptor = (a: PropertyDescriptor | undefined, b: PropertyDescriptor): boolean =>
  a !== undefined &&
  same(a.value, b.value) &&
  a.get === b.get &&
  a.set === b.set &&
  a.enumerable === b.enumerable &&
  a.configurable === b.configurable &&
  a.writable === b.writable

/** A non-configurable property keeps its place and attributes, and its value too where it isn't writable. */
const canRedefine = (
  object: object,
  shape: ShapeRecord,
  wanted: readonly PropertyDescriptor[],
  present: readonly (string | symbol)[],
  first: number,
): boolean => {
  if (!isExtensible(object) && !shape.keys.slice(first).every(key => present.includes(key))) return false
  const fixed: (string | symbol)[] = []
  for (let i = first; i < present.length; i++) {
    const key = present[i] as string | symbol
    const now = getOwnPropertyDescriptor(object, key) as PropertyDescriptor
    if (now.configurable) continue
    const then = wanted[shape.keys.indexOf(key)]
    if (then === undefined || !canBecome(now, then)) return false
    if (!isIndex(key)) fixed.push(key)
  }
  if (fixed.length === 0 || sameKeys(shape.keys, present)) return true
  const names = shape.keys.slice(first).filter(key => !isIndex(key))
  return sameKeys(fixed, names.slice(0, fixed.length))
}

const canBecome = (now: PropertyDescriptor, then: PropertyDescriptor): boolean =>
  sameDescriptor(now, then) ||
  (now.writable === true &&
    'writable' in then &&
    sameDescriptor({ ...now, value: then.value, writable: then.writable }, then))

const redefine = (
  object: object,
  keys: readonly (string | symbol)[],
  wanted: readonly PropertyDescriptor[],
  present: readonly (string | symbol)[],
  first: number,
): void => {
  // Deleting from the first wrong key on puts the rest back in the wanted order.
  if (!sameKeys(keys, present)) {
    for (let i = first; i < present.length; i++) Reflect.deleteProperty(object, present[i] as string | symbol)
  }
  for (let i = first; i < keys.length; i++)
    defineProperty(object, keys[i] as string | symbol, wanted[i] as PropertyDescriptor)
}

const sameKeys = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((key, i) => key === b[i])

const reconcileOpenness = (object: object, shape: ShapeRecord, { dry }: Options): Result => {
  let result: Result = 'same'
  if (getPrototypeOf(object) !== shape.prototype) {
    if (!isExtensible(object)) return 'impossible'
    if (!dry) setPrototypeOf(object, shape.prototype as object | null)
    result = 'changed'
  }
  if (isExtensible(object) === shape.extensible) return result
  if (shape.extensible) return 'impossible'
  if (!dry) preventExtensions(object)
  return 'changed'
}

/** Fills a new object; by assignment where nothing can notice the difference. */
export const fillProperties = (object: object, properties: Properties): void => {
  const { shape, values } = properties
  if (!shape.extensible || shape.attributes.some(bits => bits !== ordinary)) {
    reconcileProperties(object, properties, { dry: false })
    return
  }
  for (let i = 0; i < shape.keys.length; i++) {
    const key = shape.keys[i] as string
    // An inherited property may be a setter: `__proto__`, or one of the user's.
    if (key in object)
      defineProperty(object, key, { value: values[i], writable: true, enumerable: true, configurable: true })
    else (object as Record<string, unknown>)[key] = values[i]
  }
}
