/**
 * Names for functions and classes that last from session to session, so that a class stored with several units comes
 * back as one. A tag is made of the content of the code and where it was first seen; what is alive under a tag keeps it from others.
 */
import { createHash } from 'node:crypto'
import { SafeMap, SafeWeakMap } from '../originals.ts'

export interface Sighting {
  readonly object: object
  /** Hash of the code's text. */
  readonly digest: Uint8Array
  /** The location it was reached from, and its number in that walk. */
  readonly from: string
}

export class CodeTags {
  readonly #tags = new SafeWeakMap<object, string>()
  readonly #objects = new SafeMap<string, WeakRef<object>>()

  /** Does some location still lead to the object? */
  readonly #isLive: (object: object) => boolean

  constructor(isLive: (object: object) => boolean) {
    this.#isLive = isLive
  }

  assign({ object, digest, from }: Sighting): string {
    const known = this.#tags.get(object)
    if (known !== undefined) return known
    const base = createHash('sha256').update(digest).update(from).digest('hex').slice(0, 32)
    let tag = base
    for (let n = 2; this.#isTaken(tag); n++) tag = `${base}.${n}`
    this.set(object, tag)
    return tag
  }

  #isTaken(tag: string): boolean {
    const holder = this.#objects.get(tag)?.deref()
    return holder !== undefined && this.#isLive(holder)
  }

  of(object: object): string | undefined {
    return this.#tags.get(object)
  }

  find(tag: string): object | undefined {
    return this.#objects.get(tag)?.deref()
  }

  /** It stands for its tag again, after another did. */
  inPlace(object: object): void {
    const tag = this.#tags.get(object)
    if (tag !== undefined && this.find(tag) !== object) this.set(object, tag)
  }

  set(object: object, tag: string): void {
    this.#tags.set(object, tag)
    this.#objects.set(tag, new WeakRef(object))
  }
}
