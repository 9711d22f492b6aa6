/**
 * What the API inside a cell needs of the session around it. The session sends each event to the run whose code is running
 * now; nothing in this folder knows which run that is.
 */
import type { RecordValue } from '../executor/executor.ts'
import type { ParameterValues } from '../parameters/parameters.ts'
import type { InputRequest, RunEvent } from '../run/events.ts'
import type { DoItems } from './each.ts'
import type { RunsQuery, RunsRow } from './runs.ts'

export interface CellHost {
  emit(event: RunEvent): void
  input(request: InputRequest): Promise<string>
  /** Blocks the thread until the person has answered. */
  inputSync(request: InputRequest): string
  /** Settled when the run that asks is overtaken. */
  invalidation(): Promise<void>
  /** A new id for a display or comm, unique for ever. */
  newId(): string
  /** The path of a file that the running cell promises. */
  out(name: string): string
  /** The path of a file that goes with the run. */
  tmp(name: string): string
  /** What an earlier, stopped run of the same cell saved. */
  loadState(name: string): unknown
  saveState(name: string, state: unknown): void
  /** Has somebody asked the running cell to stop? */
  stopRequested(): boolean
  /** As it was set for this run of the notebook; the code that asks depends on it. */
  parameter(name: string): { readonly is: 'set'; readonly value: unknown } | { readonly is: 'default' }
  /** Kept with the run: the parameters as it got them. */
  keepParameters(values: ParameterValues): void
  keepRecords(values: Readonly<Record<string, RecordValue>>): void
  /** Finished runs of whole notebooks; who asks depends on them. */
  runs(query: RunsQuery): Promise<readonly RunsRow[]>
  /** Has the items of an `each` done, in the pool where that can be. */
  readonly doItems: DoItems
}
