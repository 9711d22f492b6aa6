/**
 * `const c = checkpoint('training')`: lets a long run stop and go on. `c.state` is what an earlier run of this very cell saved before it was
 * stopped; a loop saves as it goes, and leaves when `c.stopRequested`. A run that succeeds clears its state.
 */
import type { CellHost } from './host.ts'

export interface Checkpoint<T> {
  /** What was saved last; undefined at a first run, and where code or inputs changed since. */
  readonly state: T | undefined
  /** Plain data: what `structuredClone` copies. */
  save(state: T): void
  /** Somebody asked the run to stop: save and leave, within the grace period. */
  readonly stopRequested: boolean
}

export type OpenCheckpoint = <T = unknown>(name?: string) => Checkpoint<T>

export const createCheckpoint =
  (host: Pick<CellHost, 'loadState' | 'saveState' | 'stopRequested'>): OpenCheckpoint =>
  <T>(name = 'state'): Checkpoint<T> => {
    let state = host.loadState(name) as T | undefined
    return {
      get state(): T | undefined {
        return state
      },
      save: saved => {
        host.saveState(name, saved)
        state = saved
      },
      get stopRequested() {
        return host.stopRequested()
      },
    }
  }
