/**
 * What is kept across sessions: runs (what a cell did, on what) and blobs (values, files). Contract; SQLite and the
 * blob folder implement it. Many processes share one store.
 */
import type { BatchList } from './batches.ts'
import type { BlobHash, CellId, Name, RunId, SnapshotId, SourceHash, Version } from '../brand.ts'
import type { Draws, Outcome, RecordValue } from '../executor/executor.ts'
import type { Location } from '../location.ts'
import type { Chunk } from '../memory/file-region.ts'
import type { ParameterValues } from '../parameters/parameters.ts'
import type { RunEvent } from '../run/events.ts'
import type { HashedFiles } from './hashed-files.ts'
import type { ItemResults } from './item-results.ts'
import type { FigureStore } from './figure-store.ts'
import type { WrittenBlob } from './blob-writer.ts'

export interface Store extends ItemResults, HashedFiles {
  /** Runs of whole notebooks, to look at. */
  readonly batches: Pick<BatchList, 'select' | 'versionOf'>
  /** Recorded in one transaction, blobs before rows. */
  record(run: RunRecord, blobs: readonly StoredUnit[]): void
  /** Writes large units without holding anybody up; they are recorded all the same. Those whose process is gone are left out. */
  write(units: readonly StoredUnit[]): Promise<readonly StoredUnit[]>
  /** Bytes of units that recorded runs wrote, and that were not worth storing then. */
  keep(units: readonly StoredUnit[]): void
  /** What is known of a recorded run only later: what its late code found. */
  amend(trace: RunTrace): void
  /** Output that came after the run was recorded. */
  append(run: RunId, events: readonly RunEvent[]): void
  /** Successful runs of this code under this engine, newest first, at most `limit`: candidates for a hit. Without events. */
  candidates(hash: SourceHash, engine: string, limit: number): readonly RunTrace[]
  /** The newest successful run of this code on these inputs (`RunDetails.key`). */
  byKey(key: string): RunTrace | undefined
  /** What the screen last showed of each cell of a notebook, whatever its code: its newest run, or one that was replayed since. */
  latest(notebook: string): ReadonlyMap<CellId, RunTrace>
  /** The cell shows this run again, which may be another cell's. */
  replayed(cell: CellOnScreen, run: RunId): void
  /** The screen says this, if anything, and hides the run that the cell shows until it shows one again. */
  cover(cell: CellOnScreen, says: string): void
  /** With what the screen says of each. */
  covered(notebook: string): ReadonlyMap<CellId, string>
  /** What the run showed, late output included. Undefined when absent; a damaged run is reported, removed and undefined. */
  events(run: RunId): readonly RunEvent[] | undefined
  /** This user's runs showed all of it: nothing came with a file. False where the store has it no more. */
  isOwn(run: RunId): boolean
  /** Undefined as for `events`. */
  trace(run: RunId): RunTrace | undefined
  /** What a trace leaves out, its draws among it. Undefined as for `events`. */
  details(run: RunId): RunDetails | undefined
  /** Verified against its hash; undefined when absent. A damaged blob is reported, removed and undefined. */
  unit(id: SnapshotId): Uint8Array | undefined
  /** The same for another process of this machine: where it is a large file, told instead of read, and verified unless it has been. */
  lend(id: SnapshotId): readonly Chunk[] | undefined
  has(id: SnapshotId): boolean
  runs(query: RunQuery): readonly RunRow[]
  tag(run: RunId, tag: string): void
  untag(run: RunId, tag: string): void
  /** Takes runs of a notebook away, but for tagged ones, and what only they held. */
  clear(query: ClearQuery): Cleared
  readonly figures: FigureStore
  close(): void
}

export interface CellOnScreen {
  /** absolute path */
  readonly notebook: string
  readonly id: CellId
}

/** A run as the planner sees it: everything but what it showed. */
export interface RunTrace {
  readonly id: RunId
  readonly cell: CellId
  readonly notebook: string
  readonly hash: SourceHash
  /** Cellar's cache version, Node's major. */
  readonly engine: string
  readonly outcome: Outcome['is']
  /** milliseconds since 1970 */
  readonly startedAt: number
  readonly ms: number
  readonly reads: readonly Read[]
  readonly writes: readonly Write[]
  /** What code that the run left going found, in the order in which it went on; absent while that isn't known. */
  readonly late?: readonly LatePart[]
}

/** What code that a run left going (timers, intervals) found while it went on in one place. */
export interface LatePart {
  /** Milliseconds after which it went on there first and last, of the time that the cells below it took. */
  readonly after: number
  readonly until: number
  /** Names that it may reach. */
  readonly reads: readonly Read[]
  /** It went on without the cell that waits there, which has to run with it. */
  readonly alone?: true
}

export interface Read {
  readonly location: Location
  /** `missing` where the location did not exist. */
  readonly version: Version
}

export interface Write {
  readonly location: Location
  /** null: removed. */
  readonly version: Version | null
  /** Effects: as it was before the run touched it. */
  readonly before?: Version | null
  /** Where its value can be had; null for effects that keep none. */
  readonly snapshot: SnapshotId | null
  readonly storable: boolean
  /** Locations that share data objects with this one, and how: [location, hash]. */
  readonly shares: readonly (readonly [Location, string])[]
  readonly mentions: readonly Name[]
  /** Where its content can't be read: names whose objects it may hold, because its run touched them. */
  readonly holds?: readonly Name[]
  readonly preview: string
  readonly type: string
  /** bytes */
  readonly size: number
  /** Late code: milliseconds until it is due. */
  readonly due?: number
}

/** What a run is beside its trace and what it showed. */
export interface RunDetails {
  readonly key: string
  readonly code: string
  readonly draws?: Draws
  readonly where: 'session' | 'pool'
  /** Node, platform, packages imported, git revision, host. */
  readonly environment: Readonly<Record<string, unknown>>
  /** As the run got them, set or default. */
  readonly parameters: ParameterValues
  /** What it told `record`. */
  readonly records: Readonly<Record<string, RecordValue>>
}

export interface RunRecord extends RunTrace, RunDetails {
  readonly events: readonly RunEvent[]
}

export interface StoredUnit {
  readonly id: SnapshotId
  readonly chunks: readonly Chunk[]
  /** Its file is there already. */
  readonly written?: WrittenBlob
}

export interface RunQuery {
  readonly run?: RunId
  readonly notebook?: string
  readonly cell?: CellId
  readonly tag?: string
  readonly outcome?: Outcome['is']
  readonly since?: number
  readonly limit: number
  readonly offset: number
}

export interface ClearQuery {
  readonly notebook: string
  /** Only this cell's. */
  readonly cell?: CellId
  /** Only say what would go. */
  readonly dryRun: boolean
}

export interface Cleared {
  readonly runs: readonly RunId[]
  /** Runs that stay because they are tagged. */
  readonly tagged: number
  /** On disk, as far as can be told. */
  readonly bytes: number
}

export interface RunRow {
  readonly id: RunId
  readonly notebook: string
  readonly cell: CellId
  readonly key: string
  readonly outcome: Outcome['is']
  readonly startedAt: number
  readonly ms: number
  readonly where: 'session' | 'pool'
  readonly tags: readonly string[]
}

export type { BlobHash }
