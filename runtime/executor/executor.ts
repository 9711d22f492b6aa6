/**
 * Where cells run: one interface for the session, the pool and remote workers. The front asks; an executor never decides
 * what is stale. Everything here is plain data that crosses a process border.
 */
import type { CellId, Name, RunId, SnapshotId, Version } from '../brand.ts'
import type { CompiledCell } from '../compile/compiled.ts'
import type { Location } from '../location.ts'
import type { Chunk } from '../memory/file-region.ts'
import type { ParameterValues } from '../parameters/parameters.ts'
import type { CommEvent, InputRequest, RunEvent } from '../run/events.ts'

export interface Executor {
  /**
   * Brings the environment above a cell about. Afterwards each location listed is at its snapshot, or absent where `to` is null,
   * except those returned, which only a rerun of their writers can make.
   */
  prepare(environment: readonly EnvironmentEntry[]): Promise<readonly Location[]>
  /** Brings the environment above the cell about and runs the job on it, all in one round trip. */
  run(job: Job, listener: RunListener): Promise<RunReport | Unavailable>
  /** Stops a run within 100 ms; its report's outcome is `interrupted`. Other values are kept. */
  interrupt(run: RunId): void
  /** Asks a run that has a checkpoint to save and leave, in its own time; others go on. One that hears it ends `interrupted`. */
  askToLeave(run: RunId): void
  /** Units just captured, for the store or another executor. */
  encode(ids: readonly SnapshotId[]): Promise<readonly EncodedSnapshot[]>
  /** False: what it was told of isn't there any more. */
  load(id: SnapshotId, chunks: readonly Chunk[]): Promise<boolean>
  /** Ends timers, listeners and handles that a run still owns, and settles its `invalidation`. */
  discard(run: RunId): Promise<void>
  close(): Promise<void>
}

export interface EnvironmentEntry {
  readonly location: Location
  /** A snapshot for values, a version for effects; null: the location does not exist there. */
  readonly to: SnapshotId | Version | null
  /** The run doesn't need it, but may change it: put in place where it can be had, and nothing is run for it. */
  readonly optional?: true
}

export interface Job {
  readonly run: RunId
  readonly cell: CellId
  /** The cell's run before, whose timers, listeners and handles end first. */
  readonly overtakes?: RunId
  readonly environment: readonly EnvironmentEntry[]
  readonly compiled: CompiledCell
  /** What clock and chance answer, where an earlier run is made again. */
  readonly replay?: Draws
  /**
   * Runs whose late code must not go on while this one runs, as of cells below. Given, all late code waits when the run has ended,
   * until the next run or a `release`.
   */
  readonly held?: readonly RunId[]
  /** Those of them that hear what happens to things that they opened, such as a server: they are of cells above. */
  readonly told?: readonly RunId[]
  /** False: nothing else goes on until it has ended, not even once it is broken off. */
  readonly awaits?: boolean
  /** milliseconds */
  readonly timeout?: number
  /** Those that were set for this run of the notebook. */
  readonly parameters?: ParameterValues
  /** Files that must be there when it has succeeded. */
  readonly produces?: readonly string[]
  /** Keep what a failed run wrote of them beside them. */
  readonly keepBroken?: boolean
  /** Hash of its code and of all that it may look at: a state saved under another is none of this run's. */
  readonly inputs?: string
}

export interface EncodedSnapshot {
  readonly id: SnapshotId
  readonly chunks: readonly Chunk[]
}

export interface RunListener {
  event(event: RunEvent): void
  input(request: InputRequest): Promise<string>
}

export type Outcome =
  | { readonly is: 'ok' }
  | {
      readonly is: 'failed'
      readonly error: { readonly name: string; readonly message: string; readonly traceback: readonly string[] }
    }
  | { readonly is: 'interrupted' }
  | { readonly is: 'timeout' }
  /** The process died under it: exit, crash, out of memory. */
  | { readonly is: 'lost'; readonly why: string }

/** Nothing has run: the store has these locations, or only a rerun of their writers can make them. */
export interface Unavailable {
  readonly unavailable: readonly Location[]
}

export interface RunReport {
  readonly outcome: Outcome
  /** Locations read before the run wrote them. Versions of values are the front's to know; those of effects stand here. */
  readonly reads: readonly { readonly location: Location; readonly version?: Version }[]
  readonly writes: readonly WriteReport[]
  /** Values behind the versions of the environment's variables that it wrote: never to be kept in a file. */
  readonly variables?: readonly (readonly [Version, string])[]
  readonly draws?: Draws
  /** Ended runs whose late code went on while this one ran. */
  readonly metLate?: readonly MetLate[]
  readonly notes?: RunNotes
  /** The written units that are small enough to come along without being asked for. */
  readonly units: readonly EncodedSnapshot[]
  /** milliseconds of wall time */
  readonly ms: number
}

export interface MetLate {
  readonly run: RunId
  /** milliseconds from the start of the run that met it until something of it went on first, and last */
  readonly after: number
  readonly until: number
}

/** What the run said of itself through the API inside a cell. */
export interface RunNotes {
  /** The parameters it asked for, as it got them: set or default. */
  readonly parameters: ParameterValues
  /** What it told `record`. */
  readonly records: Readonly<Record<string, RecordValue>>
  /** It went on from a state that an earlier run saved: it depends on all that that one may have looked at. */
  readonly resumed: boolean
}

export type RecordValue = string | number | boolean | null

export interface WriteReport {
  readonly location: Location
  /** The run assigned the binding itself; otherwise it is only a member of a unit that the run looked at. */
  readonly assigned: boolean
  /** Values: the snapshot that was there before the run. */
  readonly found?: SnapshotId
  /** absent: content can't be read, or (null) the location was removed */
  readonly version?: Version | null
  /** The version leaves out what functions of packages captured: it depends on how the value was made, too. */
  readonly partial?: true
  /** Effects: as it was before the run touched it; null where it didn't exist. */
  readonly before?: Version | null
  readonly snapshot: SnapshotId | null
  readonly storable: boolean
  /** Where not: the path and what stands there, `config.onDone is a function that captures n`. */
  readonly whyNot?: string
  /** Locations that share data objects with this one, and how: [location, hash]. */
  readonly shares: readonly (readonly [Location, string])[]
  readonly mentions: readonly Name[]
  readonly preview: string
  readonly type: string
  readonly size: number
  /** Late code: milliseconds until the first of it is due. */
  readonly due?: number
}

/** What a run drew from clock and chance, so that rebuilding it gives the same. */
export interface Draws {
  /** Anything was drawn at all. */
  readonly drew?: boolean
  /** Seed of the run's Math.random. */
  readonly seed: readonly [number, number, number, number]
  /** Answers of Date.now and `new Date()`, in the order asked; `truncated` when there were too many to keep. */
  readonly clock: readonly number[]
  /** Answers of performance.now and process.hrtime, milliseconds. */
  readonly ticks?: readonly number[]
  /** Answers of crypto, hex. */
  readonly bytes: readonly string[]
  readonly truncated: boolean
}

export interface LateReport {
  readonly run: RunId
  readonly events: readonly RunEvent[]
}

export type { CommEvent }
