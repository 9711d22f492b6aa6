/**
 * Tells what an object is by its internal slots, never by what it says of itself (`constructor`, `Symbol.toStringTag`), and
 * without waking a proxy. What has slots that nobody can read is `opaque`, so that it is never taken for its properties.
 */
import { types } from 'node:util'
import { functionText, getOwnPropertyDescriptor, getPrototypeOf, isArray, SafeSet, SafeWeakMap } from './originals.ts'

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
  types.isCryptoKey,
  types.isKeyObject,
  types.isModuleNamespaceObject,
]

/** Built-in constructors whose instances have no slots, or only those that `bySlot` tells. */
const transparent = new SafeSet<object>([
  ...[
    Object,
    Array,
    Function,
    Map,
    Set,
    Date,
    RegExp,
    ArrayBuffer,
    SharedArrayBuffer,
    DataView,
    Promise,
    WeakMap,
    WeakSet,
  ],
  ...[Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, AggregateError],
  ...[Number, String, Boolean, BigInt, Symbol, Uint8Array, Int8Array, Uint8ClampedArray, Uint16Array, Int16Array],
  ...[Uint32Array, Int32Array, Float32Array, Float64Array, BigInt64Array, BigUint64Array],
])
const weakRefPrototype = WeakRef.prototype
const urlPrototype = URL.prototype
const paramsPrototype = URLSearchParams.prototype

export const kindOfObject = (object: object): ObjectKind => {
  if (types.isProxy(object)) return 'proxy'
  if (typeof object === 'function') return 'function'
  if (isArray(object)) return 'array'
  for (let i = 0; i < bySlot.length; i++) {
    const [kind, is] = bySlot[i] as (typeof bySlot)[number]
    if (is(object)) return kind
  }
  for (let i = 0; i < opaqueBySlot.length; i++) if (opaqueBySlot[i]?.(object)) return 'opaque'
  if (isPrototypeOfItsFunction(object)) return 'prototype'
  return byPrototypes(object)
}

/** Kinds without a test of their own show in whose prototype they inherit; native constructors that we don't know have slots. */
const byPrototypes = (object: object): ObjectKind => {
  for (let at = getPrototypeOf(object) as object | null; at !== null; at = getPrototypeOf(at) as object | null) {
    if (types.isProxy(at)) return 'opaque'
    if (at === weakRefPrototype) return 'weakRef'
    if (at === urlPrototype) return 'url'
    if (at === paramsPrototype) return 'urlSearchParams'
    const constructor = getOwnPropertyDescriptor(at, 'constructor')?.value as unknown
    if (typeof constructor === 'function' && !transparent.has(constructor) && isNative(constructor)) return 'opaque'
    if (isBuiltinIteratorPrototype(at)) return 'opaque'
  }
  return 'plain'
}

export const isPrototypeOfItsFunction = (object: object): boolean => {
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

/** `%ArrayIteratorPrototype%` and its like have no constructor, and a native `next`. */
const isBuiltinIteratorPrototype = (prototype: object): boolean => {
  const next = getOwnPropertyDescriptor(prototype, 'next')?.value as unknown
  return typeof next === 'function' && isNative(next)
}
