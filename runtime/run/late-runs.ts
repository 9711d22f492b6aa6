/**
 * The runs of this session that left code going (timers, intervals): which have to wait while a cell runs, what has to stand where
 * their code finds it, and what it found, for their traces. Each goes on from place to place, down the document, as its clock tells: with
 * the cell that waits there, or without it where that needn't run. It holds no values.
 */
import { isDeepStrictEqual } from 'node:util'
import type { CellId, RunId } from '../brand.ts'
import type { EnvironmentEntry, Job } from '../executor/executor.ts'
import type { LateNews } from '../executor/session/protocol.ts'
import type { SessionExecutor } from '../executor/session/session-executor.ts'
import { keyOf, kindOf, type Location, locationOf } from '../location.ts'
import { handlesOf, readsAt } from '../plan/late-part.ts'
import { passedBetween, slack } from '../plan/late-place.ts'
import { lateWorkMet } from '../plan/late-work.ts'
import type { Plan, PlannedCell } from '../plan/plan.ts'
import type { LatePart, RunTrace } from '../store/store.ts'
import { type Going, GoingRuns, indexOf } from './going-runs.ts'
import type { RunLog } from './run-log.ts'
import type { Executed } from './run-recorder.ts'
import { textOf } from './shown-text.ts'

/** milliseconds that late code goes on without a look whether cells are to run */
const slice = 200

/** milliseconds after which what was ended would go on: at rest, wherever that is */
const never = Number.MAX_SAFE_INTEGER

export interface LateParts {
  readonly session: SessionExecutor
  /** Puts what memory or the store has of it in place. */
  readonly bring: (entries: readonly EnvironmentEntry[]) => Promise<void>
}

export class LateRuns {
  readonly #log: RunLog
  readonly #parts: LateParts
  readonly #going = new GoingRuns()
  /** Locations that were put back or written since it was let go on at rest. */
  readonly #disturbed = new Set<Location>()
  /** Whose code must not go on while the cell runs that runs now. */
  #held: ReadonlySet<RunId> = new Set()
  /** The process in which they are. */
  #pid: number | undefined
  /** It has waited since a cell ran. */
  #waits = false
  /** Somebody wants it to stay where it is. */
  #stops = false

  constructor(log: RunLog, parts: LateParts) {
    this.#log = log
    this.#parts = parts
  }

  get any(): boolean {
    return this.#going.size > 0
  }

  /** Lets late code of cells above go on up to this cell, which meets it or has it in hand. */
  async advance(plan: Plan, index: number, signal: AbortSignal): Promise<void> {
    this.#forgetLost()
    if (!this.any) return
    await this.#endRest()
    const met = new Set(lateWorkMet(plan, index).map(keyOf))
    const wanted = new Set(
      [...this.#going.keys()].filter(cell => met.has(cell) || this.#going.hasInHand(plan, index, cell)),
    )
    while (!signal.aborted && (await this.#step(plan, { until: index, wanted })));
  }

  /** The entries that a cell needs; of late code only that which has to be made again. */
  asMet(plan: Plan, index: number, entries: readonly EnvironmentEntry[]): readonly EnvironmentEntry[] {
    return entries.map(entry => {
      if (kindOf(entry.location) !== 'late') return entry
      return this.#going.isReady(plan, index, keyOf(entry.location) as CellId) ? { ...entry, to: null } : entry
    })
  }

  /** What has to stand above a cell that waits, so that late code finds it while it does. */
  above(plan: Plan, index: number): readonly EnvironmentEntry[] {
    if (plan.cells.at(index)?.analysis.awaits !== true) return []
    const free = [...this.#going].filter(([cell, { isOver }]) => !isOver && this.#going.goesOnIn(plan, index, cell))
    return this.#going.environment(
      plan,
      index,
      free.map(([cell]) => cell),
    )
  }

  /** A cell starts: what must not go on while it runs. */
  starts({
    plan,
    index,
    environment,
  }: {
    readonly plan: Plan
    readonly index: number
    readonly environment: readonly EnvironmentEntry[]
  }): Required<Pick<Job, 'held' | 'told' | 'awaits'>> {
    for (const { location } of environment) this.#disturbed.add(location)
    this.#waits = true
    const met = new Set(this.any ? lateWorkMet(plan, index).map(keyOf) : [])
    const held = [...this.#going].filter(
      ([cell]) =>
        indexOf(plan, cell) >= index ||
        !(met.has(cell) || this.#going.goesOnIn(plan, index, cell) || this.#going.hasInHand(plan, index, cell)),
    )
    this.#held = new Set(held.map(([, { run }]) => run))
    const told = held.filter(([cell]) => indexOf(plan, cell) < index)
    const awaits = plan.cells.at(index)?.analysis.awaits === true
    return { held: [...this.#held], told: told.map(([, { run }]) => run), awaits }
  }

  /** `onScreen`: the run that the screen goes on showing instead of this one. */
  ended({ run, report, plan, index, place }: Executed, onScreen: RunTrace | undefined): void {
    const { id: cell } = plan.cells.at(index) as PlannedCell
    const own = locationOf('late', cell)
    const isLeft = report.outcome.is === 'ok' && report.writes.some(w => w.location === own)
    this.#going.delete(cell)
    // A worker keeps only late code that touches no name.
    if (place.where === 'pool') {
      if (isLeft) this.#log.amend(cell, run, [])
      return
    }
    for (const { location } of report.writes) this.#disturbed.add(location)
    for (const [other, going] of this.#going) {
      if (this.#held.has(going.run)) continue
      const met = report.metLate?.find(late => late.run === going.run)
      const write = report.writes.find(w => w.location === locationOf('late', other))
      const from = this.#going.clock(plan, index, other)
      const went = met === undefined ? going : this.#going.wentOn(plan, other, { place: index, from, went: met })
      const wasEnded = write?.version === null && met === undefined
      this.#going.set(other, {
        ...went,
        passed: from + report.ms,
        ...(write === undefined ? {} : { by: run }),
        ...(wasEnded ? { wasEnded } : {}),
        ...(write?.version === null ? { isOver: true } : {}),
      })
    }
    if (!isLeft) return
    const nothing = { passed: 0, parts: [], places: [], wasEnded: false, isOver: false, isAtRest: false }
    this.#going.set(cell, { ...nothing, run, by: run, onScreen })
  }

  /**
   * Lets it all go on, if anything has run since the last time: place by place, then at rest. Cells that are to run come in between, by
   * `turn`. Did the traces of runs change by it?
   */
  async release(plan: () => Plan, turn: <T>(work: () => Promise<T>) => Promise<T>): Promise<boolean> {
    const { session } = this.#parts
    const { pid } = session
    this.#stops = false
    try {
      while (!this.#stops) {
        const released = await turn(() => this.#onward(plan()))
        if (released !== 'on the way') return released === 'changed'
      }
    } catch (error) {
      // A session that dies meanwhile says so itself.
      if (session.pid === pid) throw error
    }
    return false
  }

  /** What is on its way stays where it is until the next time. */
  stop(): void {
    this.#stops = true
  }

  async #onward(plan: Plan): Promise<'on the way' | 'changed' | 'same'> {
    const { session, bring } = this.#parts
    this.#forgetLost()
    if (!this.#waits || session.pid === undefined) return 'same'
    if (await this.#step(plan, { until: plan.cells.length, wanted: new Set(this.#going.keys()) })) return 'on the way'
    this.#waits = false
    const cells = [...this.#going.keys()]
    await bring(cells.flatMap(cell => this.#atRest(plan, cell)))
    this.#disturbed.clear()
    const { going } = await session.ask({ type: 'release', held: [] })
    for (const cell of cells) this.#rests(plan, cell, going)
    return cells.length > 0 ? 'changed' : 'same'
  }

  /** Of a session that has died nothing goes on. */
  #forgetLost(): void {
    const { pid } = this.#parts.session
    if (pid === this.#pid) return
    this.#pid = pid
    for (const { run, isOver, isAtRest } of this.#going.values()) if (!isOver && !isAtRest) this.#log.cutShort(run)
    this.#going.clear()
  }

  /** Nothing goes on at rest any more. What hasn't so far is as it was. */
  async #endRest(): Promise<void> {
    const { session } = this.#parts
    if (session.pid === undefined || ![...this.#going.values()].some(going => going.isAtRest)) return
    const { went } = await session.ask({ type: 'release', held: [], ms: 0 })
    this.#waits = true
    for (const [cell, going] of this.#going)
      if (going.isAtRest && !went.some(({ run }) => run === going.run))
        this.#going.set(cell, { ...going, isAtRest: false, parts: going.parts.slice(0, -1) })
  }

  /** Lets what is wanted go on a while where it comes to first, without the cell that waits there. False where that is behind `until`. */
  async #step(
    plan: Plan,
    { until, wanted }: { readonly until: number; readonly wanted: ReadonlySet<CellId> },
  ): Promise<boolean> {
    const { session, bring } = this.#parts
    const next = (cell: CellId): number =>
      (this.#going.get(cell) as Going).isOver || !this.#going.isOnItsWay(plan, until, cell)
        ? Number.POSITIVE_INFINITY
        : this.#going.next(plan, cell)
    const place = Math.min(...[...wanted].map(next))
    if (place >= until || plan.cells.at(place)?.shown === undefined) return false
    const here = [...wanted].filter(cell => next(cell) === place)
    const left = here.map(
      cell => passedBetween(plan, indexOf(plan, cell), place + 1) - (this.#going.get(cell) as Going).passed,
    )
    const ms = Math.max(1, Math.min(Math.max(...left), slice))
    await bring(this.#going.environment(plan, place, here))
    const held = [...this.#going].flatMap(([cell, { run }]) => (here.includes(cell) ? [] : [run]))
    const news = await session.ask({ type: 'release', held, ms })
    this.#waits = true
    for (const cell of here) {
      const going = this.#going.get(cell) as Going
      const { run, passed } = going
      const went = news.went.find(late => late.run === run)
      const after = went === undefined ? going : this.#going.wentOn(plan, cell, { place, from: passed, went })
      const end = passedBetween(plan, indexOf(plan, cell), place + 1)
      const isOver = !news.going.some(late => late.run === run)
      this.#going.set(cell, { ...after, isOver, passed: isOver ? end : Math.min(end, passed + ms) })
    }
    return true
  }

  /** It was let go on at rest: all that can be known of what it finds is. */
  #rests(plan: Plan, cell: CellId, pending: LateNews['going']): void {
    const going = this.#going.get(cell) as Going
    if (going.isAtRest || indexOf(plan, cell) === -1) return
    const place = this.#going.next(plan, cell)
    const due = pending.find(late => late.run === going.run)?.due
    const at = going.passed + Math.max(slack, due ?? 0)
    const parts: LatePart[] = [...going.parts]
    const isAlone = going.onScreen === undefined && !this.#going.isOnItsWay(plan, plan.cells.length, cell)
    const alone = isAlone ? { alone: true as const } : {}
    if (due !== undefined) parts.push({ after: at, until: at, reads: this.#going.readsAt(plan, cell, place), ...alone })
    else if (going.wasEnded) {
      const handles = handlesOf(plan, indexOf(plan, cell))
      parts.push({ after: never, until: never, reads: readsAt(plan, plan.cells.length, handles) })
    }
    this.#going.set(cell, { ...going, parts, isAtRest: due !== undefined, isOver: due === undefined })
    this.#log.amend(cell, going.run, parts)
    if (going.onScreen !== undefined && !this.#showsTheSame(going.onScreen, { ...going, parts }, due !== undefined))
      this.#log.cover(cell)
  }

  /** Does the run show what the screen shows, as far as it goes? */
  #showsTheSame(onScreen: RunTrace, { run, parts }: Going, goesOn: boolean): boolean {
    const readsOf = (all: readonly LatePart[] = []) => all.map(({ reads }) => reads)
    if (!isDeepStrictEqual(readsOf(onScreen.late), readsOf(parts))) return false
    const before = textOf(this.#log.events(onScreen.id) ?? [])
    const now = textOf(this.#log.events(run) ?? [])
    return goesOn ? before.startsWith(now) : before === now
  }

  /** What has to stand where it goes on at rest: what it left itself the last time, unless somebody touched that. */
  #atRest(plan: Plan, cell: CellId): readonly EnvironmentEntry[] {
    const { isOver, isAtRest } = this.#going.get(cell) as Going
    if (isOver) return []
    const entries = this.#going.environment(plan, this.#going.next(plan, cell), [cell])
    return isAtRest ? entries.filter(({ location }) => this.#disturbed.has(location)) : entries
  }
}
