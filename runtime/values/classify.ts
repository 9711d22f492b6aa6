/**
 * Tells what an object is by its internal slots, never by what it says of itself (`constructor`, `Symbol.toStringTag`), and
 * without waking a proxy. What has slots that nobody can read is `opaque`, so that it is never taken for its properties.
 */
import { types } from 'node:util'
import type { Inheritance } from './inheritance.ts'
import { functionText, getOwnPropertyDescriptor, getPrototypeOf, isArray, SafeWeakMap } from './originals.ts'

export const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function'

export type ObjectKind =
  | 'plain'
  | 'array'
  | 'function'
  | 'prototype'
  | 'map'
  | 'set'
  | 'date'
  | 'regexp'
  | 'error'
  | 'boxed'
  | 'arrayBuffer'
  | 'sharedArrayBuffer'
  | 'view'
  | 'url'
  | 'urlSearchParams'
  | 'intl'
  | 'promise'
  | 'generator'
  | 'proxy'
  | 'weakRef'
  | 'weakMap'
  | 'weakSet'
  | 'arguments'
  | 'opaque'

const bySlot: readonly (readonly [ObjectKind, (object: unknown) => boolean])[] = [
  ['map', types.isMap],
  ['set', types.isSet],
  ['date', types.isDate],
  ['regexp', types.isRegExp],
  ['error', types.isNativeError],
  ['view', ArrayBuffer.isView],
  ['arrayBuffer', types.isArrayBuffer],
  ['sharedArrayBuffer', types.isSharedArrayBuffer],
  ['promise', types.isPromise],
  ['boxed', types.isBoxedPrimitive],
  ['generator', types.isGeneratorObject],
  ['weakMap', types.isWeakMap],
  ['weakSet', types.isWeakSet],
  ['arguments', types.isArgumentsObject],
]
const opaqueBySlot: readonly ((object: unknown) => boolean)[] = [
  types.isMapIterator,
  types.isSetIterator,
  types.isExternal,
  types.isModuleNamespaceObject,
]

/** `inherited` says what the prototype makes of an object without slots of a known kind. */
export const kindOfObject = (object: object, inherited: Inheritance): ObjectKind => {
  if (types.isProxy(object)) return 'proxy'
  if (typeof object === 'function') return 'function'
  if (isArray(object)) return 'array'
  for (let i = 0; i < bySlot.length; i++) {
    const [kind, is] = bySlot[i] as (typeof bySlot)[number]
    if (is(object)) return kind
  }
  for (let i = 0; i < opaqueBySlot.length; i++) if (opaqueBySlot[i]?.(object)) return 'opaque'
  if (isPrototypeOfItsFunction(object)) return 'prototype'
  return inherited.of(getPrototypeOf(object) as object | null).kind
}

const isPrototypeOfItsFunction = (object: object): boolean => {
  const constructor = getOwnPropertyDescriptor(object, 'constructor')?.value as unknown
  if (typeof constructor !== 'function' || types.isProxy(constructor)) return false
  return getOwnPropertyDescriptor(constructor, 'prototype')?.value === object
}

const nativeness = new SafeWeakMap<object, boolean>()

/** Without source text: built-ins, bound functions, functions of native add-ons. */
export const isNative = (fn: object): boolean => {
  let native = nativeness.get(fn)
  if (native === undefined) {
    native = !types.isProxy(fn) && functionText(fn as () => unknown).endsWith('{ [native code] }')
    nativeness.set(fn, native)
  }
  return native
}
