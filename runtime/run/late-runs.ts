/**
 * The runs of this session that left code going (timers, intervals): which have to wait while a cell runs, what has to stand where
 * their code finds it, and what it found, for their traces. It holds no values and asks nobody.
 */
import { isDeepStrictEqual } from 'node:util'
import type { CellId, RunId } from '../brand.ts'
import type { EnvironmentEntry } from '../executor/executor.ts'
import type { SessionExecutor } from '../executor/session/session-executor.ts'
import { holdsValue, type Location, locationOf } from '../location.ts'
import { entryOf } from '../plan/environment-above.ts'
import { lateInputs, readsAt } from '../plan/late-part.ts'
import { passedBetween, placeOf, slack } from '../plan/late-place.ts'
import { lateWorkMet } from '../plan/late-work.ts'
import type { Plan, PlannedCell } from '../plan/plan.ts'
import { withSharers } from '../plan/sharing.ts'
import type { LatePart } from '../store/store.ts'
import type { RunLog } from './run-log.ts'
import type { Executed } from './run-recorder.ts'

interface Going {
  readonly run: RunId
  /** Milliseconds after which its code goes on, of the time that cells below take. */
  readonly after: number
  /** What the screen goes on showing the output of, where this run was only to have values back. */
  readonly onScreen: LatePart | undefined
  /** Has its code been let go on? */
  readonly released: boolean
}

export class LateRuns {
  readonly #log: RunLog
  readonly #going = new Map<CellId, Going>()
  /** Locations that were put back or written since late code went on the last time. */
  readonly #disturbed = new Set<Location>()
  /** Whose code must not go on while the cell runs that runs now. */
  #held: ReadonlySet<RunId> = new Set()
  #waits = false

  constructor(log: RunLog) {
    this.#log = log
  }

  get any(): boolean {
    return this.#going.size > 0
  }

  /** A cell starts on an environment: what must not go on while it runs. */
  starts({
    plan,
    index,
    environment,
  }: {
    readonly plan: Plan
    readonly index: number
    readonly environment: readonly EnvironmentEntry[]
  }): readonly RunId[] {
    for (const { location } of environment) this.#disturbed.add(location)
    this.#waits = true
    const met = new Set(environment.map(entry => entry.location))
    const free = new Set(this.#freeAbove(plan, index, location => met.has(location)))
    this.#held = new Set([...this.#going].flatMap(([cell, { run }]) => (free.has(cell) ? [] : [run])))
    return [...this.#held]
  }

  /** What has to stand above a cell that waits, so that late code finds it while it does. */
  above(plan: Plan, index: number): readonly EnvironmentEntry[] {
    if (plan.cells.at(index)?.analysis.awaits !== true) return []
    const met = new Set(lateWorkMet(plan, index))
    const free = this.#freeAbove(plan, index, location => met.has(location))
    const going = free.filter(cell => this.#going.get(cell)?.released === false)
    const reached = going.flatMap(cell => this.#reach(plan, cell)?.locations ?? [])
    const wanted = withSharers(reached, l => plan.bindings.above(index, l))
    return [...wanted].filter(holdsValue).map(l => entryOf(plan, index, l))
  }

  /** `onScreen`: what late code found of the run that the screen goes on showing instead of this one. */
  ended({ run, report, plan, index, place }: Executed, onScreen: LatePart | undefined): void {
    const cell = (plan.cells.at(index) as PlannedCell).id
    const left =
      report.outcome.is === 'ok' ? report.writes.find(w => w.location === locationOf('late', cell)) : undefined
    this.#going.delete(cell)
    // A worker keeps only late code that touches no name.
    if (place.where === 'pool') {
      if (left !== undefined) this.#log.amend(cell, run, { after: 0, reads: [] })
      return
    }
    for (const { location } of report.writes) this.#disturbed.add(location)
    for (const [other, going] of this.#going) {
      if (going.released || this.#held.has(going.run)) continue
      const passed = passedBetween(
        plan,
        plan.cells.findIndex(c => c.id === other),
        index,
      )
      const met = report.metLate?.find(late => late.run === going.run)
      if (met !== undefined) this.#found(other, { ...going, after: passed + met.after }, { plan, place: index })
      // It goes on further below, whatever its timers say.
      else this.#going.set(other, { ...going, after: Math.max(going.after, passed + report.ms + slack) })
    }
    if (left !== undefined) this.#going.set(cell, { run, after: left.due ?? 0, onScreen, released: false })
  }

  /** Lets it all go on, if anything has run since the last time, on what `bring` puts in place. Did the traces of runs change by it? */
  async release(
    plan: () => Plan,
    session: SessionExecutor,
    bring: (entries: readonly EnvironmentEntry[]) => Promise<void>,
  ): Promise<boolean> {
    if (!this.#waits || session.pid === undefined) return false
    if (this.any) await bring(this.#environment(plan()))
    const held = [...this.#going].filter(([, going]) => !going.released)
    if (held.length > 0) {
      const now = plan()
      for (const [cell, going] of held) this.#found(cell, going, { plan: now })
    }
    this.#disturbed.clear()
    this.#waits = false
    // Whatever the session is asked next comes after it, so nobody waits; a session that dies meanwhile says so itself.
    session.ask({ type: 'release' }).catch(() => {})
    return held.length > 0
  }

  /** What has to stand where late code finds it. */
  #environment(plan: Plan): readonly EnvironmentEntry[] {
    return [...this.#going].flatMap(([cell, going]) => {
      const reach = this.#reach(plan, cell)
      if (reach === undefined) return []
      const wanted = withSharers(reach.locations, l => plan.bindings.above(reach.place, l))
      return [...wanted]
        .filter(l => holdsValue(l) && (!going.released || this.#disturbed.has(l)))
        .filter(l => plan.bindings.above(reach.place, l)?.is === 'known')
        .map(l => entryOf(plan, reach.place, l))
    })
  }

  /** `place`: where it went on; where it is expected to, else. */
  #found(cell: CellId, going: Going, { plan, place }: { readonly plan: Plan; readonly place?: number }): void {
    this.#going.set(cell, { ...going, released: true })
    const reach = this.#reach(plan, cell)
    if (reach === undefined) return
    const late: LatePart = { after: going.after, reads: readsAt(plan, place ?? reach.place, reach.locations) }
    this.#log.amend(cell, going.run, late)
    // It will show something else, then, than the run that the screen shows.
    if (going.onScreen !== undefined && !isDeepStrictEqual(going.onScreen.reads, late.reads)) this.#log.cover(cell)
  }

  /** The cells above whose code may go on while this one runs: not what goes on at a place in between, unless this one meets it. */
  #freeAbove(plan: Plan, index: number, meets: (location: Location) => boolean): readonly CellId[] {
    if (!this.any) return []
    return plan.cells.slice(0, index).flatMap(({ id }, by) => {
      const going = this.#going.get(id)
      if (going === undefined) return []
      const isFree = going.released || placeOf(plan, by, going.after) >= index || meets(locationOf('late', id))
      return isFree ? [id] : []
    })
  }

  /** What the code may reach and where it goes on; undefined once its cell is gone. */
  #reach(plan: Plan, cell: CellId): { readonly locations: readonly Location[]; readonly place: number } | undefined {
    const index = plan.cells.findIndex(c => c.id === cell)
    const after = this.#going.get(cell)?.after
    if (index === -1 || after === undefined) return undefined
    const going = [...plan.cells].flatMap((c, i) => (this.#going.has(c.id) ? [i] : []))
    const place = placeOf(plan, index, after)
    return { place, locations: lateInputs(plan, index, { place, withLate: new Set([...going, ...plan.withLate]) }) }
  }
}
