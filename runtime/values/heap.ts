/**
 * The session's view of its own live values: which locations share objects, what each one's content is,
 * and how to put an earlier state back. Contract only; `live-heap.ts` implements it in the user process.
 *
 * A **unit** is a set of locations whose object graphs meet in a *data* object (through properties, Map/Set members, shared
 * ArrayBuffers, unregistered symbols, variables captured by closures, statics). Units are captured and restored whole, so
 * identity survives. Top-level names that a function mentions are boxes, looked up by name: not part of its graph.
 *
 * *Code* objects (functions, classes, and a class's or function's `.prototype`) do not by themselves join units, else every two
 * instances of one class would be one unit. Code reachable from several units is encoded in each, under a **code tag**
 * (deterministic: hash of its content hash + the location and path through which it was first captured), so that whichever
 * snapshot is loaded first makes the object and every later one finds it by its tag: `p instanceof P` holds across units.
 *
 * Nothing here ever runs user code: properties are read through descriptors, proxies and private state
 * through the inspector.
 */
import type { Name, SnapshotId, Version } from '../brand.ts'
import type { Location } from '../location.ts'
import type { Hand } from '../memory/two-thread-hash.ts'
import type { Marks } from './code/compiled-names.ts'

export interface Heap {
  /**
   * Looks at the `touched` roots as they are now, and at every other root whose graph meets theirs (or met it
   * at the last capture), and says what became of each unit. `gone` are roots that no longer exist.
   */
  capture(
    touched: ReadonlyMap<Location, unknown>,
    gone?: ReadonlySet<Location>,
    options?: CaptureOptions,
  ): readonly UnitCapture[]
  /** Finds out now what the first look at a package's functions would have to. */
  prepare(): void
  /** What a strict script's text was, of which this function is all: closures made there are judged by it. */
  learnScript(fn: object, text: string): void
  /** The snapshot each location is at now, as far as captures and restores tell. */
  live(location: Location): SnapshotId | undefined
  /** Can `restore` bring this snapshot back from memory? (false once dropped, or when it holds opaque state and isn't live) */
  holds(id: SnapshotId): boolean
  /**
   * Puts the unit back in place: the same objects with their earlier content. Returns the value of each member;
   * the caller assigns the bindings. Locations whose objects were changed by it without being in `wanted` lose their live snapshot.
   */
  restore(id: SnapshotId, wanted: ReadonlySet<Location>): ReadonlyMap<Location, unknown>
  /** Did a capture find this object below some location, as data? */
  owns(object: object): boolean
  /** What code that has these values can get at. */
  reach(values: readonly unknown[]): Reach
  /** Makes a location not exist any more. */
  forget(location: Location): void
  /** The unit's bytes for the store; undefined when it isn't storable. Large buffers are views, not copies. */
  encode(id: SnapshotId): EncodedUnit | undefined
  /** Makes a stored unit restorable here: decodes it into new objects (functions and classes from their source, modules by import). */
  load(id: SnapshotId, chunks: readonly Uint8Array[]): Promise<void>
  /** Forgets a snapshot that nothing will ask for again. */
  drop(id: SnapshotId): void
  /** Values as they are now, beside whatever is captured: to be had again elsewhere, once. Large buffers are views of kept copies. */
  pack(values: ReadonlyMap<Location, unknown>): Packed
  /** New objects; code that is alive here under its tag is that code. */
  unpack(chunks: readonly Uint8Array[]): Promise<ReadonlyMap<Location, unknown>>
}

export type Packed = {
  /** SHA-256 (hex) of the content. */
  readonly digest: string
  /** Top-level names that functions among them may read or write when called. */
  readonly mentions: readonly Name[]
} & ({ readonly chunks: readonly Uint8Array[] } | { readonly whyNot: string })

export interface Reach {
  /** By names that the code mentions, and by objects that it shares. */
  readonly locations: ReadonlySet<Location>
  /** Some objects it has itself: no name leads it there. */
  readonly holdsObjects: boolean
  /** Nothing of it is out of sight. */
  readonly whole: boolean
}

export interface CaptureOptions {
  /** Code that goes on holds the new objects: earlier, equal ones don't take their place. */
  readonly inUse: boolean
}

export interface UnitCapture {
  readonly members: readonly MemberCapture[]
  /** SHA-256 of the canonical joint encoding where all content is readable (so equal content has an equal id), else unique. */
  readonly snapshot: SnapshotId
  /**
   * Set when this very content was captured before and those earlier objects are still held: the heap has put them back
   * in place of the new, equal ones (so that aliases and instances made meanwhile keep their identity), and the caller assigns these.
   */
  readonly canonical?: ReadonlyMap<Location, unknown>
  /** Could be written to the store and read back equal. */
  readonly storable: boolean
  /** Where not: the path and what stands there, `config.onDone is a function that captures n`. */
  readonly whyNot?: string
  /** Approximate, in bytes, as encoded. */
  readonly size: number
}

export interface MemberCapture {
  readonly location: Location
  /** The snapshot that it was at before. */
  readonly before?: SnapshotId
  /** Hash of the content reachable from this location alone; absent when some of it can't be read. */
  readonly version?: Version
  /** Functions of packages hang on DOM nodes in it: what they captured is not in the version. */
  readonly partial?: true
  /**
   * Other members that share at least one data object (not code) with this one, each with a hash of *how*: of the pairs (number of
   * the object in this member's own walk, in the other's) of the shared objects. Equal versions and equal hashes mean an equal joint graph.
   */
  readonly shares: ReadonlyMap<Location, string>
  /** Top-level names that functions reachable from here may read or write when called. */
  readonly mentions: readonly Name[]
  /** For screens: `Array(3)`, `Map(2)`, `class Reg`, `42`. */
  readonly preview: string
  readonly type: string
}

export interface EncodedUnit {
  readonly chunks: readonly Uint8Array[]
}

/** Objects that have a name everywhere (intrinsics, exports of modules) and are encoded as that name. */
export interface ReferenceTable {
  /** `intrinsic:Array.prototype.map`, `module:node:path#join`, `module:npm:arquero@8.0.3#table`; undefined for anything else. */
  nameOf(value: object | symbol): string | undefined
  /** Names the prototype of a class, with the members of both, for this session; another class may have the name already. */
  registerClass(name: string, prototype: object): void
  registerSymbol(name: string, symbol: symbol): void
  /** Of what belongs to a module that keeps state: its name for a process with a state of its own. */
  nameElsewhere(value: object | symbol): string | undefined
  /** The object of that name, importing the module where needed; wrapped, because it may have a `then` of its own. */
  resolve(name: string): Promise<{ readonly found: object | symbol }>
}

/**
 * Evaluates source text in this realm, with boxes, marks and runtime bound as in a compiled cell; the session provides it so that
 * they are the live ones.
 */
export type Instantiate = (source: string, boxes: readonly Name[]) => unknown

/** What one is made of. */
export interface HeapParts {
  readonly references: ReferenceTable
  readonly instantiate: Instantiate
  /** Without it, functions that mark their reads can't be stored. */
  readonly marks?: Marks
  /** What is made here goes to a process that may have its class, and have seen no instance of that. */
  readonly isWorker?: boolean
  /** Bytes of content kept in memory to be put back. */
  readonly memory?: number
  /** Does the module with this URL or path keep state? None does, where nobody says. */
  readonly keepsState?: (script: string) => boolean
  /** What functions of this place (a name of the reference table, a script) may be told to use, as mentions. */
  readonly mentionsAt?: (place: string) => readonly Name[]
  /** Another thread that takes part in hashing large bytes. */
  readonly hand?: Hand
}
