/**
 * An independent judge of two object graphs: the same values, kinds, prototypes, attributes, slots and the same sharing. It returns
 * the path of the first difference. Written against the language, not against the code under test.
 */
import { inspect, types } from 'node:util'

export const difference = (a: unknown, b: unknown): string | undefined => {
  const forth = new Map<unknown, unknown>()
  const back = new Map<unknown, unknown>()
  const work: [unknown, unknown, string][] = [[a, b, '']]
  for (let next = work.pop(); next !== undefined; next = work.pop()) {
    const [x, y, path] = next
    const isIdentity = (v: unknown) =>
      (typeof v === 'object' && v !== null) ||
      typeof v === 'function' ||
      (typeof v === 'symbol' && Symbol.keyFor(v) === undefined)
    if (!isIdentity(x) || !isIdentity(y)) {
      if (!Object.is(x, y)) return `${path}: ${inspect(x)} is not ${inspect(y)}`
      continue
    }
    if (forth.has(x) || back.has(y)) {
      if (forth.get(x) !== y || back.get(y) !== x) return `${path}: shared differently`
      continue
    }
    forth.set(x, y)
    back.set(y, x)
    if (x === y) continue
    if (typeof x !== typeof y) return `${path}: another type`
    if (typeof x === 'symbol') {
      if (x.description !== (y as symbol).description) return `${path}: another description`
      continue
    }
    const found = compareObjects(x as object, y as object, path, work)
    if (found !== undefined) return found
  }
  return undefined
}

const tag = (o: object): string =>
  [
    types.isMap,
    types.isSet,
    types.isDate,
    types.isRegExp,
    types.isNativeError,
    Array.isArray,
    types.isArrayBuffer,
    types.isSharedArrayBuffer,
    ArrayBuffer.isView,
    types.isBoxedPrimitive,
    types.isWeakMap,
    types.isPromise,
    types.isProxy,
  ]
    .map(is => (is(o) ? '1' : '0'))
    .join('')

const compareObjects = (x: object, y: object, path: string, work: [unknown, unknown, string][]): string | undefined => {
  if (tag(x) !== tag(y)) return `${path}: another kind`
  if (Object.isExtensible(x) !== Object.isExtensible(y)) return `${path}: another extensibility`
  if (typeof x === 'function' && String(x) !== String(y)) return `${path}: another text`
  work.push([Object.getPrototypeOf(x), Object.getPrototypeOf(y), `${path}.[prototype]`])
  const slots = slotsOf(x)
  const others = slotsOf(y)
  if (slots.length !== others.length) return `${path}: another size`
  for (const [i, slot] of slots.entries()) work.push([slot, others[i], `${path}.[slot ${i}]`])
  const keys = Reflect.ownKeys(x)
  const otherKeys = Reflect.ownKeys(y)
  if (keys.length !== otherKeys.length) return `${path}: ${keys.length} keys, not ${otherKeys.length}`
  for (const [i, key] of keys.entries()) {
    const otherKey = otherKeys[i] as string | symbol
    if (typeof key === 'symbol') work.push([key, otherKey, `${path}.[key ${i}]`])
    else if (key !== otherKey) return `${path}: key ${key}, not ${String(otherKey)}`
    const p = Object.getOwnPropertyDescriptor(x, key) as PropertyDescriptor
    const q = Object.getOwnPropertyDescriptor(y, otherKey) as PropertyDescriptor
    for (const field of ['enumerable', 'configurable', 'writable'] as const) {
      if (p[field] !== q[field]) return `${path}.${String(key)}: another ${field}`
    }
    work.push(
      [p.value, q.value, `${path}.${String(key)}`],
      [p.get, q.get, `${path}.get ${String(key)}`],
      [p.set, q.set, `${path}.set ${String(key)}`],
    )
  }
  return undefined
}

const slotsOf = (o: object): readonly unknown[] => {
  if (types.isMap(o)) return [...Map.prototype.entries.call(o)].flat()
  if (types.isSet(o)) return [...Set.prototype.values.call(o)]
  if (types.isDate(o)) return [Date.prototype.getTime.call(o)]
  if (types.isRegExp(o)) return [o.source, o.flags]
  if (types.isArrayBuffer(o) || types.isSharedArrayBuffer(o))
    return [Buffer.from(new Uint8Array(o as ArrayBuffer)).toString('hex')]
  if (ArrayBuffer.isView(o)) return [o.buffer, o.byteOffset, o.byteLength]
  if (types.isBoxedPrimitive(o)) return [o.valueOf()]
  return []
}
