/**
 * The store as its keeper sees it: everything a runtime uses, and the work that keeps it small and sound. Types only.
 */
import type { RunId } from '../brand.ts'
import type { BatchList } from './batches.ts'
import type { StoreProblem } from './errors.ts'
import type { RunTrace, Store } from './store.ts'

export interface StoreOnDisk extends Store {
  readonly folder: string
  /** Runs of whole notebooks. */
  readonly batches: BatchList
  /** Removes runs by age and size, then what no run points at. Tagged runs and the latest of each cell stay. */
  gc(limits: GcLimits): GcReport
  /** Checks every blob's hash, every row and the index's structure. */
  verify(options?: { readonly repair?: boolean }): VerifyReport
  /** Makes what is derived (the latest runs, SQLite's indexes) anew from the runs, and packs the index. */
  rebuild(): void
  stats(): StoreStats
  /** What a run read and wrote. Undefined as for `events`. */
  trace(run: RunId): RunTrace | undefined
  /** The runs whose id begins so; two where there are several. */
  runsLike(prefix: string): readonly RunId[]
}

export interface GcLimits {
  /** Of the whole store on disk. */
  readonly maxBytes?: number
  /** Milliseconds since a run started. */
  readonly maxAge?: number
  /** How many runs of each cell stay whatever their age; 1 unless told, and never less. */
  readonly keepLatest?: number
  /** Milliseconds that a blob's file without a row is left alone, as its writer may be about to add the row; an hour unless told. */
  readonly grace?: number
  /** Only say what would be removed. */
  readonly dryRun?: boolean
}

export interface GcReport {
  readonly runs: number
  readonly blobs: number
  /** Files that killed writers left. */
  readonly leftovers: number
  readonly bytesBefore: number
  readonly bytesAfter: number
  /** All that is left is tagged or latest, and it is more than was asked for. */
  readonly overLimit: boolean
}

export interface VerifyReport {
  readonly runs: number
  readonly blobs: number
  /** bytes whose hash was checked */
  readonly bytes: number
  readonly problems: readonly StoreProblem[]
  /** Problems that were mended by removing what is damaged. */
  readonly mended: number
  /** Files without a row: a killed writer's, harmless, removed by gc. */
  readonly leftovers: number
}

export interface StoreStats {
  readonly folder: string
  readonly schema: number
  readonly notebooks: number
  readonly runs: number
  readonly tagged: number
  readonly snapshots: number
  readonly blobs: number
  /** Index and blob files together. */
  readonly bytes: number
}
