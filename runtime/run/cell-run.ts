/** One run of a cell: what it is asked for, and what comes of it. */
import type { RunId } from '../brand.ts'
import type { Outcome, RunListener } from '../executor/executor.ts'
import type { Place } from '../executor/place.ts'

export interface Ran {
  readonly run: RunId
  readonly outcome: Outcome
  readonly key: string
  readonly ms: number
  readonly where: Place['where']
  /** It left timers going. */
  readonly isLate: boolean
}

/** The place can't do it, or what the cell left there can't leave it; nothing of the run is left. */
export interface Declined {
  readonly declined: string
}

export interface RunRequest {
  readonly listener: RunListener
  /** Answers clock and chance as the run before did: the cell is only rerun to have its values back. */
  readonly rebuild: boolean
  /** Aborted: the run is stopped, wherever it is. */
  readonly signal: AbortSignal
  /** Aborted: what it has begun is finished, and nothing more begins. */
  readonly ending?: AbortSignal
  /** Called when the cell goes to the pool: the session is free meanwhile. */
  readonly onPool?: () => void
  /** What a person set for this run; undefined: what the cell says. */
  readonly priority?: () => number | undefined
}

/** The cell was deleted while it waited to run. */
export class CellGone extends Error {
  override readonly name = 'CellGone'
}

/** Of a cell that is only run again for its values. */
export const silent: RunListener = {
  event: () => {},
  input: () => Promise.reject(new Error('A cell that is only run again for its values cannot ask for input.')),
}
