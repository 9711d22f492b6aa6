/** Makes single objects by the built-in constructors as they were at the start, empty as far as their kind allows. */
import { types } from 'node:util'
import { copyOnWrite } from '../../memory/copy-on-write.ts'
import { ValueFormatError } from '../errors.ts'
import { Kind, viewTypes } from '../format.ts'
import { type IntlFormat, makeFormat } from '../intl-formats.ts'
import type { Identity } from '../object-table.ts'
import { getOwnPropertyDescriptor } from '../originals.ts'
import { lengthOf, putPieces } from '../pieces.ts'
import type { RecordData } from './record.ts'

// User code may put its own under these names.
const {
  Map,
  Set,
  WeakMap,
  WeakSet,
  Date,
  RegExp,
  Error,
  Object,
  Symbol,
  URLSearchParams,
  WeakRef,
  Proxy,
  Uint8Array,
  ArrayBuffer,
  SharedArrayBuffer,
} = globalThis

/** Kinds that are made of nothing but their record. */
export const selfMade: ReadonlySet<number> = new Set([
  ...[Kind.array, Kind.numbers, Kind.irregularArray, Kind.map, Kind.set, Kind.date, Kind.regexp, Kind.error],
  ...[
    Kind.arrayBuffer,
    Kind.sharedArrayBuffer,
    Kind.pooledBuffer,
    Kind.symbol,
    Kind.function,
    Kind.url,
    Kind.urlSearchParams,
    Kind.intl,
  ],
  ...[Kind.promise, Kind.weakMap, Kind.weakSet, Kind.arguments, Kind.weakEntries, Kind.scope],
])

/** What must exist before. */
export const ingredients = (record: RecordData): readonly unknown[] => {
  switch (record.kind) {
    case Kind.boxed:
    case Kind.prototype:
    case Kind.privates:
    case Kind.weakRef:
      return [record.of]
    case Kind.view:
      return [record.buffer]
    case Kind.class:
      return [record.heritage]
    case Kind.method:
      return [record.owner]
    case Kind.bound:
      return [record.target, record.receiver, ...record.args]
    case Kind.proxy:
      return [record.target, record.handler]
    default:
      return []
  }
}

export const prototypeOf = (fn: unknown): object | undefined => {
  const prototype: unknown = typeof fn === 'function' ? getOwnPropertyDescriptor(fn, 'prototype')?.value : undefined
  return typeof prototype === 'object' && prototype !== null ? prototype : undefined
}

export const build = (record: RecordData): Identity => {
  switch (record.kind) {
    case Kind.map:
      return new Map()
    case Kind.set:
      return new Set()
    case Kind.weakMap:
      return new WeakMap()
    case Kind.weakSet:
      return new WeakSet()
    case Kind.weakEntries:
      return {}
    case Kind.scope:
      return Object.create(null) as object
    case Kind.date:
      return new Date(record.time)
    case Kind.regexp:
      return new RegExp(record.source, record.flags)
    case Kind.error:
      return new Error()
    case Kind.boxed:
      return Object(record.of) as object
    case Kind.symbol:
      return Symbol(record.description as string | undefined)
    case Kind.urlSearchParams:
      return new URLSearchParams(record.text)
    case Kind.intl:
      return formatted(record)
    case Kind.arguments:
      return strictArguments()
    case Kind.weakRef:
      return new WeakRef((record.of ?? {}) as WeakKey)
    case Kind.proxy:
      return new Proxy(record.target as object, record.handler as ProxyHandler<object>)
    case Kind.bound:
      return bind(record.target, record.receiver, record.args)
    default:
      return buildBuffer(record)
  }
}

const formatted = (format: IntlFormat): object => {
  const made = makeFormat(format)
  if (made === undefined) throw new ValueFormatError(`there is no Intl.${format.type} like that`)
  return made
}

const buildBuffer = (record: RecordData): Identity => {
  switch (record.kind) {
    case Kind.arrayBuffer: {
      const limit = record.limit === undefined ? undefined : { maxByteLength: record.limit as number }
      const cheap = limit === undefined && copyOnWrite(record.bytes.pieces, length => new ArrayBuffer(length))
      if (cheap) return cheap
      const buffer = new (ArrayBuffer as new (length: number, options?: object) => ArrayBuffer)(
        lengthOf(record.bytes.pieces),
        limit,
      )
      putPieces(new Uint8Array(buffer), record.bytes.pieces, { dry: false })
      return buffer
    }
    case Kind.sharedArrayBuffer: {
      const { pieces } = record.bytes
      const cheap = copyOnWrite(pieces, length => new SharedArrayBuffer(length))
      if (cheap !== undefined) return cheap
      const buffer = new SharedArrayBuffer(lengthOf(pieces))
      putPieces(new Uint8Array(buffer), pieces, { dry: false })
      return buffer
    }
    case Kind.pooledBuffer:
      return Buffer.concat(record.bytes.pieces)
    case Kind.view: {
      const type = viewConstructors[record.type]
      if (type === undefined) throw new ValueFormatError(`there is no view of type ${record.type}`)
      return new type(record.buffer as ArrayBuffer, record.offset, ...(record.length < 0 ? [] : [record.length]))
    }
    default:
      throw new ValueFormatError('it holds what only lives in memory')
  }
}

interface ViewConstructor {
  /** bytes; absent: a DataView's */
  readonly BYTES_PER_ELEMENT?: number
  new (buffer: ArrayBuffer, offset: number, length?: number): object
}

/** By the type of the view. */
export const viewConstructors = viewTypes.map(
  type => (globalThis as unknown as Readonly<Record<string, ViewConstructor>>)[type],
)

function strictArguments(): object {
  // biome-ignore lint/complexity/noArguments: an arguments object is what is wanted
  return arguments
}

const bind = (target: unknown, receiver: unknown, args: readonly unknown[]): object => {
  // Binding asks the target for its name and length.
  if (typeof target !== 'function' || types.isProxy(target))
    throw new ValueFormatError('a bound function has no function')
  return target.bind(receiver, ...args) as object
}
