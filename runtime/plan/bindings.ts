/**
 * Which state every location has at every place of the document: for each location the writes of the cells
 * in document order. A look-up asks for the nearest write above a cell. Grows in document order only.
 */
import type { Name, RunId, SnapshotId, Version } from '../brand.ts'
import type { Location } from '../location.ts'
import type { Write } from '../store/store.ts'

export type Binding = KnownBinding | Expectation

/** Left by a recorded run. */
export class KnownBinding {
  readonly is = 'known'
  /** index of the cell whose run wrote it */
  readonly by: number
  readonly run: RunId
  readonly #write: Write

  constructor(by: number, run: RunId, write: Write) {
    this.by = by
    this.run = run
    this.#write = write
  }

  /** null: that run removed it */
  get version(): Version | null {
    return this.#write.version
  }
  get snapshot(): SnapshotId | null {
    return this.#write.snapshot
  }
  get shares(): Write['shares'] {
    return this.#write.shares
  }
  get mentions(): readonly Name[] {
    return this.#write.mentions
  }
}

/** A cell that still has to run, or that failed, is expected to write it: nothing is known yet. */
export interface Expectation {
  readonly is: 'pending' | 'blocked'
  readonly by: number
  readonly mentions: readonly Name[]
}

export class Bindings {
  /** Locations on globalThis and built-ins. */
  readonly realm = new Set<Location>()
  /** One binding, or several in document order: most locations are written once. */
  readonly #byLocation = new Map<Location, Binding | Binding[]>()

  /** The state just above the cell at `index`. */
  above(index: number, location: Location): Binding | undefined {
    const writes = this.#byLocation.get(location)
    if (!Array.isArray(writes)) return writes !== undefined && writes.by < index ? writes : undefined
    for (let i = writes.length - 1; i >= 0; i--) {
      const binding = writes[i] as Binding
      if (binding.by < index) return binding
    }
    return undefined
  }

  /** The state at the end of what has been added so far. */
  last(location: Location): Binding | undefined {
    return this.above(Number.POSITIVE_INFINITY, location)
  }

  locations(): Iterable<Location> {
    return this.#byLocation.keys()
  }

  write(by: number, run: RunId, write: Write): void {
    this.#add(write.location, new KnownBinding(by, run, write))
  }

  expect(by: number, location: Location, is: 'pending' | 'blocked'): void {
    const mentions = this.last(location)?.mentions ?? []
    this.#add(location, { is, by, mentions })
  }

  #add(location: Location, binding: Binding): void {
    const writes = this.#byLocation.get(location)
    if (writes === undefined) {
      this.#byLocation.set(location, binding)
      if (location.startsWith('global:') || location.startsWith('builtin:')) this.realm.add(location)
      return
    }
    if (!Array.isArray(writes)) this.#byLocation.set(location, writes.by === binding.by ? binding : [writes, binding])
    else if (writes.at(-1)?.by === binding.by) writes[writes.length - 1] = binding
    else writes.push(binding)
  }
}
