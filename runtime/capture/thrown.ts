/**
 * Describes whatever was thrown as plain strings, for the traceback: errors of any realm, other values, objects whose
 * getters throw. It never throws itself; chains of causes and lists of errors are bounded.
 */
import { inspect, types } from 'node:util'
import { caught } from '../compile/native-message.ts'
import type { AsRun } from './error-stacks.ts'
import { isObject } from './property.ts'
import { cutText, textForm } from './text-form.ts'

export interface Thrown {
  /** The class of an error; `Uncaught` for a value that is none. */
  readonly name: string
  readonly message: string
  readonly stack?: string
  readonly cause?: Thrown
  /** Of an AggregateError: the first ones. */
  readonly errors?: readonly Thrown[]
  /** How many errors it has, where these are more. */
  readonly errorCount?: number
  /** What else an error carries (`code`, `path`, …), as util.inspect shows it. */
  readonly details?: string
}

const maxCauses = 8
const maxErrors = 16
const maxDetails = 20

export const renderError = (error: unknown, asRun: AsRun = (_, stack) => stack): Thrown =>
  describe(error, asRun, new Set())

const describe = (error: unknown, asRun: AsRun, above: ReadonlySet<unknown>): Thrown => {
  if (!isError(error)) return { name: 'Uncaught', message: textForm(error, { colors: false }) }
  caught(error)
  const stack = readString(error, 'stack')
  const path = new Set([...above, error])
  const cause = has(error, 'cause') ? read(error, 'cause') : undefined
  const errors = read(error, 'errors')
  const details = detailsOf(error)
  return {
    name: readString(error, 'name') ?? 'Error',
    message: readString(error, 'message') ?? '',
    ...(stack === undefined ? {} : { stack: asRun(error, stack) }),
    ...(cause === undefined || path.has(cause) || path.size > maxCauses ? {} : { cause: describe(cause, asRun, path) }),
    ...(Array.isArray(errors) && path.size <= maxCauses
      ? {
          errors: errors
            .slice(0, maxErrors)
            .filter(one => !path.has(one))
            .map(one => describe(one, asRun, path)),
          ...(errors.length > maxErrors ? { errorCount: errors.length } : {}),
        }
      : {}),
    ...(details === undefined ? {} : { details }),
  }
}

/** Errors by internal slot (of any realm), and what inherits from Error without one. */
const isError = (value: unknown): value is object => {
  if (!isObject(value) || types.isProxy(value)) return false
  if (types.isNativeError(value)) return true
  try {
    return value instanceof Error
  } catch {
    return false // A prototype chain that can't be walked belongs to no error.
  }
}

const read = (value: object, key: string): unknown => {
  try {
    return Reflect.get(value, key) as unknown
  } catch {
    return undefined // What an error won't say is left out: it must still be shown.
  }
}

const has = (value: object, key: string): boolean => Object.hasOwn(value, key) || read(value, key) !== undefined

const readString = (value: object, key: string): string | undefined => {
  const found = read(value, key)
  if (typeof found === 'string') return cutText(found)
  // A name or message of another type is still worth a word; a stack isn't.
  return found === undefined || key === 'stack' ? undefined : textForm(found, { colors: false })
}

const known = new Set(['name', 'message', 'stack', 'cause', 'errors'])

const detailsOf = (error: object): string | undefined => {
  try {
    const shown: Record<string, unknown> = {}
    // Not all descriptors at once: describing `stack` formats it, which runs what the error's message is made of.
    for (const key of Object.keys(error)
      .filter(one => !known.has(one))
      .slice(0, maxDetails)) {
      const found = Object.getOwnPropertyDescriptor(error, key)
      if (found !== undefined && 'value' in found) shown[key] = found.value
    }
    if (Object.keys(shown).length === 0) return undefined
    return cutText(inspect(shown, { depth: 2, maxArrayLength: 20, maxStringLength: 1000 }))
  } catch {
    return undefined // A custom inspect that throws: the error itself matters more.
  }
}
