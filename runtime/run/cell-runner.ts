/**
 * Runs one cell of the plan, in the session or on a worker of the pool: on the environment above it (from memory, from the store, or by
 * rerunning the cells that made it), and records what it did. A run that failed or was stopped leaves nothing behind.
 */
import { randomUUID } from 'node:crypto'
import { type CellId, type RunId, runId } from '../brand.ts'
import type { CompiledCell } from '../compile/compiled.ts'
import type { EnvironmentEntry, Job, RunListener, RunReport, Unavailable } from '../executor/executor.ts'
import { type Place, placeOf } from '../executor/place.ts'
import type { WorkerPool } from '../executor/pool/worker-pool.ts'
import type { SessionExecutor } from '../executor/session/session-executor.ts'
import type { FigureKeeper } from '../figures/figure-keeper.ts'
import type { LanguageService } from '../language/language.ts'
import { holdsValue, kindOf, locationOf } from '../location.ts'
import type { Cell } from '../notebook/notebook.ts'
import type { GivenParameters } from '../parameters/given.ts'
import type { OnDisk } from '../plan/effects-above.ts'
import { entryOf, firstWriter } from '../plan/environment-above.ts'
import { inputsDigest } from '../plan/inputs-digest.ts'
import { madeAgain, type Plan, type PlannedCell } from '../plan/plan.ts'
import { whyItStays } from '../plan/pool-choice.ts'
import { warningsOf } from '../plan/warnings.ts'
import { CellGone, type Declined, type Ran, type RunRequest, silent } from './cell-run.ts'
import { type Crossed, Crossing } from './crossing.ts'
import type { EachRuns } from './each-runs.ts'
import { endingEvent, isBroken, unrun } from './endings.ts'
import type { RunEvent } from './events.ts'
import { demandsOf } from './job-demands.ts'
import { Lock } from './lock.ts'
import { ownReport } from './own-report.ts'
import { PoolRuns } from './pool-runs.ts'
import { refusalOf } from './refusal.ts'
import { LateRuns } from './late-runs.ts'
import { nothingTried, RunEnvironment, type Tried } from './run-environment.ts'
import { type Executed, type RecorderParts, RunRecorder } from './run-recorder.ts'
import type { RunnerDocument } from './runner-document.ts'

export interface RunnerParts extends RecorderParts {
  readonly executor: SessionExecutor
  readonly pool: WorkerPool
  readonly each: EachRuns
  readonly compile: (cell: Cell, index: number, plan: Plan) => CompiledCell
  readonly onDisk: OnDisk
  readonly parameters: GivenParameters
  readonly diagnostics: LanguageService['diagnostics']
  readonly figures: FigureKeeper
}

export class CellRunner {
  readonly #parts: RunnerParts
  readonly #document: RunnerDocument
  readonly #session: Place
  /** One cell at a time runs in the session. */
  readonly #inSession = new Lock()
  readonly #environment: RunEnvironment
  readonly #recorder: RunRecorder
  readonly #crossing: Crossing
  readonly #inPool: PoolRuns
  /** The runs that have started and aren't recorded yet. */
  readonly #open = new Map<RunId, { readonly cell: CellId; readonly listener: RunListener }>()
  /** Where what runs left going is; the session, where nobody says. */
  readonly #places = new Map<RunId, Place>()
  readonly #rebuilds = new Set<RunId>()
  readonly #late: LateRuns

  constructor(parts: RunnerParts, document: RunnerDocument) {
    this.#parts = parts
    this.#document = document
    this.#session = placeOf('session', parts.executor)
    this.#crossing = new Crossing(parts.executor, parts.store)
    this.#environment = new RunEnvironment({
      ...parts,
      ...document,
      session: this.#session,
      lent: id => this.#crossing.lent(id),
    })
    this.#recorder = new RunRecorder(parts)
    this.#late = new LateRuns(parts.runs, {
      session: parts.executor,
      bring: entries => this.#environment.bring(entries, this.#session),
    })
    this.#inPool = new PoolRuns(parts, {
      at: id => this.#at(id),
      obstacle: (id, request) => this.#obstacle(id, request),
      runIn: (place, id, request) => this.#runIn(place, id, request),
    })
  }

  /** Runs it, again after a failure as often as its `retries` say. */
  async run(id: CellId, request: RunRequest): Promise<Ran> {
    for (let attempt = 1; ; attempt++) {
      const ran =
        (await this.#inPool.run(id, request)) ?? (await this.#inSession.held(() => this.#inTheSession(id, request)))
      const { retries = 0 } = this.#at(id).planned.analysis.options
      if (ran.outcome.is === 'ok' || ran.outcome.is === 'interrupted' || attempt > retries) return ran
      request.listener.event({ type: 'clear', wait: false })
      request.listener.event({
        type: 'stream',
        name: 'stderr',
        text: `It failed; trying again (${attempt} of ${retries}).\n`,
      })
    }
  }

  /** How far the `each` of a running cell is. */
  items(cell: CellId): { readonly done: number; readonly total: number } | undefined {
    for (const [run, open] of this.#open) if (open.cell === cell) return this.#parts.each.progress(run)
    return undefined
  }

  /** Nothing runs or is about to in the session. */
  get isIdle(): boolean {
    return !this.#inSession.isHeld
  }

  /** Output of a run whose code has ended while it is being recorded still belongs to it; false for any other run. */
  hear(run: RunId, event: RunEvent): boolean {
    const open = this.#open.get(run)
    open?.listener.event(event)
    return open !== undefined
  }

  /** Was it only rerun for its values? Then the screen has its output already. */
  isRebuild(run: RunId): boolean {
    return this.#rebuilds.has(run)
  }

  /** The screen shows this run from now on, whatever it was run for. */
  screened(run: RunId): void {
    this.#rebuilds.delete(run)
  }

  /** Ends what a run left going: its timers, listeners, handles. */
  async discard(run: RunId): Promise<void> {
    this.#parts.runs.discarded(run)
    const place = this.#places.get(run) ?? this.#session
    this.#places.delete(run)
    await place.executor.discard(run)
  }

  /** Puts files and variables as they are at the end of the document. */
  settle(): Promise<void> {
    return this.#inSession.held(() => this.#environment.settle(this.#document.plan, this.#session))
  }

  mendFiles(): Promise<readonly CellId[]> {
    return this.#inSession.held(() => this.#environment.mendFiles(this.#document.plan(), this.#session))
  }

  /** Some run left code going. */
  get leftCode(): boolean {
    return this.#late.any
  }

  /** Lets code go on that ended runs left going, once what it finds stands as it should. Did that change what runs have read? */
  release(): Promise<boolean> {
    return this.#late.release(this.#document.plan, work => this.#inSession.held(work))
  }

  /** What is on its way to rest stays where it is until the next time. */
  stopLate(): void {
    this.#late.stop()
  }

  rewound<T>(work: (rewind: () => Promise<void>) => Promise<T>): Promise<T> {
    return this.#inSession.held(() => this.#environment.rewound(this.#document.plan(), this.#session, work))
  }

  async #inTheSession(id: CellId, request: RunRequest): Promise<Ran> {
    await this.#parts.executor.start()
    // The session runs whatever the pool can't.
    return (await this.#runIn(this.#session, id, request)) as Ran
  }

  /** Why what the cell may look at can't get to a worker; undefined once it can. */
  async #obstacle(id: CellId, request: RunRequest): Promise<string | undefined> {
    const tried = nothingTried()
    const crossed = async (): Promise<Crossed> => {
      const { plan, index } = this.#at(id)
      const needed = this.#environment.above(plan, index, this.#session, tried)
      const meets = needed.some(e => kindOf(e.location) === 'late') || this.#late.above(plan, index).length > 0
      if (meets) return { is: 'impossible', why: 'timers of cells above go on while it waits' }
      return this.#environment.knowsVariables(needed) ? this.#crossing.offer(needed) : { is: 'absent' }
    }
    let found = await crossed()
    if (found.is === 'absent') {
      await this.#inSession.held(() => this.#bringAbout(id, tried, request.signal))
      found = await crossed()
    }
    if (found.is === 'impossible') return found.why
    return found.is === 'had' ? undefined : 'some of what it reads can only be made there'
  }

  /** The whole of one run. */
  async #runIn(place: Place, id: CellId, request: RunRequest): Promise<Ran | Declined> {
    const run = runId(randomUUID())
    if (request.rebuild) this.#rebuilds.add(run)
    const { figures } = this.#parts
    const events: RunEvent[] = []
    const show = figures.screen(event => request.listener.event(event))
    const listener: RunListener = {
      event: event => {
        events.push(event)
        show(event)
      },
      input: request.listener.input,
    }
    const at = this.#at(id)
    for (const warning of warningsOf(at.plan, at.index))
      listener.event({ type: 'stream', name: 'stderr', text: `${warning}\n` })
    this.#open.set(run, { cell: id, listener })
    if (place !== this.#session) this.#places.set(run, place)
    try {
      const shown = this.#parts.runs.shown(id)
      const executed = await this.#execute({ run, id, request, listener, before: shown?.id, place })
      if ('declined' in executed) return executed
      const { report, plan, index } = executed
      for (const { location } of report.writes)
        if (holdsValue(location) && kindOf(location) !== 'name') place.patched.add(location)
      this.#crossing.note(report)
      this.#environment.note(report)
      const isDone = place.where === 'pool' && report.outcome.is === 'ok'
      const declined = isDone ? whyItStays(plan, index, report.writes) : undefined
      if (declined !== undefined) {
        await this.#takeBack(executed)
        return { declined }
      }
      if (isBroken(report.outcome)) listener.event(endingEvent(report.outcome, place.where))
      const whole = report.outcome.is === 'ok' ? events : []
      const captured = figures.captured(plan, index, { events: whole, reads: report.reads })
      for (const text of captured.warnings) listener.event({ type: 'stream', name: 'stderr', text: `${text}\n` })
      // What a cell that doesn't parse last defined stays.
      const kept = plan.cells.at(index)?.analysis.status === 'syntax-error' ? (shown?.writes ?? []) : []
      const record = await this.#recorder.record(executed, { events, kept, rebuild: request.rebuild })
      figures.keep(captured.figures, record)
      this.#late.ended(executed, request.rebuild ? shown : undefined)
      if (report.outcome.is !== 'ok') await this.#environment.rollBack(executed, report, place)
      const isLate = report.writes.some(w => w.location === locationOf('late', id))
      return { run, outcome: report.outcome, key: record.key, ms: report.ms, where: place.where, isLate }
    } finally {
      this.#parts.each.stop(run)
      this.#open.delete(run)
    }
  }

  /** As if the run had not been. */
  async #takeBack(executed: Executed): Promise<void> {
    await this.discard(executed.run)
    await this.#environment.rollBack(executed, executed.report, executed.place)
  }

  /** Runs it on the environment above it, once all that the cell may look at is as it stands there. */
  async #execute(what: Execution): Promise<Executed | Declined> {
    const { run, id, request, listener, before, place } = what
    const tried = nothingTried()
    for (;;) {
      const { plan, index } = this.#at(id)
      const cell = this.#document.source(id)
      const ended = (report: RunReport): Executed => ({
        run,
        place,
        report,
        plan,
        index,
        source: cell.source,
        startedAt,
      })
      const startedAt = Date.now()
      const refused = await refusalOf(cell, { plan, index }, this.#parts.diagnostics)
      if (refused !== undefined) {
        if (before !== undefined) await this.discard(before)
        listener.event({ type: 'error', ...refused.error })
        return ended({ ...unrun({ is: 'failed', error: refused.error }), reads: refused.reads })
      }
      if (place === this.#session) await this.#late.advance(plan, index, request.signal)
      // Asked to stop while cells ran for its environment: there is nothing to interrupt yet, and nothing must start.
      if (request.signal.aborted) return ended(unrun({ is: 'interrupted' }))
      const met = place === this.#session ? this.#late.above(plan, index) : []
      const above = [...this.#late.asMet(plan, index, this.#environment.above(plan, index, place, tried)), ...met]
      const environment = above.filter(e => !tried.givenUp.has(e.location))
      const report = await this.#attempt(what, { plan, index, cell, environment })
      if (!('unavailable' in report))
        return ended(ownReport(report, above, location => entryOf(plan, index, location).to))
      const unavailable = environment.filter(e => report.unavailable.includes(e.location))
      if (await this.#environment.load(unavailable, place, tried)) continue
      const needed = unavailable.filter(e => e.optional !== true)
      if (place.where === 'pool' && needed.length > 0)
        return { declined: 'some of what it reads can only be made there' }
      await this.#remake(id, unavailable, tried, request.signal)
    }
  }

  async #attempt(
    { run, id, request, listener, before, place }: Execution,
    at: Ready,
  ): Promise<RunReport | Unavailable> {
    const { options } = (at.plan.cells.at(at.index) as PlannedCell).analysis
    const inputs = inputsDigest(at.plan, at.index, this.#parts.parameters.values)
    const again = request.rebuild ? madeAgain(at.plan, at.index) : undefined
    const replay = again && this.#parts.runs.draws(again.run.id)
    const job: Job = {
      run,
      cell: id,
      environment: at.environment,
      compiled: this.#parts.compile(at.cell, at.index, at.plan),
      // What goes on in a worker waits until it is known that it may.
      ...(place === this.#session ? this.#late.starts(at) : { held: [] }),
      ...(before === undefined ? {} : { overtakes: this.#overtaken(before, place) }),
      ...(replay === undefined ? {} : { replay }),
      parameters: this.#parts.parameters.values,
      ...(inputs === undefined ? {} : { inputs }),
      ...demandsOf(options),
    }
    const stop = (): void => place.executor.interrupt(run)
    const ask = (): void => place.executor.askToLeave(run)
    request.signal.addEventListener('abort', stop)
    request.ending?.addEventListener('abort', ask)
    if (request.ending !== undefined) this.#parts.each.begin(run, { signal: request.ending, giveUp: stop })
    this.#document.running(id, place.where)
    try {
      return await place.executor.run(job, listener)
    } catch (error) {
      return unrun({ is: 'lost', why: (error as Error).message })
    } finally {
      request.signal.removeEventListener('abort', stop)
      request.ending?.removeEventListener('abort', ask)
      this.#document.running(id, undefined)
    }
  }

  /** The run ends where it is; the job itself ends the one that was in the same place. */
  #overtaken(run: RunId, place: Place): RunId {
    this.#parts.runs.discarded(run)
    const there = this.#places.get(run)
    if (there !== undefined && there !== place) void this.discard(run)
    return run
  }

  /** Until the session has all that the cell may look at as it stands above it. */
  async #bringAbout(id: CellId, tried: Tried, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const { plan, index } = this.#at(id)
      const entries = this.#environment
        .above(plan, index, this.#session, tried)
        .filter(e => !tried.givenUp.has(e.location))
      const locations = await this.#parts.executor.prepare(entries)
      if (locations.length === 0) return
      const unavailable = entries.filter(e => locations.includes(e.location))
      if (!(await this.#environment.load(unavailable, this.#session, tried)))
        await this.#remake(id, unavailable, tried, signal)
    }
  }

  /** Runs the first cell again that made some of it; gives up what no rerun brings back as recorded. */
  async #remake(
    id: CellId,
    unavailable: readonly EnvironmentEntry[],
    { rebuilt, givenUp }: Tried,
    signal: AbortSignal,
  ): Promise<void> {
    const { plan, index } = this.#at(id)
    const locations = unavailable.filter(e => e.optional !== true).map(e => e.location)
    for (const { location, optional } of unavailable) if (optional === true) givenUp.add(location)
    if (locations.length === 0) return
    const writer = firstWriter(plan, index, locations)
    const times = writer === undefined ? 0 : (rebuilt.get(writer.id) ?? 0)
    // A cell whose values never come back as recorded can't be waited for: it runs on what there is.
    if (writer === undefined || times > 2) for (const location of locations) givenUp.add(location)
    else {
      rebuilt.set(writer.id, times + 1)
      await this.#inTheSession(writer.id, { listener: silent, rebuild: true, signal })
    }
  }

  #at(id: CellId): { readonly plan: Plan; readonly index: number; readonly planned: PlannedCell } {
    const plan = this.#document.planTo(id)
    const index = this.#document.indexOf(id)
    if (index === -1) throw new CellGone('The cell was deleted before it could run.')
    return { plan, index, planned: plan.cells.at(index) as PlannedCell }
  }
}

/** A cell, planned, with the environment that it is to run on. */
interface Ready {
  readonly plan: Plan
  readonly index: number
  readonly cell: Cell
  readonly environment: readonly EnvironmentEntry[]
}

interface Execution {
  readonly run: RunId
  readonly id: CellId
  readonly request: RunRequest
  readonly listener: RunListener
  /** What the cell shows until now. */
  readonly before: RunId | undefined
  readonly place: Place
}
