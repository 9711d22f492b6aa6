/**
 * A process that cells run in, and what stands there that no plan knows of: the session, or one worker of the pool. Only one cell at a
 * time runs in a place; who uses it says so first.
 */
import type { Location } from '../location.ts'
import type { SessionExecutor } from './session/session-executor.ts'

export interface Place {
  readonly where: 'session' | 'pool'
  readonly executor: SessionExecutor
  /** Globals and built-ins that runs here changed, deleted cells' included: they stand there until put back. */
  readonly patched: Set<Location>
}

export const placeOf = (where: Place['where'], executor: SessionExecutor): Place => ({
  where,
  executor,
  patched: new Set(),
})
