/**
 * Makes the objects of a graph, still empty, in an order in which each finds what it is made of (a view its buffer, an instance
 * its prototype). Functions and classes that are alive already, by their tags, are taken instead of made. It refuses records
 * that need themselves to exist.
 */
import { isObject } from './classify.ts'
import type { CodeTags } from './code/code-tags.ts'
import type { MethodOwners } from './code/method-owners.ts'
import type { Closure, Sources } from './code/sources.ts'
import { ValueFormatError } from './errors.ts'
import { Kind } from './format.ts'
import type { Identity } from './object-table.ts'
import type { Pieces } from './pieces.ts'
import type { PrivateFieldsOf } from './private-fields.ts'
import { urlParams } from './originals.ts'
import { build, ingredients, prototypeOf, selfMade } from './records/build.ts'
import type { Content, RecordData } from './records/record.ts'
import { RecordReader } from './records/record-reader.ts'

/** Where each record and each numbered shape starts, and what is mentioned. */
export interface Layout {
  readonly offsets: readonly number[]
  readonly shapeOffsets: number[]
  readonly names: ReadonlySet<string>
  /** Records with source, in order. */
  readonly sources: readonly number[]
  /** Records of functions, classes and their prototypes. */
  readonly code: ReadonlySet<number>
}

/** A reference as read, not followed. */
class Ref {
  readonly #number: number

  constructor(number: number) {
    this.#number = number
  }

  get number(): number {
    return this.#number
  }

  static is(value: unknown): value is Ref {
    return typeof value === 'object' && value !== null && #number in value
  }
}

export const layoutOf = (content: Content, roots: number): Layout => {
  const names = new Set<string>()
  let last = -1
  const reader = new RecordReader(content, {
    ref: number => void (last = Math.max(last, number)),
    named: name => void names.add(name),
  })
  for (let i = 0; i < roots; i++) reader.value()
  const offsets: number[] = []
  const sources: number[] = []
  const code = new Set<number>()
  while (!reader.atEnd) {
    offsets.push(reader.at)
    const { kind } = reader.record()
    if (kind === Kind.function || kind === Kind.class) sources.push(offsets.length - 1)
    if (isCode(kind)) code.add(offsets.length - 1)
  }
  if (last >= offsets.length) throw new ValueFormatError('an object is missing')
  return { offsets, shapeOffsets: reader.shapeOffsets, names, sources, code }
}

const isCode = (kind: number): boolean =>
  kind === Kind.function ||
  kind === Kind.class ||
  kind === Kind.method ||
  kind === Kind.prototype ||
  kind === Kind.bound

export interface Makers {
  readonly tags: CodeTags
  readonly methods: MethodOwners
  readonly privateFields: PrivateFieldsOf
  readonly sources: Sources
}

export interface Made {
  readonly nodes: Identity[]
  /** Not taken from what is alive: to be filled. */
  readonly fresh: readonly boolean[]
  /** Settles the promises that were made. */
  readonly settle: readonly ((state: unknown, result: unknown) => void)[]
  readonly closures: readonly MadeClosure[]
}

/** A closure and the scope that holds its variables, by their numbers. */
export interface MadeClosure extends Pick<Closure, 'give'> {
  readonly number: number
  readonly scope: number
}

export const makeNodes = (
  content: Content,
  layout: Layout,
  tags: readonly string[],
  named: (name: string) => unknown,
  makers: Makers,
): Made => {
  const maker = new NodeMaker(content, layout, tags, named, makers)
  for (let i = 0; i < layout.offsets.length; i++) maker.make(i)
  return maker
}

class NodeMaker implements Made {
  readonly nodes: Identity[] = []
  readonly fresh: boolean[] = []
  readonly settle: ((state: unknown, result: unknown) => void)[] = []
  readonly closures: MadeClosure[] = []
  readonly #layout: Layout
  readonly #makers: Makers
  readonly #tagOf = new Map<number, string>()
  /** Reads references as they are, to see what is needed. */
  readonly #needs: RecordReader
  readonly #reader: RecordReader
  readonly #underway = new Set<number>()
  readonly #remade = new Set<unknown>()

  constructor(
    content: Content,
    layout: Layout,
    tags: readonly string[],
    named: (name: string) => unknown,
    makers: Makers,
  ) {
    this.#layout = layout
    this.#makers = makers
    if (tags.length !== layout.sources.length) throw new ValueFormatError('a function has no tag')
    layout.sources.forEach((number, i) => void this.#tagOf.set(number, tags[i] as string))
    this.#needs = new RecordReader(content, { ref: number => new Ref(number), named }, layout.shapeOffsets)
    this.#reader = new RecordReader(content, { ref: number => this.nodes[number], named }, layout.shapeOffsets)
  }

  make(first: number): void {
    // Prototype chains and proxies of proxies can be as long as the graph: no recursion.
    const stack = [first]
    while (stack.length > 0) {
      const number = stack.at(-1) as number
      const missing = this.nodes[number] === undefined ? this.#missing(number) : []
      if (missing.length > 0) {
        if (this.#underway.has(number)) throw new ValueFormatError('an object is made of itself')
        this.#underway.add(number)
        stack.push(...missing)
      } else {
        stack.pop()
        if (this.nodes[number] === undefined) this.#create(number)
      }
    }
  }

  #missing(number: number): readonly number[] {
    const reader = this.#needs
    reader.at = this.#layout.offsets[number] as number
    const kind = reader.kind()
    if (kind === Kind.object) return this.#unmade([reader.prototype()])
    if (selfMade.has(kind)) return []
    reader.at = this.#layout.offsets[number] as number
    return this.#unmade(ingredients(reader.record()))
  }

  #unmade(values: readonly unknown[]): readonly number[] {
    return values.flatMap(value => (Ref.is(value) && this.nodes[value.number] === undefined ? [value.number] : []))
  }

  #create(number: number): void {
    const reader = this.#reader
    reader.at = this.#layout.offsets[number] as number
    const kind = reader.kind()
    this.fresh[number] = true
    if (kind === Kind.object) this.nodes[number] = Object.create(reader.prototype() as object | null) as object
    else if (kind === Kind.array || kind === Kind.numbers || kind === Kind.irregularArray) this.nodes[number] = []
    else {
      reader.at = this.#layout.offsets[number] as number
      this.nodes[number] = this.#build(number, reader.record())
    }
  }

  #build(number: number, record: RecordData): Identity {
    const alive = this.#alive(number, record)
    if (alive !== undefined) return alive
    switch (record.kind) {
      case Kind.function:
        if (record.scopes.length > 0) return this.#closure(number, undefined)
        return this.#remake(number, record.source, undefined)
      case Kind.class:
        if (record.scopes.length > 0) return this.#closure(number, record.heritage)
        return this.#remake(number, record.source, record.heritage)
      case Kind.promise: {
        let settle = (_state: unknown, _result: unknown): void => undefined
        const promise = new Promise((resolve, reject) => {
          settle = (state, result) => (state === 'fulfilled' ? resolve(result) : reject(result))
        })
        // Nobody has to handle it a second time.
        promise.catch(() => undefined)
        this.settle[number] = settle
        return promise
      }
      case Kind.privates:
        if (!isObject(record.of)) throw new ValueFormatError('private fields are of no object')
        this.fresh[number] = this.#isOwnerFresh(number)
        return this.#makers.privateFields.of(record.of)
      case Kind.url: {
        const url = new URL(record.text)
        this.#adoptParams(number, url)
        return url
      }
      default:
        return build(record)
    }
  }

  #remake(number: number, source: Pieces, heritage: unknown): object {
    const { sources, tags } = this.#makers
    const made = sources.remake(source, heritage)
    this.#register(made)
    tags.set(made, this.#tagOf.get(number) as string)
    return made
  }

  #register(made: object): void {
    const { sources, methods } = this.#makers
    const parts = sources.partsOf(made)
    if (parts !== undefined) methods.register(made, parts)
    this.#remade.add(made)
  }

  /** Its text and place don't tell it from the same code with other variables, so it has no tag. */
  #closure(number: number, heritage: unknown): object {
    this.#needs.at = this.#layout.offsets[number] as number
    const { source, scopes } = this.#needs.record() as Extract<RecordData, { readonly kind: typeof Kind.function }>
    const [scope] = scopes
    const { fn, give } = this.#makers.sources.remakeClosure(source, this.#around(scope), heritage)
    this.#register(fn)
    if (Ref.is(scope)) this.closures.push({ number, scope: scope.number, give })
    return fn
  }

  /** The names of the variables in its scope, which may not be made yet. */
  #around(scope: unknown): readonly string[] {
    if (!Ref.is(scope)) return []
    const needs = this.#needs
    needs.at = this.#layout.offsets[scope.number] as number
    const found = needs.record()
    return found.kind === Kind.scope ? found.entries.map(([name]) => name as string) : []
  }

  /** The private fields of a class that is alive are its own. */
  #isOwnerFresh(number: number): boolean {
    this.#needs.at = this.#layout.offsets[number] as number
    const needs = this.#needs.record()
    return needs.kind === Kind.privates && Ref.is(needs.of) && this.fresh[needs.of.number] === true
  }

  /** The parts of code that is there already. */
  #alive(number: number, record: RecordData): Identity | undefined {
    if (record.kind === Kind.function || record.kind === Kind.class) {
      if (record.scopes.length > 0) return undefined
      const found = this.#makers.tags.find(this.#tagOf.get(number) as string)
      if (found !== undefined) this.fresh[number] = false
      return found
    }
    if (record.kind !== Kind.prototype && record.kind !== Kind.method) return undefined
    const owner = record.kind === Kind.prototype ? record.of : record.owner
    this.fresh[number] = this.#remade.has(owner)
    const part = record.kind === Kind.prototype ? prototypeOf(owner) : this.#methodOf(owner, record.flags, record.key)
    if (part === undefined) throw new ValueFormatError('a class lacks one of its methods')
    return part
  }

  #methodOf(owner: unknown, flags: number, key: unknown): object | undefined {
    if (typeof owner !== 'function') return undefined
    const role = flags & 2 ? 'get' : flags & 4 ? 'set' : 'value'
    return this.#makers.methods.methodAt({ owner, static: (flags & 1) !== 0, key: key as string | symbol, role })
  }

  /** A URL's parameters are one object with it, whichever of the two was reached first. */
  #adoptParams(number: number, url: URL): void {
    this.#needs.at = this.#layout.offsets[number] as number
    const record = this.#needs.record()
    if (record.kind === Kind.url && Ref.is(record.params)) {
      this.nodes[record.params.number] = urlParams(url)
      this.fresh[record.params.number] = true
    }
  }
}
