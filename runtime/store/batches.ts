/**
 * A batch: one run of a whole notebook with its parameters, the results that it recorded, and the cell runs it ended with. Types only;
 * `batch-list.ts` keeps them. Glossary: a sweep is a set of batches of one notebook under a name.
 */
import type { RunId } from '../brand.ts'
import type { RecordValue } from '../executor/executor.ts'
import type { ParameterValues } from '../parameters/parameters.ts'
import type { Answers } from '../plan/answers.ts'

/** `running` whose process is gone is `lost`: killed, or a power cut. */
export type BatchOutcome = 'running' | 'ok' | 'failed' | 'stopped' | 'lost'

export interface BatchStart {
  readonly id: string
  readonly notebook: string
  readonly sweep?: string
  readonly note?: string
  /** milliseconds since 1970 */
  readonly startedAt: number
  /** The parameters that this sweep varies. */
  readonly explored: readonly string[]
  /** Those that were set. */
  readonly given: ParameterValues
  readonly environment: Readonly<Record<string, unknown>>
}

export interface BatchCounts {
  readonly ran: number
  readonly restored: number
  readonly failed: number
  readonly blocked: number
  /** milliseconds that the restored cells once took */
  readonly savedMs: number
}

export interface BatchEnd {
  readonly outcome: 'ok' | 'failed' | 'stopped'
  readonly ms: number
  /** As the cells got them, set or default. */
  readonly parameters: ParameterValues
  readonly records: Readonly<Record<string, RecordValue>>
  readonly counts: BatchCounts
  readonly runs: readonly RunId[]
}

export interface BatchRow extends Omit<BatchStart, 'sweep' | 'note'>, Omit<BatchEnd, 'outcome'> {
  readonly sweep: string | null
  readonly note: string | null
  readonly outcome: BatchOutcome
  readonly tags: readonly string[]
}

export interface BatchQuery {
  readonly id?: string
  readonly notebook?: string
  readonly sweep?: string
  readonly tag?: string
  readonly since?: number
  /** Newest first. */
  readonly limit?: number
}

/** What of two batches makes them the same to whoever asks for both. */
export type Same = Pick<BatchStart, 'notebook' | 'given'>

/** What came of asking to run a batch, which no two processes do at once. */
export type Begun =
  | { readonly is: 'begun' }
  /** That process is at it. */
  | { readonly is: 'held'; readonly by: number }

/** … or, at a point of a sweep, do one after the other. */
export type Claim =
  | Begun
  /** It came to its end since. */
  | { readonly is: 'done'; readonly batch: BatchRow }

export interface ClaimBounds {
  /** milliseconds since 1970: what ended later is not run again. */
  readonly since: number
  /** Processes that run the notebook with other parameters are held to be at it, too. */
  readonly alone: boolean
}

/** What it rests on, beside the recorded runs, that nothing of a notebook is left to run. */
export interface UpToDate {
  /** Digest of all that is to be run, and of what runs it. */
  readonly document: string
  readonly outside: Answers
  /** Cells whose results stand, and the milliseconds that they once took. */
  readonly restores: number
  readonly savesMs: number
}

export interface BatchList {
  /** Begins it, unless a living process runs the notebook with the same parameters. */
  begin(batch: BatchStart): Begun
  /** The same where the sweep hasn't done so. */
  claim(batch: BatchStart, bounds: ClaimBounds): Claim
  /** The living process that runs the notebook with these parameters. */
  holder(batch: Same): number | undefined
  end(id: string, end: BatchEnd): void
  drop(id: string): void
  list(query: BatchQuery): readonly BatchRow[]
  /** The batches whose id begins so; two where there are several. */
  like(prefix: string): readonly string[]
  /** The tag also keeps its cell runs from being collected. */
  tag(id: string, tag: string): void
  untag(id: string, tag: string): void
  /** Read-only SQL over the table `runs`: one row a batch, one column for each parameter and record. */
  select(sql: string, query: BatchQuery): Selected
  /** Changes when a finished batch that the query finds comes or goes. */
  versionOf(query: BatchQuery): string
  /** Nothing was left to run when this batch, which has ended, was over. */
  keepUpToDate(id: string, rest: UpToDate): void
  /** Of the last such batch of this very document, unless something of its runs, screens or figures has changed since. */
  upToDate(notebook: string, document: string): (UpToDate & { readonly id: string }) | undefined
  /** A batch that found all as an earlier one left it: it ends with the same parameters, records and runs. */
  repeat(
    id: string,
    batch: Pick<BatchStart, 'id' | 'startedAt' | 'environment'> & Pick<BatchEnd, 'ms' | 'counts'>,
  ): void
}

/** Lists and other objects as JSON has them. */
export type Datum = string | number | boolean | object | null

export interface Selected {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Datum[])[]
}
