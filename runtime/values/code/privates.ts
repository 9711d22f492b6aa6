/** Whether an object can have private fields, from the texts of the classes it inherits from: asking the inspector costs 60 µs. */
import { types } from 'node:util'
import { getOwnPropertyDescriptor, getPrototypeOf, functionText, SafeWeakMap } from '../originals.ts'

const byPrototype = new SafeWeakMap<object, boolean>()
/** Most objects inherit from this, which has none. */
const plainPrototype = Object.prototype

export const mayHavePrivates = (object: object): boolean => {
  const prototype = getPrototypeOf(object) as object | null
  if (prototype === null || prototype === plainPrototype) return false
  let may = byPrototype.get(prototype)
  if (may === undefined) {
    may = inheritsPrivates(prototype)
    byPrototype.set(prototype, may)
  }
  return may
}

const inheritsPrivates = (prototype: object): boolean => {
  for (let at: object | null = prototype; at !== null && !types.isProxy(at); at = getPrototypeOf(at)) {
    const constructor = getOwnPropertyDescriptor(at, 'constructor')?.value as unknown
    if (typeof constructor !== 'function' || types.isProxy(constructor)) continue
    const text = functionText(constructor as () => unknown)
    if (text.startsWith('class') && text.includes('#')) return true
  }
  return false
}
