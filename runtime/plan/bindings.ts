/**
 * Which state every location has at every place of the document: for each location the writes of the cells
 * in document order. A look-up asks for the nearest write above a cell. Grows in document order only; a later plan stands on the
 * part of an earlier one that still holds.
 */
import type { Name, RunId, SnapshotId, Version } from '../brand.ts'
import { entryOf } from '../effects/files/entry-kind.ts'
import { holdsValue, keyOf, type Location, locationOf } from '../location.ts'
import type { RunTrace, Write } from '../store/store.ts'

/** What of a run its bindings need. */
type Source = Pick<RunTrace, 'id' | 'cell' | 'reads' | 'writes' | 'late'>

export type Binding = KnownBinding | Expectation

/** Left by a recorded run. */
export class KnownBinding {
  readonly is = 'known'
  /** index of the cell whose run wrote it */
  readonly by: number
  readonly #trace: Source
  readonly #write: Write

  constructor(by: number, trace: Source, write: Write) {
    this.by = by
    this.#trace = trace
    this.#write = write
  }

  get run(): RunId {
    return this.#trace.id
  }
  hasRead(location: Location): boolean {
    return this.#trace.reads.some(read => read.location === location)
  }
  hasReadOneOf(locations: ReadonlySet<Location>): boolean {
    return this.#trace.reads.some(read => locations.has(read.location))
  }
  /** Its run defined or changed a class there. */
  wroteClass(location: Location): boolean {
    return this.#trace.writes.some(write => write.location === location && write.type === 'class')
  }

  withVersion(version: Version): KnownBinding {
    return new KnownBinding(this.by, this.#trace, { ...this.#write, version })
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
  /** `Array`, `number`. */
  get type(): string {
    return this.#write.type
  }
  get holds(): readonly Name[] {
    return this.#write.holds ?? []
  }
  /** Its late code, where its own run left that: what is known of how it went on. */
  get late(): RunTrace['late'] {
    return keyOf(this.#write.location) === this.#trace.cell ? this.#trace.late : undefined
  }
  /** Milliseconds after which late code goes on, of the time that cells take below. */
  get due(): number {
    return this.#write.due ?? 0
  }
  /** An effect's, as it was before the notebook touched it. */
  get before(): Version | null | undefined {
    return this.#write.before
  }
}

/** Types of values that lead to no object. */
const holdsNothing: ReadonlySet<string> = new Set([
  'string',
  'number',
  'boolean',
  'bigint',
  'symbol',
  'undefined',
  'null',
])

/** A cell that still has to run, or that failed, is expected to write it: nothing is known yet. */
export interface Expectation {
  readonly is: 'pending' | 'blocked'
  readonly by: number
  readonly mentions: readonly Name[]
}

export type LookUp = (location: Location) => Binding | undefined
/** What may be an instance of the class at this location. */
export type Instances = (location: Location) => readonly Location[]

/** Cells to be planned on top from which on one table pays for itself at once. */
const many = 64
/** locations that are written anew without a thought */
const smallest = 8

/** What the cells before the one at `from` did. */
interface Earlier {
  readonly bindings: Bindings
  readonly from: number
}

export class Bindings {
  /** Locations on globalThis and built-ins. */
  readonly realm: Set<Location>
  /** Some cell left code going, or will. */
  #leftCode: boolean
  /** One binding, or several in document order: most locations are written once. */
  readonly #byLocation = new Map<Location, Binding | Binding[]>()
  /** What the cells before the one at `from` did, where that was known before. */
  readonly #earlier: Earlier | undefined

  constructor(earlier?: Earlier) {
    this.#earlier = earlier
    this.#leftCode = earlier !== undefined && earlier.bindings.#leftCode
    this.realm = new Set(
      earlier && [...earlier.bindings.realm].filter(l => earlier.bindings.above(earlier.from, l) !== undefined),
    )
  }

  /** New bindings that begin with what the cells before the one at `index` did, for so many more. These stay as they are. */
  upTo(index: number, more: number): Bindings {
    if (this.#earlier !== undefined && index <= this.#earlier.from) return this.#earlier.bindings.upTo(index, more)
    const below = more < many ? this.#farBelow(index) : undefined
    const written = new Bindings(below)
    for (const [location, binding] of this.#inOrder(index, below?.bindings)) written.#add(location, binding)
    return written
  }

  /** Tables so small beside the one below them that they needn't be written into it: a look-up passes through few, and each is written seldom. */
  #farBelow(index: number): Earlier | undefined {
    let size = 0
    let at: Earlier | undefined = { bindings: this, from: index }
    while (at !== undefined) {
      const { bindings, from }: Earlier = at
      if (bindings.#byLocation.size > 2 * size + smallest) return at
      size += bindings.#byLocation.size
      const next: Earlier | undefined = bindings.#earlier
      at = next && { bindings: next.bindings, from: Math.min(from, next.from) }
    }
    return undefined
  }

  get leftCode(): boolean {
    return this.#leftCode
  }

  /** The state just above the cell at `index`. */
  above(index: number, location: Location): Binding | undefined {
    return location.startsWith('entry:') ? this.#entryAbove(index, keyOf(location)) : this.#above(index, location)
  }

  /** What stands at a path follows from what was written there. */
  #entryAbove(index: number, path: string): Binding | undefined {
    const file = this.#above(index, locationOf('file', path))
    return file?.is === 'known' ? file.withVersion(entryOf(file.version)) : file
  }

  #above(index: number, location: Location): Binding | undefined {
    const writes = this.#byLocation.get(location)
    if (Array.isArray(writes))
      for (let i = writes.length - 1; i >= 0; i--) {
        const binding = writes[i] as Binding
        if (binding.by < index) return binding
      }
    else if (writes !== undefined && writes.by < index) return writes
    const earlier = this.#earlier
    return earlier && earlier.bindings.#above(Math.min(index, earlier.from), location)
  }

  /** The state at the end of what has been added so far. */
  last(location: Location): Binding | undefined {
    return this.above(Number.POSITIVE_INFINITY, location)
  }

  locations(): Iterable<Location> {
    if (this.#earlier === undefined) return this.#byLocation.keys()
    return new Set(Array.from(this.#inOrder(Number.POSITIVE_INFINITY), ([location]) => location))
  }

  /** What a fresh run left: its trace, taken over. */
  take(by: number, trace: Source): void {
    for (const write of trace.writes) this.#add(write.location, new KnownBinding(by, trace, write))
  }

  /** What may be of this class or of one that extends it, or hold some, just above the cell at `index`: whoever changes the class changes it. */
  instances(index: number, location: Location): readonly Location[] {
    if (!this.#isClass(index, location)) return []
    const classes = new Set([location])
    const found = new Set<Location>()
    // Who follows from what was found is mostly defined below it: the second walk finds nothing.
    for (let before = -1; before < found.size; ) {
      before = found.size
      for (const other of this.locations()) {
        if (other === location || found.has(other) || !holdsValue(other)) continue
        if (!this.#mayHold(index, other, { classes, found })) continue
        found.add(other)
        if (this.#isClass(index, other)) classes.add(other)
      }
    }
    return [...found]
  }

  /**
   * By its type; or made by who knew one of the classes, or what may hold an instance (`v.add(w)`, `items.map(copy)`), and since then only
   * changed in place: who does that has read it.
   */
  #mayHold(
    index: number,
    location: Location,
    { classes, found }: { readonly classes: ReadonlySet<Location>; readonly found: ReadonlySet<Location> },
  ): boolean {
    let made = this.above(index, location)
    if (made?.is !== 'known' || holdsNothing.has(made.type)) return false
    while (made?.is === 'known') {
      const by: number = made.by
      for (const of of classes) {
        if (made.type === keyOf(of) || made.wroteClass(of) || (made.hasRead(of) && this.#isClass(by, of))) return true
      }
      if (made.hasReadOneOf(found)) return true
      made = made.hasRead(location) ? this.above(by, location) : undefined
    }
    return false
  }

  expect(by: number, location: Location, is: 'pending' | 'blocked'): void {
    const mentions = this.last(location)?.mentions ?? []
    this.#add(location, { is, by, mentions })
  }

  /** What the cells before the one at `index` did; in document order for each location. */
  *#inOrder(index: number, until?: Bindings): Generator<readonly [Location, Binding]> {
    if (this === until) return
    if (this.#earlier !== undefined) yield* this.#earlier.bindings.#inOrder(Math.min(index, this.#earlier.from), until)
    for (const [location, writes] of this.#byLocation)
      for (const binding of Array.isArray(writes) ? writes : [writes]) if (binding.by < index) yield [location, binding]
  }

  #isClass(index: number, location: Location): boolean {
    const binding = this.above(index, location)
    return binding?.is === 'known' && binding.type === 'class'
  }

  #add(location: Location, binding: Binding): void {
    const writes = this.#byLocation.get(location)
    if (writes === undefined) {
      this.#byLocation.set(location, binding)
      if (location.startsWith('global:') || location.startsWith('builtin:')) this.realm.add(location)
      else if (location.startsWith('late:')) this.#leftCode = true
      return
    }
    if (!Array.isArray(writes)) this.#byLocation.set(location, writes.by === binding.by ? binding : [writes, binding])
    else if (writes.at(-1)?.by === binding.by) writes[writes.length - 1] = binding
    else writes.push(binding)
  }
}
