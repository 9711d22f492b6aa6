/**
 * Walks the object graph below some roots and writes it in the value format: each object once, breadth first, each by its kind.
 * It runs no user code (no getter, trap, iterator or `toJSON`) and recurses nowhere, whatever the depth of the
 * graph. What it can't read or can't store it notes with its reason and walks on, so that sharing is still seen.
 */
import type { Name } from '../brand.ts'
import type { ByteCopies } from './byte-copies.ts'
import { ByteWriter } from './byte-writer.ts'
import { kindOfObject, type ObjectKind } from './classify.ts'
import { CapturedScope, CapturedScopes } from './code/captured.ts'
import { LiveBinding } from './code/live-binding.ts'
import { HungFunctions } from './code/hung-functions.ts'
import { MethodOwners } from './code/method-owners.ts'
import type { Sources } from './code/sources.ts'
import { Attribute, Kind, longestNumberedShape, ShapeForm, Tag } from './format.ts'
import type { ReferenceTable } from './heap.ts'
import { Inheritance, type Inherited } from './inheritance.ts'
import type { Inspector } from './inspector.ts'
import { IteratorHolds } from './iterator-holds.ts'
import { type Itinerary, NodeList } from './node-list.ts'
import type { Identity, ObjectTable } from './object-table.ts'
import { OpenFile, openFiles } from './open-file.ts'
import { OwnState } from './own-state.ts'
import {
  bigintToHex,
  getOwnPropertyDescriptor,
  SafeMap,
  SafeSet,
  SafeWeakMap,
  symbolDescription,
  symbolKeyFor,
} from './originals.ts'
import { mayHavePrivates, PrivateFields, PrivateFieldsOf } from './private-fields.ts'
import { isOfPlatform, PlatformClasses } from './platform-classes.ts'
import { available } from './private-names.ts'
import { writeFunction } from './records/code.ts'
import { writeCollection, writeExotic } from './records/exotic.ts'
import { WeakEntries, writeHidden, writePrivateFields, writeScope, writeWeakEntries } from './records/hidden.ts'
import { writeNumber, writeOpenFile } from './records/open-file.ts'
import { writeArray, writePlain } from './records/plain.ts'
import { hasElementsBeside, type Shape, ShapeTable } from './shapes.ts'
import type { Obstacle, Walk } from './walk.ts'
import type { WriterParts } from './writer-parts.ts'

export class GraphWriter {
  readonly out = new ByteWriter()
  readonly inspector: Inspector
  readonly sources: Sources
  readonly copies: ByteCopies
  readonly captured: CapturedScopes
  readonly methods = new MethodOwners()
  readonly hungFunctions: HungFunctions
  /** What stands behind the names that were written. */
  readonly named = new SafeMap<string, Identity>()
  /** Prototype objects of functions that nothing leads back from (generators'). */
  readonly prototypes = new SafeWeakMap<object, object>()
  readonly iterators = new IteratorHolds()
  /** What is written goes to another process, which loads its modules itself. */
  forElsewhere = false
  shapes = new ShapeTable<Inherited & { readonly names?: readonly symbol[] }>()
  inheritance = new Inheritance()
  readonly privateFields: PrivateFieldsOf
  readonly #platform: PlatformClasses
  readonly #table: ObjectTable
  readonly #references: ReferenceTable
  readonly #mentionsAt: WriterParts['mentionsAt']
  #walk = 0
  #current = 0
  readonly #nodes = new NodeList()
  #code = new SafeSet<number>()
  #sighted: { readonly object: object; readonly digest: Uint8Array }[] = []
  #mentions = new SafeSet<Name>()
  #hung: object[] = []
  #weak: WeakEntries[] = []
  #unreadable: Obstacle | undefined
  #unstorable: Obstacle | undefined
  #shapeCount = 0
  /** By shape id: the walk that numbered it, its number. */
  #shapeWalks: number[] = []
  #shapeNumbers: number[] = []

  constructor(parts: WriterParts) {
    this.#table = parts.table
    this.#references = parts.references
    this.#mentionsAt = parts.mentionsAt
    this.inspector = parts.inspector
    this.sources = parts.sources
    this.copies = parts.copies
    this.privateFields = new PrivateFieldsOf(parts.inspector)
    this.captured = new CapturedScopes(parts.inspector, parts.keepsState)
    this.#platform = new PlatformClasses(parts)
    this.hungFunctions = new HungFunctions(parts.inspector, parts.references)
  }

  /** Values may have changed since; what was learnt of their shapes is let go. */
  startCapture({ isAtRest = false } = {}): void {
    this.captured.startReading({ isAtRest })
    this.#forget()
  }

  endCapture(): void {
    this.iterators.inHand = []
    this.forElsewhere = false
    this.#forget()
    this.#reset()
  }

  /** The bytes stand in `out` until the next walk. `before` is where an earlier walk of these roots went. */
  walk(roots: readonly unknown[], before?: Itinerary): Walk {
    this.#reset()
    this.#nodes.start(before)
    this.#walk = this.#table.newWalk()
    for (let i = 0; i < roots.length; i++) {
      this.#current = -1 - i
      this.value(roots[i])
    }
    this.#writeRecords(0)
    this.#writeWeakEntries()
    return {
      ...this.#nodes.finish(),
      code: this.#code,
      sources: this.#sighted,
      mentions: this.#mentions,
      hung: this.#hung,
      ...(this.#unreadable && { unreadable: this.#unreadable }),
      ...(this.#unstorable && { unstorable: this.#unstorable }),
    }
  }

  value(value: unknown): void {
    const { out } = this
    switch (typeof value) {
      case 'number':
        return openFiles.size === 0 ? out.number(value) : writeNumber(this, value)
      case 'string':
        return out.string(value)
      case 'boolean':
        return out.byte(value ? Tag.true : Tag.false)
      case 'undefined':
        return out.byte(Tag.undefined)
      case 'bigint':
        out.byte(Tag.bigint)
        return out.string(bigintToHex(value))
      case 'symbol':
        return this.#symbol(value)
      default:
        if (value === null) return out.byte(Tag.null)
        this.#reference(value as object)
    }
  }

  #symbol(symbol: symbol): void {
    const key = symbolKeyFor(symbol)
    if (key === undefined) return this.#reference(symbol)
    this.out.byte(Tag.symbolFor)
    this.out.string(key)
  }

  #reference(object: Identity): void {
    const table = this.#table
    let slot = this.#nodes.expectedSlot(object)
    if (slot < 0) slot = table.slotOf(object)
    if (slot < 0) {
      if (OwnState.is(object)) {
        this.unreadable('something that Cellar watches')
        return this.out.byte(Tag.undefined)
      }
      const name =
        this.#references.nameOf(object) ?? (this.forElsewhere ? this.#references.nameElsewhere(object) : undefined)
      if (name !== undefined) {
        this.named.set(name, object)
        if (name.startsWith('module:')) this.mentionPlace(name)
        if (isOfPlatform(name)) this.unstorable('an object of a class of Node')
        this.out.byte(Tag.named)
        return this.out.string(name)
      }
      slot = table.add(object)
    }
    let number = table.numberIn(slot, this.#walk)
    if (number < 0) {
      number = this.#nodes.push(object, slot, this.#current)
      table.meet(slot, this.#walk, number)
    }
    this.out.tagged(Tag.ref, number)
  }

  #writeRecords(from: number): void {
    const nodes = this.#nodes
    for (let i = from; i < nodes.length; i++) {
      this.#current = i
      this.#record(nodes.at(i))
    }
  }

  #record(node: Identity): void {
    if (typeof node === 'symbol') {
      this.out.byte(Kind.symbol)
      return this.value(symbolDescription(node))
    }
    const known = this.shapes.recall(node)
    if (known !== undefined) {
      if (known.kind.kind === 'array') return writeArray(this, node as unknown[], known.shape)
      if (!hasElementsBeside(node, known.shape)) {
        writePlain(this, node, known.shape)
        if (known.kind.privates) this.privates(node, known.kind.names)
        return
      }
    }
    if (CapturedScope.is(node)) return writeScope(this, node)
    if (LiveBinding.is(node)) {
      this.unstorable('a variable of a module')
      return writeScope(this, node)
    }
    if (OpenFile.is(node)) return writeOpenFile(this)
    if (PrivateFields.is(node)) return writePrivateFields(this, node)
    if (WeakEntries.is(node)) return writeWeakEntries(this, node)
    this.#unknown(node)
  }

  #unknown(object: object): void {
    const kind = this.prototypes.has(object) ? 'prototype' : kindOfObject(object, this.inheritance)
    this.#kind(object, kind)
    if (kind !== 'proxy' && (available || mayHavePrivates(object, this))) this.privates(object)
  }

  #kind(object: object, kind: ObjectKind): void {
    switch (kind) {
      case 'plain':
        return writePlain(this, object)
      case 'array':
        return writeArray(this, object as unknown[])
      case 'function':
        return writeFunction(this, object as () => unknown)
      case 'map':
      case 'set':
        return writeCollection(this, object as Map<unknown, unknown> | Set<unknown>)
      case 'promise':
      case 'generator':
      case 'proxy':
      case 'weakRef':
      case 'weakMap':
      case 'weakSet':
      case 'opaque':
        return writeHidden(this, object, kind)
      default:
        return writeExotic(this, object, kind)
    }
  }

  /** Entries of weak collections count where their keys are reached by other ways, in the order of these. */
  #writeWeakEntries(): void {
    for (let found = true; found; ) {
      found = false
      for (let i = 0; i < this.#weak.length; i++) {
        const reached = (this.#weak[i] as WeakEntries).take(key => this.#numberOf(key))
        if (reached === undefined) continue
        found = true
        this.#writeRecords(this.#enqueue(reached))
      }
    }
    for (let i = 0; i < this.#weak.length; i++) {
      const rest = (this.#weak[i] as WeakEntries).take(() => 0)
      if (rest === undefined) continue
      const number = this.#enqueue(rest)
      this.#writeRecords(number)
      this.#current = number
      this.unreadable('a weak collection with entries for other values')
    }
  }

  /** A record that no value refers to. */
  #enqueue(node: Identity): number {
    const slot = this.#nodes.expectedSlot(node)
    return this.#nodes.push(node, slot < 0 ? this.#table.place(node) : slot, this.#current)
  }

  #numberOf(identity: Identity): number {
    const slot = this.#table.slotOf(identity)
    return slot < 0 ? -1 : this.#table.numberIn(slot, this.#walk)
  }

  /** Own properties: the shape, then a value for each data property, getter and setter for each accessor. */
  properties(object: object, shape: Shape): void {
    const { keys, attributes } = shape
    this.#shape(shape)
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as string
      if (((attributes[i] as number) & Attribute.accessor) === 0) this.value((object as Record<string, unknown>)[key])
      else {
        const { get, set } = getOwnPropertyDescriptor(object, key) as PropertyDescriptor
        this.value(get)
        this.value(set)
      }
    }
  }

  #shape(shape: Shape): void {
    const { out } = this
    const known = this.#shapeWalks[shape.id] === this.#walk ? this.#shapeNumbers[shape.id] : undefined
    if (known !== undefined) return out.varint(ShapeForm.known + known)
    this.#platform.meetKeys(shape)
    const numbered = shape.keys.length <= longestNumberedShape
    if (numbered) {
      this.#shapeWalks[shape.id] = this.#walk
      this.#shapeNumbers[shape.id] = this.#shapeCount++
    }
    out.varint(numbered ? ShapeForm.numbered : ShapeForm.inline)
    this.value(shape.prototype)
    out.byte(shape.extensible ? 1 : 0)
    out.varint(shape.keys.length)
    for (let i = 0; i < shape.keys.length; i++) {
      this.value(shape.keys[i])
      out.byte(shape.attributes[i] as number)
    }
  }

  /** About so many objects are about to be met. */
  expectNodes(count: number): void {
    this.#nodes.reserve(count)
  }

  /** The node being written is code. */
  markCode(): void {
    this.#code.add(this.#current)
  }

  source(object: object, digest: Uint8Array): void {
    this.#sighted[this.#sighted.length] = { object, digest }
  }

  /** Is the function being written one that a package hung on a DOM node? It is noted then. */
  isHung(fn: object): boolean {
    const parent = this.#nodes.parentOf(this.#current)
    const isHung = parent >= 0 && this.hungFunctions.has(fn, this.#nodes.at(parent))
    if (isHung) this.#hung[this.#hung.length] = fn
    return isHung
  }

  mention(names: readonly Name[]): void {
    for (let i = 0; i < names.length; i++) this.#mentions.add(names[i] as Name)
  }

  mentionPlace(place: string): void {
    this.mention(this.#mentionsAt(place))
  }

  /** Content of the node being written is missing from the bytes. */
  unreadable(text: string): void {
    this.#unreadable ??= { number: this.#current, text }
    this.unstorable(text)
  }

  unstorable(text: string): void {
    this.#unstorable ??= { number: this.#current, text }
  }

  /** Private fields have a record of their own, after that of their object. */
  privates(object: object, names?: readonly symbol[]): void {
    const state = this.privateFields.read(object, { expected: this.#nodes.expected, names })
    if (state === undefined) return
    this.#enqueue(state)
    const whyNot = available ? this.sources.layouts.whyNot(object, state.names) : 'an object with private fields'
    if (whyNot !== undefined) this.unstorable(whyNot)
  }

  /** Refers to the object whose record told of the node being written. */
  parent(): void {
    this.out.tagged(Tag.ref, this.#nodes.parentOf(this.#current))
  }

  weakEntries(entries: WeakEntries): void {
    this.#weak[this.#weak.length] = entries
  }

  #forget(): void {
    this.sources.layouts.forget()
    this.shapes = new ShapeTable()
    this.inheritance = new Inheritance(this.#platform.meet)
    this.#shapeWalks = []
    this.#shapeNumbers = []
  }

  #reset(): void {
    this.out.reset()
    this.#nodes.start(undefined)
    this.#code = new SafeSet()
    this.#sighted = []
    this.#mentions = new SafeSet()
    this.#hung = []
    this.#weak = []
    this.#unreadable = undefined
    this.#unstorable = undefined
    this.#shapeCount = 0
  }
}
