/**
 * Which state every location has at every place of the document: for each location the writes of the cells
 * in document order. A look-up asks for the nearest write above a cell. Grows in document order only.
 */
import type { Name, RunId, SnapshotId, Version } from '../brand.ts'
import type { Location } from '../location.ts'
import type { Write } from '../store/store.ts'

export type Binding =
  | {
      readonly is: 'known'
      /** index of the cell whose run wrote it */
      readonly by: number
      readonly run: RunId
      /** null: that run removed it */
      readonly version: Version | null
      readonly snapshot: SnapshotId | null
      readonly storable: boolean
      readonly shares: readonly (readonly [Location, string])[]
      readonly mentions: readonly Name[]
    }
  /** A cell that still has to run, or that failed, is expected to write it: nothing is known yet. */
  | { readonly is: 'pending' | 'blocked'; readonly by: number; readonly mentions: readonly Name[] }

export class Bindings {
  readonly #byLocation = new Map<Location, Binding[]>()

  /** The state just above the cell at `index`. */
  above(index: number, location: Location): Binding | undefined {
    const writes = this.#byLocation.get(location)
    if (writes === undefined) return undefined
    for (let i = writes.length - 1; i >= 0; i--) {
      const binding = writes[i] as Binding
      if (binding.by < index) return binding
    }
    return undefined
  }

  /** The state at the end of what has been added so far. */
  last(location: Location): Binding | undefined {
    return this.#byLocation.get(location)?.at(-1)
  }

  locations(): Iterable<Location> {
    return this.#byLocation.keys()
  }

  write(by: number, run: RunId, write: Write): void {
    const { version, snapshot, storable, shares, mentions } = write
    this.#add(write.location, { is: 'known', by, run, version, snapshot, storable, shares, mentions })
  }

  expect(by: number, location: Location, is: 'pending' | 'blocked'): void {
    const mentions = this.last(location)?.mentions ?? []
    this.#add(location, { is, by, mentions })
  }

  #add(location: Location, binding: Binding): void {
    const writes = this.#byLocation.get(location)
    if (writes === undefined) this.#byLocation.set(location, [binding])
    else if (writes.at(-1)?.by === binding.by) writes[writes.length - 1] = binding
    else writes.push(binding)
  }
}
