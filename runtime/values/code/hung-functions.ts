/**
 * Functions that packages hang on DOM nodes (Plot's `chart.scale`, `chart.legend`). Through what they capture they lead to the whole
 * package and to the data that was drawn; nobody reads that for each look at a drawing. They count as this very function,
 * made by the run that hung it there; functions that cells or local modules hang on a node are looked into like any other.
 */
import type { ReferenceTable } from '../heap.ts'
import type { Inspector } from '../inspector.ts'
import type { Identity } from '../object-table.ts'
import { getPrototypeOf, SafeWeakMap } from '../originals.ts'

/** What the names of the DOM's classes begin with. */
export const domPrefix = 'dom:'

export class HungFunctions {
  readonly #inspector: Inspector
  readonly #nameOf: ReferenceTable['nameOf']
  readonly #packaged = new SafeWeakMap<object, boolean>()
  readonly #numbers = new SafeWeakMap<object, number>()
  #last = 0

  constructor(inspector: Inspector, { nameOf }: ReferenceTable) {
    this.#inspector = inspector
    this.#nameOf = nameOf
  }

  /** Is it one, found as a property of `owner`? */
  has(fn: object, owner: Identity): boolean {
    if (typeof owner !== 'object') return false
    const prototype = getPrototypeOf(owner) as object | null
    if (prototype === null || this.#nameOf(prototype)?.startsWith(domPrefix) !== true) return false
    let packaged = this.#packaged.get(fn)
    if (packaged === undefined) {
      packaged = this.#inspector.scriptOf(fn).includes('/node_modules/')
      this.#packaged.set(fn, packaged)
    }
    return packaged
  }

  /** Tells it from every other function of this session. */
  numberOf(fn: object): number {
    let number = this.#numbers.get(fn)
    if (number === undefined) this.#numbers.set(fn, (number = ++this.#last))
    return number
  }
}
