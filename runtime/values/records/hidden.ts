/**
 * Writes what keeps its state out of reach: promises, generators, proxies, weak collections, private fields, and objects of
 * native code. Settled and finished ones say all; of the others it notes that something is missing, and follows
 * what can be seen, so that sharing through them is known.
 */
import { types } from 'node:util'
import type { ObjectKind } from '../classify.ts'
import type { CapturedScope } from '../code/captured.ts'
import type { LiveBinding } from '../code/live-binding.ts'
import { isCompiledName } from '../code/compiled-names.ts'
import { Kind } from '../format.ts'
import type { GraphWriter } from '../graph-writer.ts'
import { variableIn } from '../inspector.ts'
import type { Identity } from '../object-table.ts'
import type { PrivateFields } from '../private-fields.ts'
import { derefWeak, getOwnPropertyDescriptor, getPrototypeOf } from '../originals.ts'

/** Native functions can settle pending promises, and nothing tells which: all of them are taken to share this object. */
export const settlement: object = Object.freeze({ of: 'promises' })

export type HiddenKind = Extract<
  ObjectKind,
  'promise' | 'generator' | 'proxy' | 'weakRef' | 'weakMap' | 'weakSet' | 'opaque'
>

/** Some entries of one weak collection. */
export class WeakEntries {
  readonly #collection: object
  readonly entries: (readonly [Identity, unknown])[]

  constructor(collection: object, entries: readonly (readonly [Identity, unknown])[]) {
    this.#collection = collection
    this.entries = [...entries]
  }

  get collection(): object {
    return this.#collection
  }

  static is(node: object): node is WeakEntries {
    return #collection in node
  }

  /** Takes out the entries whose keys have a number (not -1), in that order; undefined where there are none. */
  take(numberOf: (key: Identity) => number): WeakEntries | undefined {
    const reached: { readonly number: number; readonly entry: readonly [Identity, unknown] }[] = []
    let left = 0
    for (let i = 0; i < this.entries.length; i++) {
      const entry = this.entries[i] as readonly [Identity, unknown]
      const number = numberOf(entry[0])
      if (number < 0) this.entries[left++] = entry
      else reached[reached.length] = { number, entry }
    }
    this.entries.length = left
    if (reached.length === 0) return undefined
    return new WeakEntries(
      this.collection,
      reached.sort((a, b) => a.number - b.number).map(({ entry }) => entry),
    )
  }
}

export const writeHidden = (writer: GraphWriter, object: object, kind: HiddenKind): void => {
  // A proxy's properties are its target's business.
  if (kind === 'proxy') return writeProxy(writer, object)
  writers[kind](writer, object)
  writer.properties(object, writer.shapes.shapeOf(object))
}

/** Variables that closures hold in common. */
export const writeScope = (writer: GraphWriter, { names, values }: CapturedScope | LiveBinding): void => {
  writer.out.byte(Kind.scope)
  writer.out.varint(names.length)
  for (let i = 0; i < names.length; i++) {
    writer.out.string(names[i] as string)
    writer.value(values[i])
  }
}

export const writePrivateFields = (writer: GraphWriter, { fields }: PrivateFields): void => {
  writer.out.byte(Kind.privates)
  writer.parent()
  writer.out.varint(fields.length)
  for (let i = 0; i < fields.length; i++) {
    const [name, value] = fields[i] as (typeof fields)[number]
    writer.value(name)
    writer.value(value)
  }
}

export const writeWeakEntries = (writer: GraphWriter, { collection, entries }: WeakEntries): void => {
  writer.out.byte(Kind.weakEntries)
  writer.value(collection)
  writer.out.varint(entries.length)
  for (let i = 0; i < entries.length; i++) {
    const [key, value] = entries[i] as readonly [Identity, unknown]
    writer.value(key)
    writer.value(value)
  }
}

const writeProxy = (writer: GraphWriter, proxy: object): void => {
  const internals = writer.inspector.internals(proxy, 'Target', 'Handler')
  const target = internals.get('Target')
  writer.out.byte(Kind.proxy)
  writer.value(target)
  writer.value(internals.get('Handler'))
  if (target == null) writer.unstorable('a revoked proxy')
}

const writePromise = (writer: GraphWriter, promise: object): void => {
  const internals = writer.inspector.internals(promise, 'PromiseState', 'PromiseResult')
  const state = internals.get('PromiseState')
  writer.out.byte(Kind.promise)
  writer.value(state)
  writer.value(internals.get('PromiseResult'))
  writer.value(state === 'pending' ? settlement : undefined)
  if (state === 'pending') writer.unreadable('a pending promise')
}

const writeGenerator = (writer: GraphWriter, generator: object): void => {
  const internals = writer.inspector.internals(generator, 'GeneratorState', 'GeneratorFunction', 'GeneratorReceiver')
  const state = internals.get('GeneratorState')
  const fn = internals.get('GeneratorFunction')
  if (typeof fn === 'function') {
    const prototype = getOwnPropertyDescriptor(fn, 'prototype')?.value as unknown
    if (typeof prototype === 'object' && prototype !== null) writer.prototypes.set(prototype, fn)
  }
  writer.out.byte(Kind.generator)
  writer.value(state)
  writer.value(fn)
  writer.value(internals.get('GeneratorReceiver'))
  const variables = state === 'closed' ? [] : [...variablesOf(writer, generator), writer.iterators.of(generator)]
  writer.out.varint(variables.length)
  for (let i = 0; i < variables.length; i++) writer.value(variables[i])
  if (state === 'closed') writer.unstorable('a finished generator')
  else writer.unreadable('a suspended generator')
}

/** What can be seen of a generator's state; what stands in its registers can't. */
const variablesOf = (writer: GraphWriter, generator: object): readonly unknown[] =>
  writer.inspector.scopes(generator).flatMap(({ description, object }) =>
    description === 'Module'
      ? []
      : Object.keys(object)
          .filter(name => !isCompiledName(name))
          .map(name => variableIn({ object }, name)),
  )

/** Those of arrays, collections and strings, and what helpers make of them. */
const isIterator = (object: object): boolean => {
  for (let at = getPrototypeOf(object) as object | null; at !== null; at = getPrototypeOf(at) as object | null) {
    if (types.isProxy(at)) return false
    if (at === iteratorPrototype) return true
  }
  return false
}
const iteratorPrototype: object = getPrototypeOf(getPrototypeOf([][Symbol.iterator]()))

const writeWeakRef = (writer: GraphWriter, ref: object): void => {
  writer.out.byte(Kind.weakRef)
  writer.value(derefWeak(ref as WeakRef<WeakKey>))
}

const writeWeakCollection = (writer: GraphWriter, collection: object, kind: 'weakMap' | 'weakSet'): void => {
  writer.out.byte(Kind[kind])
  const entries = writer.inspector
    .entries(collection)
    .map(({ key, value }): readonly [Identity, unknown] =>
      kind === 'weakMap' ? [key as Identity, value] : [value as Identity, undefined],
    )
  if (entries.length > 0) writer.weakEntries(new WeakEntries(collection, entries))
}

const writeOpaque = (writer: GraphWriter, object: object): void => {
  writer.out.byte(Kind.opaque)
  writer.value(isIterator(object) ? writer.iterators.of(object) : undefined)
  // Its exports are its properties, which say all.
  if (types.isModuleNamespaceObject(object)) writer.unstorable('the namespace of a module that keeps state')
  else writer.unreadable('an object of native code')
}

const writers: Readonly<Record<Exclude<HiddenKind, 'proxy'>, (writer: GraphWriter, object: object) => void>> = {
  promise: writePromise,
  generator: writeGenerator,
  weakRef: writeWeakRef,
  weakMap: (writer, object) => writeWeakCollection(writer, object, 'weakMap'),
  weakSet: (writer, object) => writeWeakCollection(writer, object, 'weakSet'),
  opaque: writeOpaque,
}
