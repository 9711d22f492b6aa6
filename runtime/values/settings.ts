/**
 * Settings that Node keeps behind accessors and inside itself, so that comparing properties doesn't show them: each with how it is read and
 * set. What it gives is plain data; equal settings give the same value.
 */
import { EventEmitter } from 'node:events'
import { inspect, isDeepStrictEqual } from 'node:util'
import { timeline } from './timeline.ts'

export interface Setting {
  /** As the key of its location: `process.title`. */
  readonly name: string
  /** Plain data, and functions. */
  read(): unknown
  write(value: unknown): void
}

/** Node's own: later, reading it counts as a cell's reading. */
const variables = process.env

export const settings: readonly Setting[] = [
  {
    // What `process.env.TZ` sets in the engine, which every local time depends on.
    name: 'Date.timeZone',
    read: () => variables['TZ'],
    write: value => {
      if (value === undefined) Reflect.deleteProperty(variables, 'TZ')
      else variables['TZ'] = value as string
    },
  },
  {
    name: 'node:events.defaultMaxListeners',
    read: () => EventEmitter.defaultMaxListeners,
    write: value => {
      EventEmitter.defaultMaxListeners = value as number
    },
  },
  {
    name: 'node:util.inspect.defaultOptions',
    read: () => ({ ...inspect.defaultOptions }),
    write: value => {
      inspect.defaultOptions = value as typeof inspect.defaultOptions
    },
  },
  timeline,
  {
    name: 'process.title',
    read: () => process.title,
    write: value => {
      process.title = value as string
    },
  },
  {
    name: 'process.exitCode',
    read: () => process.exitCode,
    write: value => {
      process.exitCode = value as number | undefined
    },
  },
]

/** Functions in them are compared by identity. */
export const sameSetting = (a: unknown, b: unknown): boolean => isDeepStrictEqual(a, b)
