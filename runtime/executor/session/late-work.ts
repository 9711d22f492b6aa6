/**
 * What a run leaves going when its cell ends: timeouts and intervals that can still read and write names. It counts as something the
 * run wrote, with a snapshot of its own, so that a cell which waits for it can have it made again from the start.
 */
import { type RunId, snapshotId } from '../../brand.ts'
import type { Effects } from '../../effects/effects.ts'
import { locationOf } from '../../location.ts'
import type { EnvironmentEntry, Job, WriteReport } from '../executor.ts'

const none = '0 0'

export class LateWork {
  readonly #effects: Pick<Effects, 'pending'>
  /** Timers pending when the run ended, by the snapshot of its late work. */
  readonly #left = new Map<string, { readonly run: RunId; readonly timers: string }>()

  constructor(effects: Pick<Effects, 'pending'>) {
    this.#effects = effects
  }

  /** To be called as the run ends. */
  left({ run, cell }: Job): readonly WriteReport[] {
    const timers = this.#timers(run)
    if (timers === none) return []
    const snapshot = snapshotId(`late:${run}`)
    this.#left.set(snapshot, { run, timers })
    const location = locationOf('late', cell)
    return [
      {
        location,
        assigned: true,
        snapshot,
        storable: false,
        shares: [],
        mentions: [],
        preview: '',
        type: 'timers',
        size: 0,
      },
    ]
  }

  /** False once one of its timers has ended: who waits for it now would wait in vain. */
  isPending(snapshot: EnvironmentEntry['to']): boolean {
    const left = snapshot === null ? undefined : this.#left.get(snapshot)
    return left !== undefined && this.#timers(left.run) === left.timers
  }

  #timers(run: RunId): string {
    const { timeouts, intervals } = this.#effects.pending(run)
    return `${timeouts} ${intervals}`
  }
}
