/**
 * What user code has changed of built-ins, put aside while code of ours runs: a wrapper that counts must count the user's calls only, and
 * ours must not depend on it. Known are the changes that were seen at the last look; it is shut again before any user code runs.
 */
import type { Location } from '../location.ts'
import { defineProperty, deleteProperty, getOwnPropertyDescriptor, SafeMap } from './originals.ts'

/** A property of a built-in, and what stood there at the start. */
export interface Place {
  readonly object: object
  readonly key: string | symbol
  readonly then: PropertyDescriptor
}

export interface Changed extends Place {
  /** As user code has it; undefined where it removed it. */
  readonly now: PropertyDescriptor | undefined
}

export class PutAside {
  #depth = 0
  readonly #known = new SafeMap<Location, Place>()
  readonly #aside = new SafeMap<Location, Changed>()

  /** User code sees nothing of it, so the work must call none; what a promise of it does later isn't part of it. */
  during<T>(work: () => T): T {
    if (this.#depth++ === 0) this.#open()
    try {
      return work()
    } finally {
      if (--this.#depth === 0) this.#close()
    }
  }

  get isOpen(): boolean {
    return this.#depth > 0
  }

  /** As user code will find it again; `now` may be what stood there at the start. */
  add(location: Location, { object, key, then, now }: Changed): void {
    this.#known.set(location, { object, key, then })
    this.#aside.set(location, { object, key, then, now })
    place({ object, key }, then)
  }

  forEach(visit: (changed: Changed, location: Location) => void): void {
    this.#aside.forEach(visit)
  }

  #open(): void {
    this.#known.forEach(({ object, key, then }, location) => {
      this.add(location, { object, key, then, now: getOwnPropertyDescriptor(object, key) })
    })
  }

  #close(): void {
    this.#aside.forEach(changed => void place(changed, changed.now))
    this.#aside.clear()
  }
}

const place = ({ object, key }: Pick<Place, 'object' | 'key'>, descriptor: PropertyDescriptor | undefined): void => {
  if (descriptor === undefined) deleteProperty(object, key)
  else defineProperty(object, key, descriptor)
}
