/**
 * The one binding of each top-level name, shared by every cell and closure of a session. A box is an object with a
 * single property `v` and a hidden class of its own, so that V8 keeps numbers in it unboxed (shared/techniques.md, "bindings
 * and speed"). A name that isn't defined is the global of that name, or throws its ReferenceError.
 */
import type { Name } from '../../brand.ts'
import type { Box } from '../../compile/session-side.ts'
import { LiveBinding } from '../../values/code/live-binding.ts'
import { defineProperty, getOwnPropertyDescriptor, hasOwn } from '../../values/originals.ts'

/** names a session can have; the marks must never move, because compiled functions hold on to them */
const markLimit = 1 << 18

export class Boxes {
  readonly #isOurs: (name: Name) => boolean
  readonly #boxes = new Map<Name, Box>()
  readonly #names: Name[] = []
  readonly #marks = new Map<Name, number>()
  readonly #restored: Name[] = []
  /** What boxes follow that have an accessor of their own. */
  readonly #followed = new WeakMap<Box, LiveBinding>()
  /** One byte per name, see compile/compiled.ts. */
  readonly marks = new Uint8Array(markLimit)
  /** The same bytes, to pass over names that were left alone several at a time. */
  readonly #words = new Uint32Array(this.marks.buffer)

  /** `isOurs`: a global that was there before any user code. */
  constructor(isOurs: (name: Name) => boolean) {
    this.#isOurs = isOurs
  }

  of(name: Name): Box {
    let box = this.#boxes.get(name)
    if (box === undefined) this.#boxes.set(name, (box = newBox(name, this.#isOurs)))
    return box
  }

  /** Tells which name a mark of the front's stands for. */
  register(name: Name, mark: number): Box {
    if (mark >= markLimit / 2) throw new RangeError(`A notebook can have ${markLimit / 2} names.`)
    this.#names[mark] = name
    this.#marks.set(name, mark)
    return this.of(name)
  }

  /** For code that comes back from the store before any cell of this session named the name: numbered from the end. */
  markOf(name: Name): number {
    let mark = this.#marks.get(name)
    if (mark === undefined) {
      mark = markLimit - 1 - this.#restored.length
      this.#restored.push(name)
      this.#marks.set(name, mark)
    }
    return mark
  }

  nameOf(mark: number): Name | undefined {
    return mark < markLimit / 2 ? this.#names[mark] : this.#restored[markLimit - 1 - mark]
  }

  defined(name: Name): boolean {
    return Object.hasOwn(this.of(name), 'v')
  }

  /** Reading it runs no code: the value is its own, or nobody's. */
  isPlain(name: Name): boolean {
    const box = this.of(name)
    return Object.hasOwn(box, 'v') ? !this.#followed.has(box) : !box.has
  }

  /** What a capture is to see of the name: a binding that follows a module's variable, else the value. */
  held(name: Name): unknown {
    const box = this.of(name)
    return this.#followed.get(box) ?? box.v
  }

  /** The reverse of `held`. */
  hold(name: Name, held: unknown): void {
    if (LiveBinding.is(held)) this.follow(this.of(name), held)
    else this.of(name).let = held
  }

  /** Until it is assigned, the box has the value that the module's variable has at the moment. */
  follow(box: Box, binding: LiveBinding): void {
    this.#followed.set(box, binding)
    const set = (value: unknown) => {
      this.#followed.delete(box)
      define(box, value)
    }
    Object.defineProperty(box, 'v', { get: () => binding.value, set, enumerable: true, configurable: true })
  }

  /** As compiled code does before it reads a name, for code that isn't compiled by us. */
  noteRead(name: Name): void {
    const mark = this.#marks.get(name)
    if (mark !== undefined) this.marks[mark] ||= 1
  }

  /** Likewise for what it says that it does, as a mark has it. */
  touch(name: Name, mark: number): Box {
    const index = this.markOf(name)
    this.marks[index] = (this.marks[index] as number) | mark
    return this.of(name)
  }

  remove(name: Name): void {
    const box = this.of(name)
    this.#followed.delete(box)
    delete (box as { v?: unknown }).v
  }

  /** The names touched since the marks were last cleared, and whether each was read or written. */
  *touched(): Generator<{ readonly name: Name; readonly mark: number }> {
    for (const index of this.#used()) {
      const mark = this.marks[index] as number
      const name = mark === 0 ? undefined : this.nameOf(index)
      if (name !== undefined) yield { name, mark }
    }
  }

  clearMarks(): void {
    this.marks.fill(0, 0, this.#names.length)
    this.marks.fill(0, markLimit - this.#restored.length)
  }

  *#used(): Generator<number> {
    const { length } = this.#names
    for (let i = 0; i < length; i++) {
      while (i % 4 === 0 && i < length && this.#words[i / 4] === 0) i += 4
      if (i < length) yield i
    }
    for (let i = 0; i < this.#restored.length; i++) yield markLimit - 1 - i
  }
}

const newBox = (name: Name, isOurs: (name: Name) => boolean): Box => {
  // A class made per name gives each box its own map; a shared one would turn every number into a heap number.
  const BoxOfOne = class {
    get v(): unknown {
      if (name in globalThis) return (globalThis as Record<string, unknown>)[name]
      throw new ReferenceError(`${name} is not defined`)
    }
    set v(value: unknown) {
      if (isOurs(name) || !isAssignable(getOwnPropertyDescriptor(globalThis, name))) define(this, value)
      else (globalThis as Record<string, unknown>)[name] = value
    }
    set let(value: unknown) {
      if (hasOwn(this, 'v')) this.v = value
      else define(this, value)
    }
    get has(): boolean {
      return Object.hasOwn(this, 'v') || name in globalThis
    }
  }
  return new BoxOfOne() as Box
}

const isAssignable = (global: PropertyDescriptor | undefined): boolean =>
  global !== undefined && (global.writable === true || global.set !== undefined)

const define = (box: Box, value: unknown): void =>
  void defineProperty(box, 'v', { value, writable: true, enumerable: true, configurable: true })
