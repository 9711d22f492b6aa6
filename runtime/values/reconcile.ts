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
  SafeWeakMap,
  setPrototypeOf,
} from './originals.ts'
import type { Properties, ShapeRecord } from './records/record.ts'
import { attributesOf, isIndex } from './shapes.ts'

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
  const difference = differenceOf(object, shape, values, present)
  if (difference === 'none') return 'same'
  if (difference === 'values') {
    if (!options.dry) putValues(object, shape, values)
    return 'changed'
  }
  const descriptors = descriptorsOf(shape, values)
  // Elements are in ascending order whatever happens; only among names does it matter which came first.
  const wanted = shape.keys.map((key, i): Wanted => ({ key, descriptor: descriptors[i] as PropertyDescriptor }))
  const elements = reconcileKeys(object, wanted.filter(isElement), present.filter(isIndex), options)
  const names = reconcileKeys(
    object,
    wanted.filter(property => !isElement(property)),
    present.filter(key => !isIndex(key)),
    options,
  )
  return worse(worse(elements, names), reconcileOpenness(object, shape, options))
}

/** Most objects are as they were, and of most others only values differ, which can be written: found out without making anything. */
const differenceOf = (
  object: object,
  { keys, attributes, prototype, extensible }: ShapeRecord,
  values: readonly unknown[],
  present: readonly (string | symbol)[],
): 'none' | 'values' | 'more' => {
  if (present.length !== keys.length || getPrototypeOf(object) !== prototype || isExtensible(object) !== extensible)
    return 'more'
  let difference: 'none' | 'values' = 'none'
  let at = 0
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string | symbol
    if (present[i] !== key) return 'more'
    const now = getOwnPropertyDescriptor(object, key) as PropertyDescriptor
    if (attributesOf(now) !== attributes[i]) return 'more'
    if ('value' in now) {
      if (same(now.value, values[at++])) continue
      if (!now.writable) return 'more'
      difference = 'values'
    } else if (now.get !== values[at++] || now.set !== values[at++]) return 'more'
  }
  return difference
}

/** The attributes are right, and what differs is writable. */
const putValues = (object: object, { keys, attributes }: ShapeRecord, values: readonly unknown[]): void => {
  let at = 0
  for (let i = 0; i < keys.length; i++) {
    if (((attributes[i] as number) & Attribute.accessor) !== 0) at += 2
    else if (((attributes[i] as number) & Attribute.writable) === 0) at++
    else defineProperty(object, keys[i] as string | symbol, { value: values[at++] })
  }
}

interface Wanted {
  readonly key: string | symbol
  readonly descriptor: PropertyDescriptor
}

const isElement = ({ key }: Wanted): boolean => isIndex(key)

const reconcileKeys = (
  object: object,
  wanted: readonly Wanted[],
  present: readonly (string | symbol)[],
  { dry }: Options,
): Result => {
  const first = wanted.findIndex(({ key }, i) => present[i] !== key)
  // From here on properties go and come anew, which puts them in order; before, they are only redefined.
  const misplaced = first < 0 ? wanted.length : first
  const isSame =
    misplaced === present.length &&
    wanted.every(({ key, descriptor }) => sameDescriptor(getOwnPropertyDescriptor(object, key), descriptor))
  if (isSame) return 'same'
  if (!canRedefine(object, wanted, present, misplaced)) return 'impossible'
  if (!dry) redefine(object, wanted, present, misplaced)
  return 'changed'
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
  wanted: readonly Wanted[],
  present: readonly (string | symbol)[],
  misplaced: number,
): boolean => {
  const then = new Map(wanted.map(({ key, descriptor }) => [key, descriptor]))
  const isOpen = isExtensible(object)
  const fixed: (string | symbol)[] = []
  for (let i = 0; i < present.length; i++) {
    const key = present[i] as string | symbol
    const now = getOwnPropertyDescriptor(object, key) as PropertyDescriptor
    // What goes from a closed object can't come again.
    if (now.configurable && (isOpen || i < misplaced || !then.has(key))) continue
    if (now.configurable || !canBecome(now, then.get(key))) return false
    if (i >= misplaced) fixed.push(key)
  }
  if (!isOpen && !wanted.every(({ key }) => present.includes(key))) return false
  return fixed.every((key, i) => isIndex(key) || wanted[misplaced + i]?.key === key)
}

const canBecome = (now: PropertyDescriptor, then: PropertyDescriptor | undefined): boolean => {
  if (then === undefined) return false
  if (sameDescriptor(now, then)) return true
  return (
    now.writable === true &&
    'writable' in then &&
    sameDescriptor({ ...now, value: then.value, writable: then.writable }, then)
  )
}

const redefine = (
  object: object,
  wanted: readonly Wanted[],
  present: readonly (string | symbol)[],
  misplaced: number,
): void => {
  for (let i = misplaced; i < present.length; i++) Reflect.deleteProperty(object, present[i] as string | symbol)
  for (const { key, descriptor } of wanted) {
    if (!sameDescriptor(getOwnPropertyDescriptor(object, key), descriptor)) defineProperty(object, key, descriptor)
  }
}

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
  const target = object as Record<string | symbol, unknown>
  switch (wayToFill(shape)) {
    case 'assign':
      for (let i = 0; i < shape.keys.length; i++) target[shape.keys[i] as string] = values[i]
      return
    case 'define':
      for (let i = 0; i < shape.keys.length; i++) {
        defineProperty(object, shape.keys[i] as string, {
          value: values[i],
          writable: true,
          enumerable: true,
          configurable: true,
        })
      }
      return
    case 'reconcile':
      reconcileProperties(object, properties, { dry: false })
  }
}

const ways = new SafeWeakMap<ShapeRecord, 'assign' | 'define' | 'reconcile'>()

/** Assigning is quickest, and right only where no setter can be inherited: other prototypes are still being filled themselves. */
const wayToFill = (shape: ShapeRecord): 'assign' | 'define' | 'reconcile' => {
  let way = ways.get(shape)
  if (way === undefined) {
    const isOrdinary = shape.extensible && shape.attributes.every(bits => bits === ordinary)
    const isPlain = shape.prototype === plainPrototype && !shape.keys.some(key => key in plainPrototype)
    way = !isOrdinary ? 'reconcile' : isPlain ? 'assign' : 'define'
    ways.set(shape, way)
  }
  return way
}

const plainPrototype = Object.prototype
