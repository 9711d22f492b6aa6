/** A value in a few characters, for lists of variables. It reads descriptors and slots only, so that no code of the user's runs. */
import { inspect, types } from 'node:util'
import { kindOfObject } from './classify.ts'
import { Inheritance } from './inheritance.ts'
import { codeFacts } from './code/code-facts.ts'
import {
  functionText,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  mapSize,
  ownKeys,
  setSize,
  viewLength,
} from './originals.ts'

/** characters of a string or number shown */
const textLimit = 60

export const typeOf = (value: unknown): string => {
  if (value === null) return 'null'
  if (typeof value === 'function') return isConstructor(value) ? 'class' : 'function'
  if (typeof value !== 'object') return typeof value
  return className(value)
}

export const previewOf = (value: unknown): string => {
  if (typeof value === 'string') return quoted(value.length > textLimit ? `${value.slice(0, textLimit)}…` : value)
  if (typeof value === 'function') return `${isClass(value) ? 'class' : 'function'} ${ownName(value)}`.trimEnd()
  if (typeof value === 'number' && value !== 0) return String(value)
  if (typeof value !== 'object' || value === null) return inspect(value).slice(0, textLimit)
  const size = sizeOf(value)
  return size === undefined ? className(value) : `${className(value)}(${size})`
}

/** `inspect` is dear beside all else that a small value costs. */
const quoted = (text: string): string => (/^[ !#-&(-[\]-~]*$/.test(text) ? `'${text}'` : inspect(text))

const sizeOf = (object: object): number | undefined => {
  switch (kindOfObject(object, new Inheritance())) {
    case 'array':
      return (object as unknown[]).length
    case 'map':
      return mapSize(object as Map<unknown, unknown>)
    case 'set':
      return setSize(object as Set<unknown>)
    case 'view':
      return types.isDataView(object) ? undefined : viewLength(object as Uint8Array)
    default:
      return undefined
  }
}

const isClass = (fn: object): boolean =>
  !types.isProxy(fn) && codeFacts(functionText(fn as () => unknown)).class !== undefined

/** A class, or a function that is one by its name or by what its instances inherit. */
const isConstructor = (fn: object): boolean => {
  if (isClass(fn)) return true
  const prototype: unknown = types.isProxy(fn) ? undefined : getOwnPropertyDescriptor(fn, 'prototype')?.value
  if (typeof prototype !== 'object' || prototype === null || types.isProxy(prototype)) return false
  if (getOwnPropertyDescriptor(prototype, 'constructor')?.value !== fn) return false
  return /^\p{Lu}/u.test(ownName(fn)) || ownKeys(prototype).length > 1
}

const ownName = (fn: object): string => {
  const name: unknown = types.isProxy(fn) ? '' : getOwnPropertyDescriptor(fn, 'name')?.value
  return typeof name === 'string' ? name : ''
}

const className = (object: object): string => {
  if (types.isProxy(object)) return 'Proxy'
  for (
    let at = getPrototypeOf(object) as object | null;
    at !== null && !types.isProxy(at);
    at = getPrototypeOf(at) as object | null
  ) {
    const constructor: unknown = getOwnPropertyDescriptor(at, 'constructor')?.value
    if (typeof constructor === 'function') return ownName(constructor) || 'Object'
  }
  return 'Object'
}
