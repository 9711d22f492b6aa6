/**
 * Reads the value format: values and records, one at a time, from bytes that nobody vouches for. What a reference or a name
 * stands for is the resolver's business, so that the same reading finds where records start, what must exist before
 * what, and what a value is. The one place that knows the format from the reading side.
 */
import { ByteReader } from '../byte-reader.ts'
import { ValueFormatError } from '../errors.ts'
import { lengthOf, type Payload } from '../pieces.ts'
import { Attribute, inlineSize, Kind, ShapeForm, Tag } from '../format.ts'
import { type Content, Hole, type Properties, type RecordData, type Resolver, type ShapeRecord } from './record.ts'

export class RecordReader {
  readonly #reader: ByteReader
  readonly #payloads: readonly Payload[]
  readonly #resolver: Resolver
  /** Where numbered shapes are written. */
  readonly shapeOffsets: number[]
  readonly #shapes: ShapeRecord[] = []

  constructor(content: Content, resolver: Resolver, shapeOffsets: number[] = []) {
    this.#reader = new ByteReader(content.graph)
    this.#payloads = content.payloads
    this.#resolver = resolver
    this.shapeOffsets = shapeOffsets
  }

  get at(): number {
    return this.#reader.at
  }

  set at(offset: number) {
    this.#reader.at = offset
  }

  get atEnd(): boolean {
    return this.#reader.at >= this.#reader.length
  }

  kind(): number {
    return this.#reader.byte()
  }

  value(): unknown {
    return this.#tagged(this.#reader.byte())
  }

  #tagged(tag: number): unknown {
    const reader = this.#reader
    switch (tag) {
      case Tag.undefined:
        return undefined
      case Tag.null:
        return null
      case Tag.false:
        return false
      case Tag.true:
        return true
      case Tag.int:
        return reader.int()
      case Tag.double:
        return reader.double()
      case Tag.bigint:
        return bigintFrom(this.string())
      case Tag.latin1:
        return reader.latin1()
      case Tag.utf16:
        return reader.utf16()
      case Tag.ref:
        return this.#resolver.ref(reader.varint())
      case Tag.named:
        return this.#resolver.named(this.string())
      case Tag.symbolFor:
        return Symbol.for(this.string())
      default:
        throw new ValueFormatError(`there is no value of type ${tag}`)
    }
  }

  string(): string {
    const value = this.value()
    if (typeof value !== 'string') throw new ValueFormatError('a string was expected')
    return value
  }

  properties(): Properties {
    const shape = this.#shape()
    const values: unknown[] = []
    for (const attributes of shape.attributes) {
      values.push(this.value())
      if ((attributes & Attribute.accessor) !== 0) values.push(this.value())
    }
    return { shape, values }
  }

  /** The prototype alone; what follows isn't read. */
  prototype(): unknown {
    return this.#shape().prototype
  }

  #shape(): ShapeRecord {
    const form = this.#reader.varint()
    if (form === ShapeForm.inline) return this.#shapeHere()
    if (form >= ShapeForm.known) return this.#shapeNumbered(form - ShapeForm.known)
    const offset = this.at
    if (!(offset <= (this.shapeOffsets.at(-1) ?? -1))) this.shapeOffsets.push(offset)
    return this.#shapeHere()
  }

  #shapeNumbered(number: number): ShapeRecord {
    const known = this.#shapes[number]
    if (known !== undefined) return known
    const offset = this.shapeOffsets[number]
    if (offset === undefined) throw new ValueFormatError(`there is no shape ${number}`)
    const here = this.at
    this.at = offset
    const shape = this.#shapeHere()
    this.at = here
    this.#shapes[number] = shape
    return shape
  }

  #shapeHere(): ShapeRecord {
    const prototype = this.value()
    const extensible = this.#reader.byte() === 1
    const keys: (string | symbol)[] = []
    const attributes: number[] = []
    for (let left = this.#reader.count(2); left > 0; left--) {
      keys.push(this.value() as string | symbol)
      attributes.push(this.#reader.byte())
    }
    return { prototype, extensible, keys, attributes }
  }

  #list(length: number): unknown[] {
    const list: unknown[] = []
    for (let i = 0; i < length; i++) list.push(this.value())
    return list
  }

  #pairs(): (readonly [unknown, unknown])[] {
    const pairs: (readonly [unknown, unknown])[] = []
    for (let left = this.#reader.count(2); left > 0; left--) pairs.push([this.value(), this.value()])
    return pairs
  }

  /** Elements up to `length`; a run of absent ones is a Hole. */
  #elements(length: number): unknown[] {
    const elements: unknown[] = []
    for (let at = 0; at < length; ) {
      const tag = this.#reader.byte()
      if (tag !== Tag.hole) {
        elements.push(this.#tagged(tag))
        at++
      } else {
        const count = this.#reader.varint()
        if (count === 0 || count > length - at) throw new ValueFormatError('an array has more elements than its length')
        elements.push(new Hole(count))
        at += count
      }
    }
    return elements
  }

  #numbers(length: number): number[] {
    const numbers: number[] = []
    for (let i = 0; i < length; i++) numbers.push(this.#reader.double())
    return numbers
  }

  #payload(): Payload {
    const payload = this.#payloads[this.#reader.varint()]
    if (payload === undefined) throw new ValueFormatError('a payload is missing')
    return payload
  }

  #bytes(): Payload {
    const length = this.#reader.varint()
    if (length <= inlineSize) return { pieces: [this.#reader.bytes(length)] }
    const payload = this.#payload()
    if (lengthOf(payload.pieces) !== length) throw new ValueFormatError('a payload is cut')
    return payload
  }

  record(): RecordData {
    const kind = this.kind() as Kind
    switch (kind) {
      case Kind.object:
      case Kind.weakMap:
      case Kind.weakSet:
      case Kind.arguments:
        return { kind, properties: this.properties() }
      case Kind.array: {
        const length = arrayLength(this.#reader.varint())
        return { kind, length, elements: this.#elements(length), properties: this.properties() }
      }
      case Kind.numbers: {
        const length = this.#reader.count(8)
        return { kind: Kind.array, length, elements: this.#numbers(length), properties: this.properties() }
      }
      case Kind.irregularArray:
        return { kind, length: arrayLength(this.#reader.varint()), properties: this.properties() }
      case Kind.map:
        return { kind, entries: this.#pairs(), properties: this.properties() }
      case Kind.set:
        return { kind, members: this.#list(this.#reader.count(1)), properties: this.properties() }
      case Kind.symbol:
        return { kind, description: this.value() }
      case Kind.scope:
        return { kind, entries: this.#pairs() }
      case Kind.privates:
      case Kind.weakEntries:
        return { kind, of: this.value(), entries: this.#pairs() }
      case Kind.proxy:
        return { kind, target: this.value(), handler: this.value() }
      default:
        return this.#codeRecord(kind) ?? this.#exoticRecord(kind)
    }
  }

  #codeRecord(kind: Kind): RecordData | undefined {
    switch (kind) {
      case Kind.function:
        return {
          kind,
          source: this.#payload().pieces,
          scopes: this.#list(this.#reader.count(1)),
          properties: this.properties(),
        }
      case Kind.class:
        return {
          kind,
          source: this.#payload().pieces,
          heritage: this.value(),
          scopes: this.#list(this.#reader.count(1)),
          properties: this.properties(),
        }
      case Kind.method:
        return {
          kind,
          owner: this.value(),
          flags: this.#reader.byte(),
          key: this.value(),
          properties: this.properties(),
        }
      case Kind.prototype:
        return { kind, of: this.value(), properties: this.properties() }
      case Kind.bound:
        return {
          kind,
          target: this.value(),
          receiver: this.value(),
          args: this.#list(this.#reader.count(1)),
          properties: this.properties(),
        }
      default:
        return undefined
    }
  }

  #exoticRecord(kind: Kind): RecordData {
    switch (kind) {
      case Kind.date:
        return { kind, time: this.#reader.double(), properties: this.properties() }
      case Kind.regexp:
        return { kind, source: this.string(), flags: this.string(), properties: this.properties() }
      case Kind.error: {
        const natural = this.#reader.byte() === 1
        return { kind, natural, stack: natural ? this.value() : undefined, properties: this.properties() }
      }
      case Kind.boxed:
      case Kind.weakRef:
        return { kind, of: this.value(), properties: this.properties() }
      case Kind.arrayBuffer:
        return { kind, limit: this.value(), bytes: this.#bytes(), properties: this.properties() }
      case Kind.sharedArrayBuffer:
      case Kind.pooledBuffer:
        return { kind, bytes: this.#bytes(), properties: this.properties() }
      case Kind.view: {
        const type = this.#reader.byte()
        return {
          kind,
          type,
          buffer: this.value(),
          offset: this.#reader.varint(),
          length: this.#reader.varint() - 1,
          properties: this.properties(),
        }
      }
      case Kind.url:
        return { kind, text: this.string(), params: this.value(), properties: this.properties() }
      case Kind.urlSearchParams:
        return { kind, text: this.string(), properties: this.properties() }
      case Kind.intl:
        return {
          kind,
          type: this.string(),
          locale: this.string(),
          options: this.#pairs(),
          properties: this.properties(),
        }
      case Kind.opaque:
        return { kind, joins: this.value(), properties: this.properties() }
      case Kind.promise:
        return { kind, state: this.value(), result: this.value(), joins: this.value(), properties: this.properties() }
      case Kind.generator: {
        const [state, fn, receiver] = this.#list(3)
        return {
          kind,
          state,
          fn,
          receiver,
          variables: this.#list(this.#reader.count(1)),
          properties: this.properties(),
        }
      }
      default:
        throw new ValueFormatError(`there is no kind ${kind}`)
    }
  }
}

const arrayLength = (length: number): number => {
  if (length > 2 ** 32 - 1) throw new ValueFormatError('an array is too long')
  return length
}

const bigintFrom = (hex: string): bigint => {
  if (!/^-?[0-9a-f]+$/.test(hex)) throw new ValueFormatError('a bigint has other digits')
  return hex.startsWith('-') ? -BigInt(`0x${hex.slice(1)}`) : BigInt(`0x${hex}`)
}
