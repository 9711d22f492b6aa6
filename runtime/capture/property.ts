/**
 * Looks at a stranger's properties through descriptors, so that recognising a value runs none of its code. It refuses
 * proxies, own or in the prototype chain: every look at one would run a trap.
 */
import { types } from 'node:util'

export const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function'

/** The descriptor of a property, own or inherited. */
export const findProperty = (value: object, key: PropertyKey): PropertyDescriptor | undefined => {
  for (let at: object | null = value; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    if (types.isProxy(at)) return undefined
    const found = Object.getOwnPropertyDescriptor(at, key)
    if (found !== undefined) return found
  }
  return undefined
}

/** The value of an own data property. */
export const ownData = (value: object, key: PropertyKey): unknown =>
  types.isProxy(value) ? undefined : Object.getOwnPropertyDescriptor(value, key)?.value

export type Method = (...args: readonly unknown[]) => unknown

/** The method, bound; undefined where the name is missing, an accessor or no function. */
export const methodOf = (value: object, key: PropertyKey): Method | undefined => {
  const found: unknown = findProperty(value, key)?.value
  return typeof found === 'function' ? (...args) => Reflect.apply(found, value, args) as unknown : undefined
}

/** An object literal's kind of object, of this realm or another. */
export const isPlainObject = (value: unknown): value is Readonly<Record<string, unknown>> => {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || (!types.isProxy(prototype) && Object.getPrototypeOf(prototype) === null)
}
