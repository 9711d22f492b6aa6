/**
 * The state of one package: the variables of its modules and the objects that they lead to, compared with how they were when it was
 * loaded. Sees what changed, names it by its content, and puts any state that it has seen back into the same objects.
 */
import { createHash, randomUUID } from 'node:crypto'
import { types } from 'node:util'
import { codeFacts } from '../../../values/code/code-facts.ts'
import { isNative } from '../../../values/classify.ts'
import { bigintToHex, functionText } from '../../../values/originals.ts'
import { type Content, contentOf, hasContent, putContent, sameContent, weakSizeOf } from './object-content.ts'

/** Variables that belong to the package: of one module or one function that ran while it was loaded. */
export interface Variables {
  read(): readonly unknown[]
  write(values: readonly unknown[]): void
}

/** What differs from how a package was loaded: the same object is the same state. */
export interface Difference {
  readonly digest: string
  /** False where some of it can't be read: only this very state has this digest. */
  readonly readable: boolean
}

/** What is nobody's state: intrinsics, modules of Node. */
export type NameOf = (object: object) => string | undefined

interface Surroundings {
  readonly nameOf: NameOf
  /** Belongs to the notebook's own values, which are put in place by themselves. */
  readonly isUsers: (object: object) => boolean
}

/** objects of one package that are looked at; more are data that it brings along */
const objectLimit = 50_000

/** A root or an object. */
type Holder = object

export class PackageState {
  readonly #around: Surroundings
  readonly #roots = new Set<Variables>()
  readonly #baseline = new Map<Holder, Content>()
  readonly #numbers = new Map<Holder, number>()
  /** As last looked at or put. */
  readonly #now = new Map<Holder, Content>()
  readonly #changed = new Set<Holder>()
  /** Of weak collections, as last looked at or put. */
  readonly #sizes = new Map<Holder, number>()
  readonly #held = new Map<Difference, ReadonlyMap<Holder, Content>>()
  readonly #known = new Map<string, Difference>()
  #last: Difference | undefined

  constructor(around: Surroundings) {
    this.#around = around
  }

  /** Variables of modules that were loaded just now. What the load itself changed is how the package is. */
  loaded(roots: Iterable<Variables>): void {
    const met: Holder[] = []
    for (const holder of [...this.#now.keys()]) this.#rebase(holder, met)
    for (const root of roots) {
      this.#roots.add(root)
      this.#meet(root, met)
    }
    for (const holder of met) this.#meetKeys(holder, met)
    for (const holder of met) {
      this.#numbers.set(holder, this.#numbers.size)
      this.#baseline.set(holder, this.#now.get(holder) as Content)
    }
  }

  /** Undefined where nothing differs. */
  look(): Difference | undefined {
    let same = true
    for (const [holder, before] of this.#now) {
      if (this.#isUntouched(holder, before)) continue
      const content = this.#contentOf(holder)
      this.#now.set(holder, content)
      this.#meetIn(content)
      this.#note(holder, content)
      same = false
    }
    if (!same) this.#last = this.#changed.size === 0 ? undefined : this.#difference()
    return this.#last
  }

  /** What `look` gave; undefined: as it was loaded. */
  put(to: Difference | undefined): void {
    this.#last = to
    const wanted = to === undefined ? untouched : (this.#held.get(to) ?? untouched)
    for (const holder of new Set([...this.#now.keys(), ...wanted.keys()])) {
      const content = wanted.get(holder) ?? this.#baseline.get(holder)
      if (content === undefined || this.#holds(holder, content)) continue
      if (this.#isRoot(holder)) holder.write(content)
      else putContent(holder, content, this.#keys())
      this.#noteSize(holder)
      this.#now.set(holder, content)
      this.#note(holder, content)
    }
  }

  #isRoot(holder: Holder): holder is Variables {
    return this.#roots.has(holder as Variables)
  }

  #contentOf(holder: Holder): Content {
    if (this.#isRoot(holder)) return holder.read()
    return contentOf(holder, this.#noteSize(holder) ? this.#keys() : [])
  }

  /** Of a weak collection; false for every other object. */
  #noteSize(holder: Holder): boolean {
    const size = weakSizeOf(holder)
    if (size !== undefined) this.#sizes.set(holder, size)
    return size !== undefined
  }

  /** Of entries in weak collections the package's own objects count; those of others live and go with these. */
  *#keys(): Iterable<object> {
    for (const holder of this.#now.keys()) if (!this.#isRoot(holder)) yield holder
  }

  #holds(holder: Holder, content: Content): boolean {
    if (this.#isRoot(holder)) return sameContent(holder.read(), content)
    return this.#sizes.has(holder) ? sameContent(this.#contentOf(holder), content) : hasContent(holder, content)
  }

  /** Since it was last looked at or put. */
  #isUntouched(holder: Holder, before: Content): boolean {
    const size = this.#sizes.get(holder)
    return size === undefined ? this.#holds(holder, before) : size === weakSizeOf(holder)
  }

  #note(holder: Holder, content: Content): void {
    const baseline = this.#baseline.get(holder)
    if (baseline === undefined) return
    if (sameContent(baseline, content)) this.#changed.delete(holder)
    else this.#changed.add(holder)
  }

  /** A weak collection was met before its keys were. */
  #meetKeys(holder: Holder, met: Holder[]): void {
    if (!this.#sizes.has(holder)) return
    const content = this.#contentOf(holder)
    this.#now.set(holder, content)
    this.#meetIn(content, met)
  }

  #rebase(holder: Holder, met: Holder[]): void {
    const before = this.#now.get(holder) as Content
    if (this.#isUntouched(holder, before)) return
    const content = this.#contentOf(holder)
    this.#now.set(holder, content)
    this.#meetIn(content, met)
    if (sameContent(this.#baseline.get(holder) ?? [], before)) this.#baseline.set(holder, content)
  }

  /** Takes in what is new below; it is told to `met`. */
  #meet(value: unknown, met?: Holder[]): void {
    if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return
    const open: Holder[] = [value]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (this.#now.has(next) || this.#isApart(next) || this.#now.size >= objectLimit) continue
      const content = this.#contentOf(next)
      this.#now.set(next, content)
      met?.push(next)
      for (const child of content) if (isObject(child)) open.push(child)
    }
  }

  #meetIn(content: Content, met?: Holder[]): void {
    for (const value of content) this.#meet(value, met)
  }

  #isApart(object: Holder): boolean {
    return types.isProxy(object) || this.#around.nameOf(object) !== undefined || this.#around.isUsers(object)
  }

  #differing(): ReadonlyMap<Holder, Content> {
    const found = new Map<Holder, Content>()
    const open = [...this.#changed]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const content = this.#now.get(next)
      if (content === undefined || found.has(next)) continue
      found.set(next, content)
      for (const value of content) if (isObject(value) && !this.#baseline.has(value)) open.push(value)
    }
    return found
  }

  #difference(): Difference {
    const found = this.#digest()
    let known = this.#known.get(found.digest)
    if (known === undefined) this.#known.set(found.digest, (known = found))
    if (!this.#held.has(known)) this.#held.set(known, this.#differing())
    return known
  }

  /** Of the changed objects in the order of their first sight, and of what is new below them. */
  #digest(): Difference {
    let readable = true
    const hash = createHash('sha256')
    const fresh = new Map<object, number>()
    const open: Content[] = []
    const text = (value: unknown): string => {
      if (typeof value === 'bigint') return `n${bigintToHex(value)}`
      if (!isObject(value)) return `${typeof value} ${String(value)}`
      const name = this.#numbers.get(value) ?? this.#around.nameOf(value)
      if (name !== undefined) return `known ${name}`
      let number = fresh.get(value)
      if (number === undefined) {
        fresh.set(value, (number = fresh.size))
        readable &&= isOpen(value)
        if (!types.isProxy(value))
          open.push([typeof value === 'function' ? functionText(value) : '', ...contentOf(value)])
      }
      return `new ${number}`
    }
    const write = (content: Content): void => void hash.update(`${content.map(text).join('\0')}\n`)
    const numberOf = (holder: Holder): number => this.#numbers.get(holder) as number
    for (const holder of [...this.#changed].sort((a, b) => numberOf(a) - numberOf(b))) {
      hash.update(`${numberOf(holder)}:`)
      write(this.#now.get(holder) as Content)
    }
    for (const content of open) write(content)
    if (!readable) hash.update(randomUUID())
    return { digest: hash.digest('hex'), readable }
  }
}

const untouched: ReadonlyMap<Holder, Content> = new Map()

const isObject = (value: unknown): value is Holder & (() => unknown) =>
  (typeof value === 'object' && value !== null) || typeof value === 'function'

/** Nothing that it holds is hidden: it captures no variables, and isn't of native code. */
const isOpen = (object: object): boolean => {
  if (types.isProxy(object) || types.isPromise(object) || types.isGeneratorObject(object)) return false
  if (typeof object !== 'function') return true
  return !isNative(object) && codeFacts(functionText(object as () => unknown)).free.every(name => name in globalThis)
}
