/**
 * What a run leaves going when its cell ends: timeouts and intervals that can still read and write names. It counts as something the
 * run wrote, with a snapshot of its own, so that a cell which waits for it can have it made again from the start. A cell that clears some of
 * it, or lets it go on and depends on that, has written it too.
 */
import { type Name, type RunId, type SnapshotId, snapshotId } from '../../brand.ts'
import type { Effects } from '../../effects/effects.ts'
import { keyOf, kindOf, type Location, locationOf } from '../../location.ts'
import type { Heap } from '../../values/heap.ts'
import type { Job, WriteReport } from '../executor.ts'
import type { LateNews } from './protocol.ts'
import type { Captured } from './report.ts'

const none = ''

interface Left {
  readonly run: RunId
  readonly timers: string
  readonly reach: readonly Name[]
}

export class LateWork {
  readonly #effects: Pick<Effects, 'pending' | 'due' | 'workLeft' | 'takeWent' | 'wentOn' | 'timesGoneOn'>
  readonly #heap: Pick<Heap, 'reach'>
  /** Timers pending when a run had written it and what their code can get at, by the snapshot. */
  readonly #left = new Map<SnapshotId, Left>()
  /** The last snapshot of each. */
  readonly #last = new Map<Location, SnapshotId>()
  /** What was pending of each as the run began that runs now. */
  #before: ReadonlyMap<Location, string> = new Map()

  constructor(
    effects: Pick<Effects, 'pending' | 'due' | 'workLeft' | 'takeWent' | 'wentOn' | 'timesGoneOn'>,
    heap: Pick<Heap, 'reach'>,
  ) {
    this.#effects = effects
    this.#heap = heap
  }

  /** Does code that the run left going hold objects that no name leads it to? */
  holdsObjects({ run }: Job): boolean {
    return this.#timers(run) !== none && this.#heap.reach(this.#effects.workLeft(run)).holdsObjects
  }

  /** A run is about to begin: what went on before, at rest, is none of its doing. */
  begin(): void {
    this.#before = new Map(
      Array.from(this.#last, ([location, snapshot]) => {
        const run = this.#left.get(snapshot)?.run
        return [location, run === undefined ? none : this.#timers(run)]
      }),
    )
  }

  /** To be called as the run ends, with the names that it touched (what can't be read may hold their objects), and the late work that went on. */
  left(
    job: Job,
    {
      read,
      written,
      wentOn,
    }: Pick<Captured, 'written'> & { readonly read: readonly Name[]; readonly wentOn: readonly RunId[] },
  ): readonly WriteReport[] {
    const met = new Set(job.environment.map(entry => entry.location))
    const changed = [...this.#last].flatMap(([location, snapshot]): readonly WriteReport[] => {
      const left = this.#left.get(snapshot)
      if (left === undefined || left.run === job.run || location === locationOf('late', job.cell)) return []
      const timers = this.#timers(left.run)
      const isSame = timers === (this.#before.get(location) ?? timers)
      // What went on while a cell looked at something else is no doing of that cell's.
      if (isSame || (wentOn.includes(left.run) && !met.has(location))) return []
      return [this.#written(location, { ...left, timers }, job.run)]
    })
    return [...changed, ...this.#own(job, { read, written })]
  }

  #own(
    { run, cell }: Job,
    { read, written }: { readonly read: readonly Name[]; readonly written: ReadonlySet<Location> },
  ): readonly WriteReport[] {
    const timers = this.#timers(run)
    if (timers === none) return []
    const { locations, whole } = this.#heap.reach(this.#effects.workLeft(run))
    const named = [...locations].filter(location => kindOf(location) === 'name').map(keyOf)
    const reach = whole ? named : [...new Set([...named, ...read, ...[...written].map(keyOf)])]
    return [this.#written(locationOf('late', cell), { run, timers, reach }, run)]
  }

  /** The run is discarded: that it goes on no more is no cell's doing. */
  forget(run: RunId): void {
    for (const [location, snapshot] of this.#last)
      if (this.#left.get(snapshot)?.run === run) this.#last.delete(location)
  }

  /** As the run `by` leaves it. */
  #written(location: Location, left: Left, by: RunId): WriteReport {
    const isOver = left.timers === none
    const snapshot = snapshotId(`late:${left.run}:${by}`)
    if (isOver) this.#last.delete(location)
    else {
      this.#left.set(snapshot, left)
      this.#last.set(location, snapshot)
    }
    return {
      location,
      assigned: true,
      ...(isOver ? { version: null, snapshot: null } : { snapshot, due: this.#effects.due(left.run) }),
      storable: false,
      shares: [],
      mentions: isOver ? [] : left.reach,
      preview: '',
      type: 'timers',
      size: 0,
    }
  }

  /** What may have changed because late code went on since this was last asked: no name that it mentions need say so. */
  takeTouched(): readonly Name[] {
    const went = new Set(this.#effects.takeWent())
    if (went.size === 0) return []
    return [...this.#left.values()].flatMap(({ run, reach }) => (went.has(run) ? reach : []))
  }

  /** What went on since the gate was opened, and what of the runs that weren't held goes on still. */
  news(held: readonly RunId[]): LateNews {
    const runs = new Set([...this.#left.values()].map(({ run }) => run))
    const going = [...runs].filter(run => !held.includes(run) && this.#timers(run) !== none)
    return {
      went: this.#effects.wentOn(),
      going: going.map(run => ({ run, due: this.#effects.due(run) })),
    }
  }

  /** What is pending, and how far it is. */
  #timers(run: RunId): string {
    const { timeouts, unrefed, intervals } = this.#effects.pending(run)
    const once = timeouts + unrefed
    return once + intervals === 0 ? none : `${once} ${intervals} ${this.#effects.timesGoneOn(run)}`
  }
}
