/**
 * What one object holds by itself: prototype, properties, elements or entries, as a flat list that two moments can be compared by and that
 * puts the object back. Runs no user code. What stands in internal slots of other kinds (private fields) it can't see, and of a weak collection
 * only the entries of keys that it is told of.
 */
import { types } from 'node:util'
import { isCache } from '../../../analysis/package-variables.ts'
import {
  defineProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  isArray,
  ownKeys,
  same,
  setPrototypeOf,
} from '../../../values/originals.ts'
import { native, ofNatives } from '../../../values/natives.ts'

/** Prototype; key, attributes, value or getter, setter of each property; `inside`; what stands inside a collection. */
export type Content = readonly unknown[]

const inside = Symbol('inside')
/** elements of typed arrays beyond which they are data, not state */
const viewLimit = 4096

const bit = { writable: 1, enumerable: 2, configurable: 4, accessor: 8 } as const
/** Of a function, what no package changes and V8 answers slowly. */
const fixed: ReadonlySet<string | symbol> = new Set(['length', 'name', 'arguments', 'caller'])

const isLeftOut = (key: string | symbol, isFunction: boolean): boolean =>
  (isFunction && fixed.has(key)) || (typeof key === 'string' && isCache(key))

/** `keys`: those whose entries in a weak collection count. */
export const contentOf = (object: object, keys: Iterable<object> = []): Content => {
  const content: unknown[] = [getPrototypeOf(object)]
  const isFunction = typeof object === 'function'
  const isList = isArray(object) || ArrayBuffer.isView(object)
  if (!isList)
    for (const key of ownKeys(object)) {
      if (isLeftOut(key, isFunction)) continue
      const descriptor = getOwnPropertyDescriptor(object, key) as PropertyDescriptor
      const { get, set, value } = descriptor
      if (get !== undefined || set !== undefined) content.push(key, attributesOf(descriptor) | bit.accessor, get, set)
      else content.push(key, attributesOf(descriptor), value, undefined)
    }
  content.push(inside)
  if (isArray(object)) for (const item of object) content.push(item)
  else if (types.isMap(object)) Map.prototype.forEach.call(object, (value, key) => void content.push(key, value))
  else if (types.isSet(object)) Set.prototype.forEach.call(object, value => void content.push(value))
  else if (types.isTypedArray(object) && object.length <= viewLimit) content.push(...(object as Uint8Array))
  else if (isWeak(object)) content.push(...weakEntries(object, keys))
  return content
}

const attributesOf = ({ writable, enumerable, configurable }: PropertyDescriptor): number =>
  (writable ? bit.writable : 0) | (enumerable ? bit.enumerable : 0) | (configurable ? bit.configurable : 0)

/**
 * `sameContent(contentOf(object), content)`, and nothing is made for it: asked of every object after every run. Doesn't look into weak
 * collections.
 */
export const hasContent = (object: object, content: Content): boolean => {
  if (getPrototypeOf(object) !== content[0]) return false
  let at = 1
  if (!(isArray(object) || ArrayBuffer.isView(object))) {
    const isFunction = typeof object === 'function'
    for (const key of ownKeys(object)) {
      if (isLeftOut(key, isFunction)) continue
      if (content[at] !== key || !hasProperty(object, content, at)) return false
      at += 4
    }
  }
  return content[at] === inside && hasInside(object, content, at + 1)
}

const hasProperty = (object: object, content: Content, at: number): boolean => {
  const attributes = content[at + 1] as number
  const key = content[at] as string
  // What can't be configured is a value for ever.
  if ((attributes & (bit.configurable | bit.accessor)) === 0 && (attributes & bit.writable) !== 0)
    return same((object as Record<string, unknown>)[key], content[at + 2])
  const descriptor = getOwnPropertyDescriptor(object, key) as PropertyDescriptor
  const { get, set, value } = descriptor
  return (attributes & bit.accessor) === 0
    ? attributesOf(descriptor) === attributes && get === undefined && same(value, content[at + 2])
    : get === content[at + 2] && set === content[at + 3]
}

const hasInside = (object: object, content: Content, from: number): boolean => {
  if (isArray(object)) {
    if (object.length !== content.length - from) return false
    for (let i = 0; i < object.length; i++) if (!same(object[i], content[from + i])) return false
    return true
  }
  if (!types.isMap(object) && !types.isSet(object) && !types.isTypedArray(object)) return true
  return sameContent(contentOf(object), content)
}

type WeakCollection = WeakSet<object> | WeakMap<object, unknown>

const isWeak = (object: object): object is WeakCollection => types.isWeakSet(object) || types.isWeakMap(object)

const sizeIn = ofNatives(() => {
  const size = native('collection', 'return %GetWeakCollectionSize(collection)') as (collection: object) => number
  return size(new WeakSet([isWeak])) === 1 ? size : undefined
})

/** Of a weak collection: changes with every entry that comes, and later with those that are collected. Undefined where nobody tells. */
export const weakSizeOf = (object: object): number | undefined => (isWeak(object) ? sizeIn?.(object) : undefined)

/** Key and value of each entry; a set has its keys as values. */
const weakEntries = (object: WeakCollection, keys: Iterable<object>): Content => {
  const found: unknown[] = []
  const isSet = types.isWeakSet(object)
  for (const key of keys)
    if (isSet ? WeakSet.prototype.has.call(object, key) : WeakMap.prototype.has.call(object, key))
      found.push(key, isSet ? key : WeakMap.prototype.get.call(object, key))
  return found
}

const putWeakEntries = (object: WeakCollection, keys: Iterable<object>, wanted: Content): void => {
  const isSet = types.isWeakSet(object)
  for (const key of keys)
    if (isSet) WeakSet.prototype.delete.call(object, key)
    else WeakMap.prototype.delete.call(object as WeakMap<object, unknown>, key)
  for (let i = 0; i < wanted.length; i += 2) {
    const key = wanted[i] as object
    if (isSet) WeakSet.prototype.add.call(object, key)
    else WeakMap.prototype.set.call(object as WeakMap<object, unknown>, key, wanted[i + 1])
  }
}

export const sameContent = (a: Content, b: Content): boolean => {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (!same(a[i], b[i])) return false
  return true
}

/** As far as the object lets itself be changed. `keys` as for `contentOf`. */
export const putContent = (object: object, content: Content, keys: Iterable<object>): void => {
  if (getPrototypeOf(object) !== content[0]) Reflect.apply(setPrototypeOf, Object, [object, content[0]])
  const end = content.indexOf(inside)
  const items = content.slice(end + 1)
  if (isArray(object)) object.splice(0, object.length, ...items)
  else if (types.isTypedArray(object)) (object as Uint8Array).set(items as number[])
  else putProperties(object, content.slice(1, end))
  if (types.isMap(object)) {
    Map.prototype.clear.call(object)
    for (let i = 0; i < items.length; i += 2) Map.prototype.set.call(object, items[i], items[i + 1])
  } else if (types.isSet(object)) {
    Set.prototype.clear.call(object)
    for (const item of items) Set.prototype.add.call(object, item)
  } else if (isWeak(object)) putWeakEntries(object, keys, items)
}

const putProperties = (object: object, properties: Content): void => {
  const wanted = new Set<unknown>()
  for (let i = 0; i < properties.length; i += 4) wanted.add(properties[i])
  for (const key of ownKeys(object))
    if (!wanted.has(key) && !isLeftOut(key, typeof object === 'function')) Reflect.deleteProperty(object, key)
  for (let i = 0; i < properties.length; i += 4) {
    const [key, attributes, value, set] = properties.slice(i, i + 4) as [string, number, unknown, undefined]
    const now = getOwnPropertyDescriptor(object, key)
    const isThere = now !== undefined && same(now.value ?? now.get, value) && now.set === set
    if (!isThere) Reflect.apply(defineProperty, Object, [object, key, descriptorOf(attributes, value, set)])
  }
}

const descriptorOf = (attributes: number, value: unknown, set: unknown): PropertyDescriptor => {
  const shared = {
    enumerable: (attributes & bit.enumerable) !== 0,
    configurable: (attributes & bit.configurable) !== 0,
  }
  return (attributes & bit.accessor) === 0
    ? { ...shared, value, writable: (attributes & bit.writable) !== 0 }
    : { ...shared, get: value as () => unknown, set: set as (v: unknown) => void }
}
