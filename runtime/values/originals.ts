/**
 * The built-ins by which values are read, as they were when the session started: user code may replace
 * `Map.prototype.forEach` or `Function.prototype.toString`, and reading a value must never call it. Collections of our own are
 * `SafeMap`, `SafeSet` and `SafeWeakMap`, whose methods are copies.
 */
export const { apply } = Reflect

type Method<This, Arguments extends readonly unknown[], Result> = (this: This, ...args: Arguments) => Result

const uncurry =
  <This, Arguments extends readonly unknown[], Result>(method: Method<This, Arguments, Result>) =>
  (self: This, ...args: Arguments): Result =>
    apply(method, self, args)

/** A getter of a built-in prototype; the accessors asked for exist in every supported Node, the optional ones are marked. */
const getter = <This, Result>(prototype: object, key: string | symbol): ((self: This) => Result) | undefined => {
  const get = Object.getOwnPropertyDescriptor(prototype, key)?.get
  return get && (uncurry(get as Method<This, [], Result>) as (self: This) => Result)
}
const knownGetter = <This, Result>(prototype: object, key: string | symbol): ((self: This) => Result) =>
  getter<This, Result>(prototype, key) as (self: This) => Result

export const {
  getOwnPropertyDescriptor,
  getPrototypeOf,
  setPrototypeOf,
  defineProperty,
  isExtensible,
  preventExtensions,
  hasOwn,
} = Object
export const { ownKeys, deleteProperty } = Reflect
export const isArray = Array.isArray
export const same = Object.is

export const functionText = uncurry(Function.prototype.toString)
export const includes = uncurry(String.prototype.includes)
export const mapForEach = uncurry(
  Map.prototype.forEach as Method<Map<unknown, unknown>, [(value: unknown, key: unknown) => void], void>,
)
export const mapSize = knownGetter<Map<unknown, unknown>, number>(Map.prototype, 'size')
export const mapClear = uncurry(Map.prototype.clear)
export const mapDelete = uncurry(Map.prototype.delete)
export const mapSet = uncurry(Map.prototype.set as Method<Map<unknown, unknown>, [unknown, unknown], unknown>)
export const setForEach = uncurry(Set.prototype.forEach as Method<Set<unknown>, [(value: unknown) => void], void>)
export const setSize = knownGetter<Set<unknown>, number>(Set.prototype, 'size')
export const setClear = uncurry(Set.prototype.clear)
export const setDelete = uncurry(Set.prototype.delete)
export const setAdd = uncurry(Set.prototype.add as Method<Set<unknown>, [unknown], unknown>)
export const weakMapSet = uncurry(
  WeakMap.prototype.set as Method<WeakMap<WeakKey, unknown>, [WeakKey, unknown], unknown>,
)
export const weakMapDelete = uncurry(WeakMap.prototype.delete)
export const weakSetAdd = uncurry(WeakSet.prototype.add as Method<WeakSet<WeakKey>, [WeakKey], unknown>)
export const weakSetDelete = uncurry(WeakSet.prototype.delete)
export const dateValue = uncurry(Date.prototype.getTime)
export const setDateValue = uncurry(Date.prototype.setTime)
export const regexpSource = knownGetter<RegExp, string>(RegExp.prototype, 'source')
/** In the order in which `flags` would list them; `flags` itself calls the overridable single getters. */
const flagGetters = (
  [
    ['d', 'hasIndices'],
    ['g', 'global'],
    ['i', 'ignoreCase'],
    ['m', 'multiline'],
    ['s', 'dotAll'],
    ['u', 'unicode'],
    ['v', 'unicodeSets'],
    ['y', 'sticky'],
  ] as const
).map(([flag, key]) => [flag, getter<RegExp, boolean>(RegExp.prototype, key)] as const)
export const regexpFlags = (regexp: RegExp): string => {
  let flags = ''
  for (let i = 0; i < flagGetters.length; i++) {
    const [flag, get] = flagGetters[i] as (typeof flagGetters)[number]
    if (get?.(regexp)) flags += flag
  }
  return flags
}

export const symbolKeyFor = Symbol.keyFor
export const symbolDescription = knownGetter<symbol, string | undefined>(Symbol.prototype, 'description')
const bigintText = uncurry(BigInt.prototype.toString)
export const bigintToHex = (n: bigint): string => bigintText(n, 16)
export const boxedValueOf = {
  number: uncurry(Number.prototype.valueOf),
  string: uncurry(String.prototype.valueOf),
  boolean: uncurry(Boolean.prototype.valueOf),
  bigint: uncurry(BigInt.prototype.valueOf),
  symbol: uncurry(Symbol.prototype.valueOf),
}

const typedArrayPrototype = getPrototypeOf(Uint8Array.prototype) as object
export const viewName = knownGetter<ArrayBufferView, string>(typedArrayPrototype, Symbol.toStringTag)
export const viewBuffer = knownGetter<ArrayBufferView, ArrayBufferLike>(typedArrayPrototype, 'buffer')
export const viewOffset = knownGetter<ArrayBufferView, number>(typedArrayPrototype, 'byteOffset')
export const viewLength = knownGetter<ArrayBufferView, number>(typedArrayPrototype, 'length')
export const dataViewBuffer = knownGetter<DataView, ArrayBufferLike>(DataView.prototype, 'buffer')
export const dataViewOffset = knownGetter<DataView, number>(DataView.prototype, 'byteOffset')
export const dataViewLength = knownGetter<DataView, number>(DataView.prototype, 'byteLength')
export const bufferLength = knownGetter<ArrayBuffer, number>(ArrayBuffer.prototype, 'byteLength')
const resizable = getter<ArrayBuffer, boolean>(ArrayBuffer.prototype, 'resizable')
const maxBufferLength = getter<ArrayBuffer, number>(ArrayBuffer.prototype, 'maxByteLength')
const resize = (ArrayBuffer.prototype as { resize?: Method<ArrayBuffer, [number], void> }).resize
export const sharedLength = knownGetter<SharedArrayBuffer, number>(SharedArrayBuffer.prototype, 'byteLength')
/** One that was transferred has no bytes, and refuses to be looked at. */
export const bytesOfBuffer = (buffer: ArrayBuffer): Uint8Array =>
  bufferLength(buffer) === 0 ? new Uint8Array() : new Uint8Array(buffer)
/** The limit of a buffer that can be resized. */
export const bufferLimit = (buffer: ArrayBuffer): number | undefined =>
  resizable?.(buffer) ? maxBufferLength?.(buffer) : undefined
export const resizeBuffer = resize && uncurry(resize)
export const derefWeak = uncurry(WeakRef.prototype.deref)

export const promiseThen = uncurry(
  Promise.prototype.then as Method<
    Promise<unknown>,
    [(value: never) => unknown, ((error: unknown) => unknown)?],
    unknown
  >,
)

export const urlText = knownGetter<URL, string>(URL.prototype, 'href')
export const urlParams = knownGetter<URL, URLSearchParams>(URL.prototype, 'searchParams')
export const setUrlText = uncurry(getOwnPropertyDescriptor(URL.prototype, 'href')?.set as Method<URL, [string], void>)
export const paramsText = uncurry(URLSearchParams.prototype.toString)
const deleteParam = uncurry(URLSearchParams.prototype.delete as Method<URLSearchParams, [string], void>)
const appendParam = uncurry(URLSearchParams.prototype.append)
const forEachParam = uncurry(
  URLSearchParams.prototype.forEach as Method<URLSearchParams, [(value: string, key: string) => void], void>,
)
export const setParams = (params: URLSearchParams, text: string): void => {
  const keys: string[] = []
  forEachParam(params, (_, key) => {
    keys[keys.length] = key
  })
  for (let i = 0; i < keys.length; i++) deleteParam(params, keys[i] as string)
  forEachParam(new URLSearchParams(text), (value, key) => appendParam(params, key, value))
}

/** Gives a collection class its own copies of the methods it inherits. */
const selfContained = <C extends new (...args: never[]) => object>(
  collection: C,
  base: { readonly prototype: object },
): C => {
  const keys = ownKeys(base.prototype)
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string | symbol
    if (!hasOwn(collection.prototype, key)) {
      defineProperty(collection.prototype, key, getOwnPropertyDescriptor(base.prototype, key) as PropertyDescriptor)
    }
  }
  return collection
}

export const SafeMap = selfContained(class SafeMap<K, V> extends Map<K, V> {}, Map)
export type SafeMap<K, V> = Map<K, V>
export const SafeSet = selfContained(class SafeSet<T> extends Set<T> {}, Set)
export type SafeSet<T> = Set<T>
export const SafeWeakMap = selfContained(class SafeWeakMap<K extends WeakKey, V> extends WeakMap<K, V> {}, WeakMap)
export type SafeWeakMap<K extends WeakKey, V> = WeakMap<K, V>
