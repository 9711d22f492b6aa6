/**
 * Numbers every object and unregistered symbol of the heap, once, and remembers by that number where a walk met it and which unit
 * owns it. It holds its objects strongly, as mementos do; `sweep` lets go of those that no memento lists any more.
 */
import { SafeMap } from './originals.ts'

export type Identity = object | symbol

/** Small enough that growing one (V8 copies it to twice its size) costs little; V8 refuses more than 2^24 entries altogether. */
const largestShard = 2 ** 18

export class ObjectTable {
  #shards: Map<Identity, number>[] = [new SafeMap()]
  readonly #shardSize: number
  #free: number[] = []
  #slots = 0
  #walk = 0
  /** By slot: the last walk that met it, its number there, the unit that owns it. */
  #metIn = new Int32Array(1024)
  #numbers = new Int32Array(1024)
  #owners = new Int32Array(1024)

  constructor(shardSize = largestShard) {
    this.#shardSize = shardSize
  }

  get size(): number {
    return this.#slots - this.#free.length
  }

  /** -1 where it isn't known. */
  slotOf(object: Identity): number {
    for (let i = 0; i < this.#shards.length; i++) {
      const slot = (this.#shards[i] as Map<Identity, number>).get(object)
      if (slot !== undefined) return slot
    }
    return -1
  }

  add(object: Identity): number {
    const slot = this.#free.length > 0 ? this.#reuse() : this.#slots++
    if (slot >= this.#owners.length) this.#grow()
    let shard = this.#shards[this.#shards.length - 1] as Map<Identity, number>
    if (shard.size >= this.#shardSize) this.#shards[this.#shards.length] = shard = new SafeMap()
    shard.set(object, slot)
    return slot
  }

  /** Its slot, a new one where it has none. */
  place(object: Identity): number {
    const slot = this.slotOf(object)
    return slot < 0 ? this.add(object) : slot
  }

  newWalk(): number {
    return ++this.#walk
  }

  /** The number a walk gave it; -1 where that walk hasn't met it. */
  numberIn(slot: number, walk: number): number {
    return this.#metIn[slot] === walk ? (this.#numbers[slot] as number) : -1
  }

  meet(slot: number, walk: number, number: number): void {
    this.#metIn[slot] = walk
    this.#numbers[slot] = number
  }

  ownerOf(slot: number): number {
    return this.#owners[slot] as number
  }

  own(slot: number, unit: number): void {
    this.#owners[slot] = unit
  }

  /** Forgets every object whose slot isn't among `kept`. */
  sweep(kept: readonly Int32Array[]): void {
    const walk = this.newWalk()
    for (let i = 0; i < kept.length; i++) {
      const slots = kept[i] as Int32Array
      for (let j = 0; j < slots.length; j++) this.meet(slots[j] as number, walk, j)
    }
    this.#shards = this.#shards.map(shard => this.#survivors(shard, walk))
  }

  /** A new map costs less than deleting one by one from the old, and mostly a shard survives or goes as a whole. */
  #survivors(shard: Map<Identity, number>, walk: number): Map<Identity, number> {
    const survivors: Map<Identity, number> = new SafeMap()
    let lost = 0
    shard.forEach(slot => {
      if (this.#metIn[slot] === walk) return
      this.#owners[slot] = 0
      this.#free[this.#free.length] = slot
      lost++
    })
    if (lost === 0) return shard
    if (lost < shard.size) {
      shard.forEach((slot, object) => {
        if (this.#metIn[slot] === walk) survivors.set(object, slot)
      })
    }
    return survivors
  }

  #reuse(): number {
    const slot = this.#free[this.#free.length - 1] as number
    this.#free.length--
    return slot
  }

  #grow(): void {
    const larger = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const grown = new Int32Array(2 * old.length)
      grown.set(old)
      return grown
    }
    this.#metIn = larger(this.#metIn)
    this.#numbers = larger(this.#numbers)
    this.#owners = larger(this.#owners)
  }
}
