/**
 * Puts one object back to what its record says, slots and properties. State that only its own code can set (a closure's
 * variables, a promise) is compared, never written: where it differs, the object can't be put back.
 */
import { types } from 'node:util'
import type { ByteCopies } from './byte-copies.ts'
import { isNative } from './classify.ts'
import type { CapturedScope, CapturedScopes } from './code/captured.ts'
import { LiveBinding } from './code/live-binding.ts'
import { Kind } from './format.ts'
import { formatOf, sameFormat } from './intl-formats.ts'
import type { Inspector } from './inspector.ts'
import { keysBesideElements, keysBesideStack, keysBesideText } from './keys-beside.ts'
import {
  bufferLength,
  bytesOfBuffer,
  bufferLimit,
  dateValue,
  defineProperty,
  getOwnPropertyDescriptor,
  isExtensible,
  ownKeys,
  paramsText,
  regexpFlags,
  regexpSource,
  resizeBuffer,
  same,
  setDateValue,
  setParams,
  setUrlText,
  sharedLength,
  urlText,
  viewLength,
} from './originals.ts'
import { lengthOf, putPieces } from './pieces.ts'
import { type Options, reconcileProperties, type Result, worse } from './reconcile.ts'
import { reconcileElements, reconcileMap, reconcileSet } from './reconcile-elements.ts'
import { type PrivateFields, reconcilePrivateFields } from './private-fields.ts'
import type { RecordData } from './records/record.ts'

export interface Readers {
  readonly inspector: Inspector
  readonly copies: ByteCopies
  readonly captured: CapturedScopes
}

type Of<K extends RecordData['kind']> = Extract<RecordData, { readonly kind: K }>

export const reconcileRecord = (object: object, record: RecordData, readers: Readers, options: Options): Result => {
  switch (record.kind) {
    case Kind.symbol:
    case Kind.weakEntries:
      return 'same'
    case Kind.scope:
      return sameScope(object as CapturedScope | LiveBinding, record, readers) ? 'same' : 'impossible'
    case Kind.privates:
      return reconcilePrivateFields(object as PrivateFields, record.entries, readers.inspector, options)
    case Kind.proxy: {
      const internals = readers.inspector.internals(object, 'Target', 'Handler')
      return same(internals.get('Target'), record.target) && same(internals.get('Handler'), record.handler)
        ? 'same'
        : 'impossible'
    }
    default:
      return worse(
        reconcileSlots(object, record, readers, options),
        reconcileProperties(object, record.properties, options, keysBesideSlots(object, record)),
      )
  }
}

/** Own keys that aren't views of the slots. */
const keysBesideSlots = (object: object, record: RecordData): readonly (string | symbol)[] | undefined => {
  switch (record.kind) {
    case Kind.array:
    case Kind.view:
    case Kind.pooledBuffer:
      return keysBesideElements(object)
    case Kind.error:
      return record.natural ? keysBesideStack(object) : undefined
    case Kind.boxed:
      return types.isStringObject(object) ? keysBesideText(object as string) : undefined
    default:
      return undefined
  }
}

const reconcileSlots = (object: object, record: RecordData, readers: Readers, options: Options): Result => {
  switch (record.kind) {
    case Kind.array:
      return reconcileElements(object as unknown[], record.length, record.elements, options)
    case Kind.map:
      return reconcileMap(object as Map<unknown, unknown>, record.entries, options)
    case Kind.set:
      return reconcileSet(object as Set<unknown>, record.members, options)
    case Kind.date:
      return set(same(dateValue(object as Date), record.time), options, () => setDateValue(object as Date, record.time))
    case Kind.regexp:
      return same(regexpSource(object as RegExp), record.source) && regexpFlags(object as RegExp) === record.flags
        ? 'same'
        : 'impossible'
    case Kind.error:
      return record.natural ? reconcileStack(object as Error, record, options) : 'same'
    case Kind.arrayBuffer:
    case Kind.sharedArrayBuffer:
    case Kind.pooledBuffer:
      return reconcileBytes(object, record, readers, options)
    case Kind.url:
      return set(urlText(object as URL) === record.text, options, () => setUrlText(object as URL, record.text))
    case Kind.urlSearchParams:
      return set(paramsText(object as URLSearchParams) === record.text, options, () =>
        setParams(object as URLSearchParams, record.text),
      )
    case Kind.intl: {
      const format = formatOf(object)
      return format !== undefined && sameFormat(format, record) ? 'same' : 'impossible'
    }
    case Kind.promise: {
      const internals = readers.inspector.internals(object, 'PromiseState', 'PromiseResult')
      return same(internals.get('PromiseState'), record.state) && same(internals.get('PromiseResult'), record.result)
        ? 'same'
        : 'impossible'
    }
    default:
      return 'same'
  }
}

const set = (isSame: boolean, { dry }: Options, write: () => void): Result => {
  if (isSame) return 'same'
  if (!dry) write()
  return 'changed'
}

const reconcileStack = (error: Error, { stack }: Of<typeof Kind.error>, options: Options): Result => {
  const now = getOwnPropertyDescriptor(error, 'stack')
  const value = now?.get ? Reflect.apply(now.get, error, []) : now?.value
  if (now !== undefined && same(value, stack)) return 'same'
  if (now === undefined ? !isExtensible(error) : !now.configurable) return 'impossible'
  if (options.dry) return 'changed'
  // It comes first: the other properties are put back after it.
  if (now === undefined) for (const key of ownKeys(error)) Reflect.deleteProperty(error, key)
  // Later V8s show the stack as an accessor of theirs.
  if (now?.set !== undefined && isNative(now.set)) Reflect.apply(now.set, error, [stack])
  else defineProperty(error, 'stack', { value: stack, writable: true, enumerable: false, configurable: true })
  return 'changed'
}

const reconcileBytes = (
  object: object,
  { kind, bytes }: Of<typeof Kind.arrayBuffer | typeof Kind.sharedArrayBuffer | typeof Kind.pooledBuffer>,
  { copies }: Readers,
  options: Options,
): Result => {
  const length =
    kind === Kind.arrayBuffer
      ? bufferLength(object as ArrayBuffer)
      : kind === Kind.pooledBuffer
        ? viewLength(object as Buffer)
        : sharedLength(object as SharedArrayBuffer)
  const wanted = lengthOf(bytes.pieces)
  if (length !== wanted) {
    if (kind !== Kind.arrayBuffer || resizeBuffer === undefined || bufferLimit(object as ArrayBuffer) === undefined)
      return 'impossible'
    if (options.dry) return 'changed'
    resizeBuffer(object as ArrayBuffer, wanted)
  }
  const live =
    kind === Kind.arrayBuffer
      ? bytesOfBuffer(object as ArrayBuffer)
      : kind === Kind.pooledBuffer
        ? (object as Buffer)
        : new Uint8Array(object as SharedArrayBuffer)
  const differs = putPieces(live, bytes.pieces, options)
  if (!options.dry) copies.know(object, bytes)
  return differs ? 'changed' : 'same'
}

const sameScope = (
  scope: CapturedScope | LiveBinding,
  { entries }: Of<typeof Kind.scope>,
  { captured }: Readers,
): boolean => {
  const now = LiveBinding.is(scope) ? scope.values : captured.valuesOf(scope)
  return now !== undefined && entries.every(([, value], i) => same(value, now[i]))
}
