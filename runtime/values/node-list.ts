/**
 * The objects of a walk in order of discovery, with their slots in the object table. Walks of one root repeat themselves: as long
 * as an object is the one that came next in the walk before, its slot is known without a look-up, and a walk that meets
 * the same objects again takes over the earlier lists instead of making its own.
 */
import type { Identity } from './object-table.ts'

export interface Itinerary {
  readonly nodes: readonly Identity[]
  readonly slots: Int32Array<ArrayBuffer>
}

const nowhere: Itinerary = { nodes: [], slots: new Int32Array(0) }
const initialSize = 16

export class NodeList {
  #before = nowhere
  /** Place in the earlier list up to which objects were met again. */
  #cursor = 0
  /** So far the earlier list, to the letter. */
  #same = false
  #nodes: Identity[] = []
  #slots = new Int32Array(0)
  #parents = new Int32Array(0)
  #length = 0

  start(before: Itinerary | undefined): void {
    this.#before = before ?? nowhere
    this.#cursor = 0
    this.#same = before !== undefined
    this.#nodes = []
    this.#slots = new Int32Array(0)
    this.#parents = new Int32Array(this.#before.nodes.length || initialSize)
    this.#length = 0
  }

  get length(): number {
    return this.#length
  }

  at(number: number): Identity {
    return (this.#same ? this.#before.nodes[number] : this.#nodes[number]) as Identity
  }

  /** As told to `push`. */
  parentOf(number: number): number {
    return this.#parents[number] as number
  }

  /** The slot of an object that comes next, or after one that is gone; -1 where it has to be looked up. */
  expectedSlot(object: Identity): number {
    const { nodes, slots } = this.#before
    const next = this.#cursor
    if (next >= nodes.length) return -1
    if (nodes[next] === object) {
      this.#cursor = next + 1
      return slots[next] as number
    }
    if (nodes[next + 1] !== object) return -1
    this.#cursor = next + 2
    return slots[next + 1] as number
  }

  /** What came next in the walk before. */
  get expected(): Identity | undefined {
    return this.#before.nodes[this.#cursor]
  }

  /** `parent` is the number of the record it was met in, or -1 - the number of the root. */
  push(node: Identity, slot: number, parent: number): number {
    const number = this.#length++
    if (number >= this.#parents.length) this.#parents = grown(this.#parents)
    this.#parents[number] = parent
    if (this.#same && this.#before.nodes[number] === node) return number
    if (this.#same) this.#part(number)
    if (number >= this.#slots.length) this.#slots = grown(this.#slots)
    this.#nodes[number] = node
    this.#slots[number] = slot
    return number
  }

  /** So many more may come: one growth instead of many. */
  reserve(more: number): void {
    const size = this.#length + more
    if (this.#same || size <= this.#nodes.length) return
    this.#nodes.length = size
    this.#slots = sized(this.#slots, size)
    this.#parents = sized(this.#parents, size)
  }

  #part(length: number): void {
    this.#same = false
    this.#nodes = this.#before.nodes.slice(0, length)
    this.#slots = this.#before.slots.slice()
  }

  finish(): Itinerary & { readonly parents: Int32Array } {
    if (this.#same && this.#length < this.#before.nodes.length) this.#part(this.#length)
    if (this.#nodes.length > this.#length) this.#nodes.length = this.#length
    const lists = this.#same ? this.#before : { nodes: this.#nodes, slots: this.#slots.slice(0, this.#length) }
    return { ...lists, parents: this.#parents }
  }
}

const sized = (array: Int32Array<ArrayBuffer>, size: number): Int32Array<ArrayBuffer> => {
  if (size <= array.length) return array
  const larger = new Int32Array(size)
  larger.set(array)
  return larger
}

const grown = (array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> =>
  sized(array, Math.max(initialSize, 2 * array.length))

export const sameNodes = (a: readonly Identity[], b: readonly Identity[]): boolean => {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** Without those of functions, classes and their prototypes. */
export const dataSlots = ({
  slots,
  code,
}: Pick<Itinerary, 'slots'> & { readonly code: ReadonlySet<number> }): Int32Array =>
  code.size === 0 ? slots : slots.filter((_, number) => !code.has(number))
