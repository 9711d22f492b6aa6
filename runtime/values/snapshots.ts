/**
 * The snapshots that can be put back from memory, bounded in bytes: beyond the bound the longest unused ones go, as
 * if nobody had kept them, and the store or a rerun has to serve.
 */
import { getHeapStatistics } from 'node:v8'
import type { SnapshotId } from '../brand.ts'
import { SafeMap } from './originals.ts'
import type { Snapshot } from './snapshot.ts'

/** Bytes of content. The objects come on top of it, on V8's heap, most of which is the user's. */
const defaultBound = Math.min(512 * 1024 * 1024, getHeapStatistics().heap_size_limit / 8)
/** What a node costs beside its bytes: its place in the list and in the object table. */
const bytesPerNode = 64
/** Part of the bound that may be let go before it is worth looking for objects that nobody needs any more. */
const worthSweeping = 1 / 16

export class Snapshots {
  readonly #held = new SafeMap<SnapshotId, Snapshot>()
  readonly #bound: number
  #bytes = 0
  #letGo = 0

  constructor(bound = defaultBound) {
    this.#bound = bound
  }

  get(id: SnapshotId): Snapshot | undefined {
    const snapshot = this.#held.get(id)
    if (snapshot !== undefined) {
      this.#held.delete(id)
      this.#held.set(id, snapshot)
    }
    return snapshot
  }

  /** `isLive` ones stay whatever the bound says. */
  keep(snapshot: Snapshot, isLive: (id: SnapshotId) => boolean): void {
    this.drop(snapshot.id)
    this.#held.set(snapshot.id, snapshot)
    this.#bytes += costOf(snapshot)
    if (this.#bytes <= this.#bound) return
    for (const id of [...this.#held.keys()]) {
      if (this.#bytes <= this.#bound) return
      if (id !== snapshot.id && !isLive(id)) this.drop(id)
    }
  }

  drop(id: SnapshotId): void {
    const snapshot = this.#held.get(id)
    if (snapshot === undefined) return
    this.#held.delete(id)
    this.#bytes -= costOf(snapshot)
    this.#letGo += costOf(snapshot)
  }

  /** Has so much been let go since `swept` that what it held should be freed? A few objects may be most of the memory. */
  get mustSweep(): boolean {
    return this.#letGo > this.#bound * worthSweeping
  }

  swept(): void {
    this.#letGo = 0
  }

  all(): readonly Snapshot[] {
    return [...this.#held.values()]
  }
}

const costOf = ({ size, nodes }: Snapshot): number => size + bytesPerNode * nodes.length
