/** Writes the built-in kinds whose internal slots can be read: collections, dates, buffers and their views, errors, URLs. */
import type { ObjectKind } from '../classify.ts'
import { inlineSize, Kind, viewTypes, type ViewType } from '../format.ts'
import { viewConstructors } from './build.ts'
import type { GraphWriter } from '../graph-writer.ts'
import {
  boxedValueOf,
  bufferLength,
  bytesOfBuffer,
  bufferLimit,
  dataViewBuffer,
  dataViewLength,
  dataViewOffset,
  dateValue,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  mapForEach,
  mapSize,
  ownKeys,
  paramsText,
  regexpFlags,
  regexpSource,
  resizeBuffer,
  setForEach,
  setSize,
  sharedLength,
  urlParams,
  urlText,
  viewBuffer,
  viewLength,
  viewName,
  viewOffset,
} from '../originals.ts'
import { keysBesideElements, keysBesideStack, keysBesideText } from '../keys-beside.ts'
import { isIndex, type Shape } from '../shapes.ts'
import { types } from 'node:util'
import { isNative } from '../classify.ts'
import { formatOf } from '../intl-formats.ts'

export type ExoticKind = Extract<
  ObjectKind,
  | 'prototype'
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
  | 'arguments'
>

export const writeCollection = (writer: GraphWriter, collection: Map<unknown, unknown> | Set<unknown>): void => {
  const { out } = writer
  if (types.isMap(collection)) {
    out.byte(Kind.map)
    out.varint(mapSize(collection as Map<unknown, unknown>))
    mapForEach(collection as Map<unknown, unknown>, (value, key) => {
      writer.value(key)
      writer.value(value)
    })
  } else {
    out.byte(Kind.set)
    out.varint(setSize(collection as Set<unknown>))
    setForEach(collection as Set<unknown>, value => writer.value(value))
  }
  writer.properties(collection, writer.shapes.shapeOf(collection))
}

export const writeExotic = (writer: GraphWriter, object: object, kind: ExoticKind): void => {
  writer.properties(object, writers[kind](writer, object as never))
}

/** Writes the slots, and gives the shape of what else there is. */
type Write<T> = (writer: GraphWriter, object: T) => Shape

const whole = (writer: GraphWriter, object: object): Shape => writer.shapes.shapeOf(object)

const writePrototype: Write<object> = (writer, prototype) => {
  writer.out.byte(Kind.prototype)
  writer.value(writer.prototypes.get(prototype) ?? getOwnPropertyDescriptor(prototype, 'constructor')?.value)
  writer.markCode()
  return whole(writer, prototype)
}

const writeDate: Write<Date> = (writer, date) => {
  writer.out.byte(Kind.date)
  writer.out.double(dateValue(date))
  return whole(writer, date)
}

const writeRegexp: Write<RegExp> = (writer, regexp) => {
  writer.out.byte(Kind.regexp)
  writer.out.string(regexpSource(regexp))
  writer.out.string(regexpFlags(regexp))
  return whole(writer, regexp)
}

/** The stack, where it stands as V8 put it, is a value: V8 shows it as data (Node 20) or as a native accessor (later). */
const writeError: Write<Error> = (writer, error) => {
  if (!canBeFormatted(error)) return writeWithoutStack(writer, error)
  const stack = getOwnPropertyDescriptor(error, 'stack')
  const isNatural = stack !== undefined && isFirst(error, 'stack') && isAsMade(stack)
  writer.out.byte(Kind.error)
  writer.out.byte(isNatural ? 1 : 0)
  if (!isNatural) return whole(writer, error)
  writer.value(stack.get ? Reflect.apply(stack.get, error, []) : stack.value)
  return writer.shapes.shapeOf(error, keysBesideStack(error))
}

const writeWithoutStack: Write<Error> = (writer, error) => {
  writer.out.byte(Kind.error)
  writer.out.byte(1)
  writer.value(undefined)
  writer.unreadable('an error whose name or message is computed')
  return writer.shapes.shapeOf(error, keysBesideStack(error))
}

/** V8 formats the stack when it is first looked at, and asks the error for name and message. */
const canBeFormatted = (error: Error): boolean => isText(error, 'name') && isText(error, 'message')

const isText = (object: object, key: string): boolean => {
  for (let at: object | null = object; at !== null && !types.isProxy(at); at = getPrototypeOf(at) as object | null) {
    const descriptor = getOwnPropertyDescriptor(at, key)
    if (descriptor !== undefined) return typeof descriptor.value === 'string'
  }
  return false
}

const isFirst = (object: object, name: string): boolean => ownKeys(object).find(key => !isIndex(key)) === name

const isAsMade = ({ get, writable, enumerable, configurable }: PropertyDescriptor): boolean =>
  enumerable === false && configurable === true && (get === undefined ? writable === true : isNative(get))

const writeBoxed: Write<object> = (writer, boxed) => {
  writer.out.byte(Kind.boxed)
  if (types.isStringObject(boxed)) {
    writer.value(boxedValueOf.string(boxed as string))
    return writer.shapes.shapeOf(boxed, keysBesideText(boxed as string))
  }
  if (types.isNumberObject(boxed)) writer.value(boxedValueOf.number(boxed as number))
  else if (types.isBooleanObject(boxed)) writer.value(boxedValueOf.boolean(boxed as boolean))
  else if (types.isSymbolObject(boxed)) writer.value(boxedValueOf.symbol(boxed as unknown as symbol))
  else writer.value(boxedValueOf.bigint(boxed as unknown as bigint))
  return whole(writer, boxed)
}

const writeBytes = (writer: GraphWriter, owner: object, bytes: Uint8Array): void => {
  const { out } = writer
  out.varint(bytes.length)
  if (bytes.length <= inlineSize) out.bytes(bytes)
  else out.payload(writer.copies.of(owner, bytes))
}

const writeArrayBuffer: Write<ArrayBuffer> = (writer, buffer) => {
  writer.out.byte(Kind.arrayBuffer)
  writer.value(bufferLimit(buffer))
  writeBytes(writer, buffer, bytesOfBuffer(buffer))
  return whole(writer, buffer)
}

const writeSharedBuffer: Write<SharedArrayBuffer> = (writer, buffer) => {
  writer.out.byte(Kind.sharedArrayBuffer)
  writeBytes(writer, buffer, new Uint8Array(buffer, 0, sharedLength(buffer)))
  return whole(writer, buffer)
}

const writeView: Write<ArrayBufferView> = (writer, view) => {
  const { out } = writer
  const isDataView = types.isDataView(view)
  const type = viewTypes.indexOf(isDataView ? 'DataView' : (viewName(view) as ViewType))
  const buffer = isDataView ? dataViewBuffer(view) : viewBuffer(view)
  const offset = isDataView ? orNone(() => dataViewOffset(view)) : viewOffset(view)
  const lengthNow = isDataView ? () => orNone(() => dataViewLength(view)) : () => viewLength(view)
  const length = lengthNow()
  if (isPooled(view, buffer, length)) {
    out.byte(Kind.pooledBuffer)
    writeBytes(writer, view, new Uint8Array(buffer, offset, length))
  } else {
    out.byte(Kind.view)
    out.byte(type)
    writer.value(buffer)
    out.varint(offset)
    const grows = growsWithBuffer(buffer, {
      length,
      lengthNow,
      element: viewConstructors[type]?.BYTES_PER_ELEMENT ?? 1,
    })
    out.varint(grows === true ? 0 : length + 1)
    if (grows === undefined) writer.unstorable('a view that may grow with its ArrayBuffer')
  }
  return writer.shapes.shapeOf(view, keysBesideElements(view))
}

/** Where the buffer was transferred, or is too short for the view, a DataView throws; other views say 0. */
const orNone = (ask: () => number): number => {
  try {
    return ask()
  } catch {
    return 0
  }
}

/** Is the view as long as its buffer, whatever that is? Only making it longer for a moment tells; undefined where there is no room, or it shows nothing. */
const growsWithBuffer = (
  buffer: ArrayBufferLike,
  view: { readonly length: number; readonly lengthNow: () => number; readonly element: number },
): boolean | undefined => {
  const limit = types.isArrayBuffer(buffer) ? bufferLimit(buffer) : undefined
  if (limit === undefined || resizeBuffer === undefined) return false
  const bytes = bufferLength(buffer as ArrayBuffer)
  if (view.length === 0 || bytes + view.element > limit) return undefined
  resizeBuffer(buffer as ArrayBuffer, bytes + view.element)
  const longer = view.lengthNow()
  resizeBuffer(buffer as ArrayBuffer, bytes)
  return longer > view.length
}

const nodeBuffer = Buffer.prototype as object

/** Node cuts small Buffers out of a pool: the neighbours are other people's. */
const isPooled = (view: ArrayBufferView, buffer: ArrayBufferLike, length: number): boolean =>
  !types.isSharedArrayBuffer(buffer) &&
  getPrototypeOf(view) === nodeBuffer &&
  bufferLength(buffer as ArrayBuffer) === Buffer.poolSize &&
  length < Buffer.poolSize

const writeUrl: Write<URL> = (writer, url) => {
  writer.out.byte(Kind.url)
  writer.out.string(urlText(url))
  writer.value(urlParams(url))
  return whole(writer, url)
}

const writeUrlSearchParams: Write<URLSearchParams> = (writer, params) => {
  writer.out.byte(Kind.urlSearchParams)
  writer.out.string(paramsText(params))
  return whole(writer, params)
}

const writeIntl: Write<object> = (writer, object) => {
  const format = formatOf(object)
  writer.out.byte(Kind.intl)
  writer.out.string(format?.type ?? '')
  writer.out.string(format?.locale ?? '')
  const options = format?.options ?? []
  writer.out.varint(options.length)
  for (let i = 0; i < options.length; i++) {
    const [name, value] = options[i] as readonly [unknown, unknown]
    writer.value(name)
    writer.value(value)
  }
  if (format === undefined) writer.unreadable('an object of native code')
  return whole(writer, object)
}

const writeArguments: Write<object> = (writer, args) => {
  writer.out.byte(Kind.arguments)
  // The mapped arguments of a sloppy function are the function's parameters as well.
  if ((getOwnPropertyDescriptor(args, 'callee')?.value as unknown) !== undefined)
    writer.unreadable(`the 'arguments' of a sloppy function`)
  return whole(writer, args)
}

const writers: { readonly [K in ExoticKind]: Write<never> } = {
  prototype: writePrototype,
  date: writeDate,
  regexp: writeRegexp,
  error: writeError,
  boxed: writeBoxed,
  arrayBuffer: writeArrayBuffer,
  sharedArrayBuffer: writeSharedBuffer,
  view: writeView,
  url: writeUrl,
  urlSearchParams: writeUrlSearchParams,
  intl: writeIntl,
  arguments: writeArguments,
}
