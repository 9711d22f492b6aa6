/**
 * Runs one cell of the plan: brings the environment above it about (from memory, from the store, or by rerunning
 * the cells that made it), has it compiled and executed, and records what it did. A run that failed or was stopped leaves nothing behind.
 */
import { randomUUID } from 'node:crypto'
import { type CellId, type RunId, runId, type SnapshotId } from '../brand.ts'
import type { CompiledCell } from '../compile/compiled.ts'
import type { EnvironmentEntry, Job, Outcome, RunListener, RunReport, Unavailable } from '../executor/executor.ts'
import type { SessionExecutor } from '../executor/session/session-executor.ts'
import type { LanguageService } from '../language/language.ts'
import type { FigureKeeper } from '../figures/figure-keeper.ts'
import { holdsValue, keyOf, kindOf, type Location } from '../location.ts'
import type { Cell } from '../notebook/notebook.ts'
import { type EffectEntry, effectsAbove, type OnDisk, type Outside } from '../plan/effects-above.ts'
import { missing } from '../plan/mismatch.ts'
import { entryOf, firstWriter, underWay, valuesAbove } from '../plan/environment-above.ts'
import { lateWorkMet } from '../plan/late-work.ts'
import type { GivenParameters } from '../parameters/given.ts'
import type { Plan, PlannedCell } from '../plan/plan.ts'
import { afterLabels, codeReached, mayTouch, mentioned } from '../plan/reach.ts'
import { type KeyedTrace, traceOf } from '../plan/trace.ts'
import { warningsOf } from '../plan/warnings.ts'
import type { RunRecord, RunTrace, Store, StoredUnit } from '../store/store.ts'
import type { RunEvent } from './events.ts'
import { ownReport } from './own-report.ts'
import { refusalOf } from './refusal.ts'
import { lostEvent, stoppedEvent } from './runner-errors.ts'
import type { RunLog } from './run-log.ts'
import { worthStoring } from './worth-storing.ts'

export interface RunnerParts {
  readonly executor: SessionExecutor
  readonly runs: RunLog
  readonly store: Store
  readonly engine: string
  readonly notebook: string
  readonly environment: Readonly<Record<string, unknown>>
  readonly compile: (cell: Cell, index: number, plan: Plan) => CompiledCell
  readonly onDisk: OnDisk
  readonly parameters: GivenParameters
  readonly diagnostics: LanguageService['diagnostics']
  readonly figures: FigureKeeper
}

export interface Ran {
  readonly run: RunId
  readonly outcome: Outcome
  readonly key: string
  readonly ms: number
}

export interface RunRequest {
  readonly listener: RunListener
  /** The cell as it is in the document now. */
  readonly cell: Cell
  /** Answers clock and chance as the run before did: the cell is only rerun to have its values back. */
  readonly rebuild: boolean
}

/** The document as the shell holds it now. */
export interface RunnerDocument {
  readonly plan: () => Plan
  readonly source: (id: CellId) => Cell
  readonly outside: () => Outside
  /** Told of each cell that starts, rebuilds included, and (undefined) when it has ended. */
  readonly running: (id: CellId | undefined) => void
}

export class CellRunner {
  readonly #parts: RunnerParts
  readonly #plan: () => Plan
  readonly #source: (id: CellId) => Cell
  readonly #outside: () => Outside
  readonly #running: (id: CellId | undefined) => void
  /** Globals and built-ins that runs of this session changed, deleted cells' included: they stand there until put back. */
  readonly #patched = new Set<Location>()
  #active: RunId | undefined
  /** The run that has started and isn't recorded yet. */
  #open: { readonly run: RunId; readonly listener: RunListener } | undefined
  #stopping = false
  readonly #rebuilds = new Set<RunId>()

  constructor(parts: RunnerParts, document: RunnerDocument) {
    this.#parts = parts
    this.#plan = document.plan
    this.#source = document.source
    this.#outside = document.outside
    this.#running = document.running
  }

  /** A new request: what was interrupted before doesn't concern it. */
  resume(): void {
    this.#stopping = false
  }

  interrupt(): void {
    this.#stopping = true
    if (this.#active === undefined) this.#parts.executor.interruptIdle()
    else this.#parts.executor.interrupt(this.#active)
  }

  async run(id: CellId, request: RunRequest): Promise<Ran> {
    const { executor, runs, figures } = this.#parts
    await executor.start()
    const shown = runs.shown(id)
    const before = shown?.id
    if (before !== undefined) runs.discarded(before)
    const run = runId(randomUUID())
    if (request.rebuild) this.#rebuilds.add(run)
    const events: RunEvent[] = []
    const show = figures.screen(event => request.listener.event(event))
    const listener: RunListener = {
      event: event => {
        events.push(event)
        show(event)
      },
      input: request.listener.input,
    }
    for (const warning of warningsOf(this.#plan(), id))
      listener.event({ type: 'stream', name: 'stderr', text: `${warning}\n` })
    const { report, plan, index, startedAt } = await this.#execute({ run, id, request, listener, before })
    for (const { location } of report.writes)
      if (holdsValue(location) && kindOf(location) !== 'name') this.#patched.add(location)
    const planned = plan.cells[index] as PlannedCell
    const keyed = this.#trace({ run, index, plan, planned, report, startedAt })
    if (report.outcome.is === 'lost') listener.event(lostEvent(report.outcome.why))
    if (report.outcome.is === 'interrupted' || report.outcome.is === 'timeout')
      listener.event(stoppedEvent(report.outcome))
    const captured = figures.captured(plan, index, report.outcome.is === 'ok' ? events : [])
    for (const text of captured.warnings) listener.event({ type: 'stream', name: 'stderr', text: `${text}\n` })
    // What a cell that doesn't parse last defined stays.
    const kept = planned.analysis.status === 'syntax-error' ? (shown?.writes ?? []) : []
    const record = await this.#record(keyed, { events, report, source: request.cell.source, kept })
    figures.keep(captured.figures, record)
    this.#open = undefined
    if (report.outcome.is !== 'ok') await this.#rollBack(index, plan, report)
    return { run, outcome: report.outcome, key: keyed.key, ms: report.ms }
  }

  /** Output of a run whose code has ended while it is being recorded still belongs to it; false for any other run. */
  hear(run: RunId, event: RunEvent): boolean {
    if (this.#open?.run !== run) return false
    this.#open.listener.event(event)
    return true
  }

  /** Was it only rerun for its values? Then the screen has its output already. */
  isRebuild(run: RunId): boolean {
    return this.#rebuilds.has(run)
  }

  /** Ends what a run left going: its timers, listeners, handles. */
  async discard(run: RunId): Promise<void> {
    this.#parts.runs.discarded(run)
    await this.#parts.executor.discard(run)
  }

  /**
   * Runs it on the environment above it: what the session hasn't in memory is loaded from the store, else the cells that made
   * it run first, until all that the cell may look at is as it stands above it.
   */
  async #execute(what: Execution): Promise<Executed> {
    const rebuilt = new Map<CellId, number>()
    const tried: Tried = { loaded: new Set(), givenUp: new Set() }
    for (;;) {
      const plan = this.#plan()
      const index = plan.cells.findIndex(c => c.id === what.id)
      const startedAt = Date.now()
      const refused = await refusalOf(what.request.cell, plan, this.#parts.diagnostics)
      if (refused !== undefined) {
        if (what.before !== undefined) await this.discard(what.before)
        what.listener.event({ type: 'error', ...refused.error })
        const report = { ...unrun({ is: 'failed', error: refused.error }), reads: refused.reads }
        return { report, plan, index, startedAt }
      }
      // Asked to stop while cells ran for its environment: there is nothing to interrupt yet, and nothing must start.
      if (this.#stopping) return { report: unrun({ is: 'interrupted' }), plan, index, startedAt }
      const above = this.#environment(plan, index, rebuilt)
      const environment = above.filter(e => !tried.givenUp.has(e.location))
      const report = await this.#attempt(what, { plan, index, environment })
      if (!('unavailable' in report)) return { report: ownReport(report, above), plan, index, startedAt }
      const missing = environment.filter(e => report.unavailable.includes(e.location))
      if (await this.#load(missing, tried)) continue
      const writer = firstWriter(plan, index, report.unavailable)
      const times = writer === undefined ? 0 : (rebuilt.get(writer.id) ?? 0)
      // A cell whose values never come back as recorded can't be waited for: it runs on what there is.
      if (writer === undefined || times > 2) for (const { location } of missing) tried.givenUp.add(location)
      else {
        rebuilt.set(writer.id, times + 1)
        await this.run(writer.id, { listener: silent, cell: this.#source(writer.id), rebuild: true })
      }
    }
  }

  async #attempt(
    { run, id, request, listener, before }: Execution,
    at: { readonly plan: Plan; readonly index: number; readonly environment: readonly EnvironmentEntry[] },
  ): Promise<RunReport | Unavailable> {
    const { timeout } = (at.plan.cells[at.index] as PlannedCell).analysis.options
    const replay = request.rebuild && before !== undefined ? this.#parts.runs.draws(before) : undefined
    const job: Job = {
      run,
      cell: id,
      environment: at.environment,
      compiled: this.#parts.compile(request.cell, at.index, at.plan),
      ...(before === undefined ? {} : { overtakes: before }),
      ...(replay === undefined ? {} : { replay }),
      ...(timeout === undefined ? {} : { timeout: timeout * 1000 }),
      parameters: this.#parts.parameters.values,
    }
    this.#open = { run, listener }
    this.#active = run
    this.#running(id)
    try {
      return await this.#parts.executor.run(job, listener)
    } catch (error) {
      return unrun({ is: 'lost', why: (error as Error).message })
    } finally {
      this.#active = undefined
      this.#running(undefined)
    }
  }

  #environment(plan: Plan, index: number, rebuilt: ReadonlyMap<CellId, unknown>): readonly EnvironmentEntry[] {
    return [
      ...valuesAbove(plan, index, this.#patched).filter(e => !underWay(plan, e.location, rebuilt)),
      ...effectsAbove(plan, index, this.#outside()).filter(e => this.#differs(e)),
    ]
  }

  /** Gives the session what the store has of it; once each: what still isn't in place then will not be on the second try. */
  async #load(missing: readonly EnvironmentEntry[], { loaded }: Tried): Promise<boolean> {
    const { executor, store } = this.#parts
    const values = missing.filter(e => holdsValue(e.location) && e.to !== null)
    const wanted = new Set(values.map(e => e.to as SnapshotId).filter(id => !loaded.has(id)))
    for (const id of wanted) loaded.add(id)
    return loadFromStore([...wanted], executor, store)
  }

  #trace(at: {
    readonly run: RunId
    readonly index: number
    readonly plan: Plan
    readonly planned: PlannedCell
    readonly report: RunReport
    readonly startedAt: number
  }): KeyedTrace {
    const { plan, index, planned, run, report, startedAt } = at
    const above = (location: Location) => plan.bindings.above(index, location)
    const touched = mayTouch(planned.analysis, index, plan.bindings)
    const late = lateWorkMet(plan, index, touched)
    const alsoRead = planned.analysis.barrier
      ? [...touched].filter(holdsValue)
      : [...mentioned(plan.bindings.realm, codeReached(plan, index)), ...late, ...afterLabels(planned.analysis)]
    const { notebook, engine } = this.#parts
    const { label } = planned.analysis.options
    return traceOf({
      run,
      cell: planned.id,
      notebook,
      hash: planned.analysis.hash,
      engine,
      report,
      startedAt,
      above,
      alsoRead,
      ...(label === undefined ? {} : { label }),
    })
  }

  async #record(
    { trace, key }: KeyedTrace,
    done: { events: readonly RunEvent[]; report: RunReport; source: string; kept: RunTrace['writes'] },
  ): Promise<RunRecord> {
    const ok = trace.outcome === 'ok'
    const record: RunRecord = {
      ...trace,
      writes: ok ? trace.writes : done.kept,
      key,
      code: done.source,
      events: done.events,
      ...(done.report.draws === undefined ? {} : { draws: done.report.draws }),
      where: 'session',
      environment: this.#parts.environment,
      parameters: done.report.notes?.parameters ?? {},
      records: done.report.notes?.records ?? {},
    }
    this.#parts.runs.add(record, ok ? await this.#units(record, done.report.units) : [])
    return record
  }

  async #units(record: RunRecord, sent: RunReport['units']): Promise<readonly StoredUnit[]> {
    const { store, executor } = this.#parts
    const wanted = new Set<SnapshotId>()
    for (const write of record.writes) {
      if (
        write.snapshot !== null &&
        write.storable &&
        worthStoring(write.size, record.ms) &&
        !store.has(write.snapshot)
      )
        wanted.add(write.snapshot)
    }
    const here = sent.filter(unit => wanted.delete(unit.id))
    return wanted.size === 0 ? here : [...here, ...(await executor.encode([...wanted]))]
  }

  /** Puts files and variables as they are at the end of the document: a rerun in the middle left them as they are there. */
  async settle(): Promise<void> {
    const plan = this.#plan()
    const { executor } = this.#parts
    if (executor.pid === undefined) return
    const entries = effectsAbove(plan, plan.cells.length, this.#outside()).filter(e => this.#differs(e))
    if (entries.length > 0) await executor.prepare(entries)
  }

  /** Does the work, which may change the files that the notebook writes, and puts them as they are now. */
  async rewound<T>(work: (rewind: () => Promise<void>) => Promise<T>): Promise<T> {
    const { executor, onDisk } = this.#parts
    const before = effectsAbove(this.#plan(), 0, this.#outside()).filter(e => kindOf(e.location) === 'file')
    const now = before.map(({ location }) => ({ location, to: onDisk.version(location) }))
    const put = async (entries: readonly EffectEntry[]): Promise<void> => {
      const differing = entries.filter(e => this.#differs(e))
      if (differing.length === 0) return
      await executor.start()
      const lost = await executor.prepare(differing)
      if (lost.length > 0) throw new Error(`These can't be put back as they were: ${lost.map(keyOf).join(', ')}.`)
    }
    try {
      return await work(() => put(before))
    } finally {
      await put(now)
    }
  }

  /** Variables and the working directory are the session's own: only it knows how they stand. */
  #differs({ location, to }: EffectEntry): boolean {
    return kindOf(location) !== 'file' || this.#parts.onDisk.version(location) !== (to ?? missing)
  }

  /** What the run touched goes back to what it was above the cell. */
  async #rollBack(index: number, plan: Plan, report: RunReport): Promise<void> {
    const { executor } = this.#parts
    if (report.outcome.is === 'lost') return
    const entries = report.writes.filter(w => holdsValue(w.location)).map(w => entryOf(plan, index, w.location))
    await executor.prepare(entries)
    for (const write of report.writes) {
      if (!holdsValue(write.location) && write.before !== undefined)
        await executor.restoreEffect(write.location, write.before)
    }
  }
}

interface Execution {
  readonly run: RunId
  readonly id: CellId
  readonly request: RunRequest
  readonly listener: RunListener
  /** What the cell shows until now. */
  readonly before: RunId | undefined
}

interface Executed {
  readonly report: RunReport
  /** The cell's plan and place as it started. */
  readonly plan: Plan
  readonly index: number
  readonly startedAt: number
}

interface Tried {
  readonly loaded: Set<SnapshotId>
  /** Locations that nothing brings back. */
  readonly givenUp: Set<Location>
}

const unrun = (outcome: Outcome): RunReport => ({ outcome, reads: [], writes: [], units: [], ms: 0 })

const silent: RunListener = {
  event: () => {},
  input: () => Promise.reject(new Error('A cell that is only run again for its values cannot ask for input.')),
}

const loadFromStore = async (
  snapshots: readonly SnapshotId[],
  executor: SessionExecutor,
  store: Store,
): Promise<boolean> => {
  let loaded = false
  for (const id of snapshots) {
    const bytes = store.unit(id)
    if (bytes === undefined) continue
    await executor.load(id, bytes)
    loaded = true
  }
  return loaded
}
