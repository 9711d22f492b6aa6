/**
 * The runs of this session that left code going (timers, intervals): which have to wait while a cell runs, what has to stand where
 * their code finds it, and what it found, for their traces. It holds no values and asks nobody.
 */
import { isDeepStrictEqual } from 'node:util'
import type { CellId, RunId } from '../brand.ts'
import type { EnvironmentEntry } from '../executor/executor.ts'
import type { SessionExecutor } from '../executor/session/session-executor.ts'
import { holdsValue, kindOf, type Location } from '../location.ts'
import { entryOf } from '../plan/environment-above.ts'
import { lateInputs, placeOf, readsAt } from '../plan/late-part.ts'
import type { Plan, PlannedCell } from '../plan/plan.ts'
import { withSharers } from '../plan/sharing.ts'
import type { LatePart } from '../store/store.ts'
import type { RunLog } from './run-log.ts'
import type { Executed } from './run-recorder.ts'

interface Going {
  readonly run: RunId
  /** The cell at which its code goes on: where it did when the cell last ran. */
  readonly at: CellId | undefined
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
    if (!this.any) return []
    const above = new Set(plan.cells.slice(0, index).map(cell => cell.id))
    return [...this.#going].flatMap(([cell, { run }]) => (above.has(cell) ? [] : [run]))
  }

  /** What has to stand above a cell that waits, so that late code finds it while it does. */
  above(plan: Plan, index: number): readonly EnvironmentEntry[] {
    if (plan.cells[index]?.analysis.awaits !== true) return []
    const going = plan.cells.slice(0, index).filter(cell => this.#going.get(cell.id)?.released === false)
    const reached = going.flatMap(cell => this.#reach(plan, cell.id, { at: undefined })?.locations ?? [])
    const wanted = withSharers(reached, l => plan.bindings.above(index, l))
    return [...wanted].filter(holdsValue).map(l => entryOf(plan, index, l))
  }

  /** `late`: what code that the cell left going found the last time; `isOnScreen`: the screen goes on showing that. */
  ended(
    { run, report, plan, index, place }: Executed,
    { late, isOnScreen }: { readonly late: LatePart | undefined; readonly isOnScreen: boolean },
  ): void {
    const cell = (plan.cells[index] as PlannedCell).id
    const left = report.outcome.is === 'ok' && report.writes.some(({ location }) => kindOf(location) === 'late')
    // A worker keeps only late code that touches no name.
    if (place.where === 'pool') {
      this.#going.delete(cell)
      return left ? this.#log.amend(cell, run, { reads: [] }) : undefined
    }
    for (const { location } of report.writes) this.#disturbed.add(location)
    if (left) this.#going.set(cell, { run, at: late?.at, onScreen: isOnScreen ? late : undefined, released: false })
    else this.#going.delete(cell)
    for (const [other, going] of this.#going)
      if (other !== cell && !going.released && report.metLate?.includes(going.run) === true)
        this.#found(other, { ...going, at: cell }, plan)
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
      for (const [cell, going] of held) this.#found(cell, going, now)
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
      const reach = this.#reach(plan, cell, going)
      if (reach === undefined) return []
      const wanted = withSharers(reach.locations, l => plan.bindings.above(reach.place, l))
      return [...wanted]
        .filter(l => holdsValue(l) && (!going.released || this.#disturbed.has(l)))
        .filter(l => plan.bindings.above(reach.place, l)?.is === 'known')
        .map(l => entryOf(plan, reach.place, l))
    })
  }

  #found(cell: CellId, going: Going, plan: Plan): void {
    this.#going.set(cell, { ...going, released: true })
    const reach = this.#reach(plan, cell, going)
    if (reach === undefined) return
    const at = reach.place === plan.cells.length ? {} : { at: going.at as CellId }
    const late: LatePart = { ...at, reads: readsAt(plan, reach.place, reach.locations) }
    this.#log.amend(cell, going.run, late)
    // It will show something else, then, than the run that the screen shows.
    if (going.onScreen !== undefined && !isDeepStrictEqual(going.onScreen, late)) this.#log.cover(cell)
  }

  #reach(
    plan: Plan,
    cell: CellId,
    { at }: Pick<Going, 'at'>,
  ): { readonly locations: readonly Location[]; readonly place: number } | undefined {
    const index = plan.cells.findIndex(c => c.id === cell)
    if (index === -1) return undefined
    const place = at === undefined ? undefined : placeOf(plan, index, { at })
    const going = plan.cells.flatMap((c, i) => (this.#going.has(c.id) ? [i] : []))
    const locations = lateInputs(plan, index, new Set([...going, ...plan.withLate]))
    return { locations, place: place ?? plan.cells.length }
  }
}
