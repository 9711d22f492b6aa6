/**
 * A unit as it was at one moment: the bytes of its content and the very objects they were read from, so that the content can be
 * put back into these. Bytes and objects are never changed; putting back writes to the objects what the bytes say.
 */
import { types } from 'node:util'
import type { SnapshotId } from '../brand.ts'
import type { Location } from '../location.ts'
import { Kind } from './format.ts'
import type { Identity } from './object-table.ts'
import { hasPrivateNames } from './private-names.ts'
import { same, weakMapDelete, weakMapSet, weakSetAdd, weakSetDelete } from './originals.ts'
import type { Result } from './reconcile.ts'
import { type Readers, reconcileRecord } from './reconcile-record.ts'
import type { Content } from './records/record.ts'
import { RecordReader } from './records/record-reader.ts'

export interface Snapshot {
  readonly id: SnapshotId
  /** In the order of the content's first values. */
  readonly values: ReadonlyMap<Location, unknown>
  readonly nodes: readonly Identity[]
  /** Their slots in the object table, once they have any. */
  readonly slots?: Int32Array<ArrayBuffer>
  /** Numbers of functions, classes and their prototypes among the nodes. */
  readonly code: ReadonlySet<number>
  readonly content: Content
  readonly tags: readonly string[]
  /** Something isn't in the bytes: the snapshot holds only as long as nobody touches it. */
  readonly readable: boolean
  readonly storable: boolean
  readonly size: number
}

export interface PutBack {
  readonly result: Result
  /** Numbers of the nodes that differed. */
  readonly changed: readonly number[]
}

export const putBack = (
  snapshot: Snapshot,
  named: (name: string) => unknown,
  readers: Readers,
  options: { readonly dry: boolean },
): PutBack => {
  const { nodes, content, values } = snapshot
  const reader = new RecordReader(content, { ref: number => nodes[number], named })
  for (let i = 0; i < values.size; i++) reader.value()
  const changed: number[] = []
  const weak = new Map<object, Entries>()
  let privates = 0
  for (let i = 0; i < nodes.length; i++) {
    const record = reader.record()
    if (record.kind === Kind.weakMap || record.kind === Kind.weakSet) weak.set(nodes[i] as object, [])
    if (record.kind === Kind.weakEntries) weak.get(record.of as object)?.push(...record.entries)
    if (record.kind === Kind.privates) privates--
    else if (isOfUser(record.kind) && hasPrivateNames(nodes[i] as object)) privates++
    const result = reconcileRecord(nodes[i] as object, record, readers, options)
    if (result === 'impossible') return { result, changed }
    if (result === 'changed') changed.push(i)
  }
  // What got private members since can't lose them.
  if (privates !== 0) return { result: 'impossible', changed }
  for (const [collection, entries] of weak) {
    if (reconcileWeak(collection, entries, readers, options)) changed.push(nodes.indexOf(collection))
  }
  return { result: changed.length > 0 ? 'changed' : 'same', changed }
}

/** Nodes of our own have private fields too. */
const isOfUser = (kind: Kind): boolean =>
  kind !== Kind.scope &&
  kind !== Kind.weakEntries &&
  kind !== Kind.symbol &&
  kind !== Kind.proxy &&
  kind !== Kind.opaque

type Entries = (readonly [unknown, unknown])[]

/** Whether entries differed. */
const reconcileWeak = (
  collection: object,
  entries: Entries,
  { inspector }: Readers,
  { dry }: { readonly dry: boolean },
): boolean => {
  const isMap = types.isWeakMap(collection)
  const wanted = new Map(entries)
  let differs = false
  for (const entry of inspector.entries(collection)) {
    const key = (isMap ? entry.key : entry.value) as WeakKey
    if (wanted.has(key) && (!isMap || same(wanted.get(key), entry.value))) wanted.delete(key)
    else if (!wanted.has(key)) {
      differs = true
      if (!dry)
        isMap
          ? weakMapDelete(collection as WeakMap<WeakKey, unknown>, key)
          : weakSetDelete(collection as WeakSet<WeakKey>, key)
    }
  }
  for (const [key, value] of dry ? [] : wanted) {
    if (isMap) weakMapSet(collection as WeakMap<WeakKey, unknown>, key as WeakKey, value)
    else weakSetAdd(collection as WeakSet<WeakKey>, key as WeakKey)
  }
  return differs || wanted.size > 0
}
