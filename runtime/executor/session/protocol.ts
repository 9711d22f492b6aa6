/**
 * What the front and a session process say to each other. Requests go down Node's IPC channel; everything
 * the session says goes up one pipe, written synchronously: so output keeps its order, a fast printer waits for a slow reader, and what
 * was said before a crash arrives. Bump `protocolVersion` with any change: both sides are built together.
 */
import type { RunId, SnapshotId, Version } from '../../brand.ts'
import type { RunsQuery, RunsRow } from '../../cell-api/runs.ts'
import type { HashedFile } from '../../effects/files/file-hashes.ts'
import type { Location } from '../../location.ts'
import type { Chunk } from '../../memory/file-region.ts'
import type { CommEvent, InputRequest, RunEvent } from '../../run/events.ts'
import type { EvaluateResult } from '../../runtime.ts'
import type { EachCall, EachInputs, EachNews, ItemBatch, BatchReport } from '../items.ts'
import type { EncodedSnapshot, EnvironmentEntry, Job, MetLate, RunReport, Unavailable } from '../executor.ts'

export const protocolVersion = 10

/** File descriptors of the session process beside Node's own IPC channel. */
export const descriptors = { ipc: 3, up: 4, watch: 5 } as const

export type Request =
  | { readonly type: 'run'; readonly job: Job }
  | { readonly type: 'prepare'; readonly environment: readonly EnvironmentEntry[] }
  | { readonly type: 'encode'; readonly ids: readonly SnapshotId[] }
  | { readonly type: 'load'; readonly id: SnapshotId; readonly chunks: readonly Chunk[] }
  | { readonly type: 'discard'; readonly run: RunId }
  | { readonly type: 'evaluate'; readonly expressions: Readonly<Record<string, string>> }
  | { readonly type: 'inspect'; readonly expression: string }
  | { readonly type: 'drained'; readonly runs: readonly RunId[] }
  /** Those of the runs that `drained` waits for. */
  | { readonly type: 'pending'; readonly runs: readonly RunId[] }
  /** Late code goes on, but for that of runs that are held; for so many milliseconds, if it has that much to do, or for good. */
  | { readonly type: 'release'; readonly held: readonly RunId[]; readonly ms?: number }
  | { readonly type: 'restore-effect'; readonly location: Location; readonly to: Version | null }
  /** Variables of the environment by version, to restore. */
  | { readonly type: 'lend'; readonly variables: readonly (readonly [Version, string])[] }
  | { readonly type: 'comm'; readonly event: CommEvent }
  | { readonly type: 'usage' }
  | { readonly type: 'items'; readonly batch: ItemBatch }

export type Answer<T extends Request['type']> = {
  run: RunReport | Unavailable
  prepare: readonly Location[]
  encode: readonly EncodedSnapshot[]
  load: boolean
  discard: null
  evaluate: Readonly<Record<string, EvaluateResult>>
  inspect: { readonly type: string; readonly preview: string } | null
  drained: null
  pending: readonly RunId[]
  release: LateNews
  'restore-effect': boolean
  lend: null
  comm: boolean
  usage: { readonly cpu: number; readonly memory: number }
  items: BatchReport
}[T]

/** What went on, and what of the runs that weren't held goes on still: how soon, in milliseconds. */
export interface LateNews {
  readonly went: readonly MetLate[]
  readonly going: readonly { readonly run: RunId; readonly due: number }[]
}

/** What the front knows of the runs that user code asked for. */
export type RunsAnswer = { readonly runs: number } & (
  | { readonly version: Version; readonly rows: readonly RunsRow[] }
  | { readonly refused: string }
)

export interface FileWrite {
  readonly location: Location
  readonly before: Version | null
}

/** Down: a numbered request, the answer to an input request, or how an `each` goes on. */
export type Down =
  | { readonly id: number; readonly request: Request }
  | { readonly input: number; readonly text: string }
  | { readonly input: number; readonly refused: string }
  | EachNews
  | RunsAnswer
  /** Files that other processes have hashed. */
  | { readonly hashed: readonly HashedFile[] }

export type Up =
  | { readonly type: 'ready'; readonly version: number; readonly globals: readonly string[] }
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'refused'; readonly id: number; readonly why: string }
  | { readonly type: 'event'; readonly run: RunId; readonly event: RunEvent }
  | { readonly type: 'input'; readonly input: number; readonly run: RunId; readonly request: InputRequest }
  /** The run has a checkpoint: it can be asked to stop before it is stopped. */
  | { readonly type: 'checkpoint'; readonly run: RunId }
  /** The run is about to write a file: should the process die, it is put back as it was. */
  | { readonly type: 'writes'; readonly run: RunId; readonly write: FileWrite }
  /** The run was ended before timeouts that it had left could fire: what they would have shown is missing. */
  | { readonly type: 'cut-short'; readonly run: RunId }
  /** A large file was hashed: nobody else needs to. */
  | { readonly type: 'hashed'; readonly file: HashedFile }
  | { readonly type: 'runs'; readonly runs: number; readonly query: RunsQuery }
  | { readonly type: 'each'; readonly each: EachCall }
  | { readonly type: 'each-inputs'; readonly inputs: EachInputs }
  /** process.exit was called by user code. */
  | { readonly type: 'exiting'; readonly code: number }
  /** A failure of ours ends the process. */
  | { readonly type: 'broken'; readonly why: string }

/** Down the watch pipe, one JSON a line: read by a thread that runs even while user code spins. */
export type WatchLine =
  | { readonly interrupt: RunId | null }
  /** Asks the running cell to leave by itself; one that `may` go on, and doesn't look, ends as it would. */
  | { readonly stop: RunId; readonly may?: 'go on' }
  | { readonly reply: string }
  | { readonly refuse: string }
