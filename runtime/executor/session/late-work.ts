/**
 * What a run leaves going when its cell ends: timeouts and intervals that can still read and write names. It counts as something the
 * run wrote, with a snapshot of its own, so that a cell which waits for it can have it made again from the start.
 */
import { type Name, type RunId, type SnapshotId, snapshotId } from '../../brand.ts'
import type { Effects } from '../../effects/effects.ts'
import { keyOf, kindOf, type Location, locationOf } from '../../location.ts'
import type { Heap } from '../../values/heap.ts'
import type { EnvironmentEntry, Job, WriteReport } from '../executor.ts'

const none = '0 0'

const snapshotOf = (run: RunId): SnapshotId => snapshotId(`late:${run}`)

export class LateWork {
  readonly #effects: Pick<Effects, 'pending' | 'due' | 'workLeft' | 'takeWent'>
  readonly #heap: Pick<Heap, 'reach'>
  /** Timers pending when the run ended and what their code can get at, by the snapshot of its late work. */
  readonly #left = new Map<string, { readonly run: RunId; readonly timers: string; readonly reach: readonly Name[] }>()

  constructor(effects: Pick<Effects, 'pending' | 'due' | 'workLeft' | 'takeWent'>, heap: Pick<Heap, 'reach'>) {
    this.#effects = effects
    this.#heap = heap
  }

  /** Does code that the run left going hold objects that no name leads it to? */
  holdsObjects({ run }: Job): boolean {
    return this.#timers(run) !== none && this.#heap.reach(this.#effects.workLeft(run)).holdsObjects
  }

  /** To be called as the run ends, with the names that it touched: what can't be read may hold their objects. */
  left(
    { run, cell }: Job,
    { read, written }: { readonly read: readonly Name[]; readonly written: ReadonlySet<Location> },
  ): readonly WriteReport[] {
    const timers = this.#timers(run)
    if (timers === none) return []
    const snapshot = snapshotOf(run)
    const { locations, whole } = this.#heap.reach(this.#effects.workLeft(run))
    const named = [...locations].filter(location => kindOf(location) === 'name').map(keyOf)
    const reach = whole ? named : [...new Set([...named, ...read, ...[...written].map(keyOf)])]
    this.#left.set(snapshot, { run, timers, reach })
    const location = locationOf('late', cell)
    return [
      {
        location,
        assigned: true,
        snapshot,
        storable: false,
        shares: [],
        mentions: reach,
        preview: '',
        type: 'timers',
        size: 0,
        due: this.#effects.due(run),
      },
    ]
  }

  /** What may have changed because late code went on since this was last asked: no name that it mentions need say so. */
  takeTouched(): readonly Name[] {
    return this.#effects.takeWent().flatMap(run => this.#left.get(snapshotOf(run))?.reach ?? [])
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
