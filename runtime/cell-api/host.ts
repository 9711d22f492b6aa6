/**
 * What the API inside a cell needs of the session around it. The session sends each event to the run whose code is running
 * now; nothing in this folder knows which run that is.
 */
import type { InputRequest, RunEvent } from '../run/events.ts'

export interface CellHost {
  emit(event: RunEvent): void
  input(request: InputRequest): Promise<string>
  /** Blocks the thread until the person has answered. */
  inputSync(request: InputRequest): string
  /** Settled when the run that asks is overtaken. */
  invalidation(): Promise<void>
  /** A new id for a display or comm, unique for ever. */
  newId(): string
}
