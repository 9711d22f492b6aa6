/**
 * Serves execute requests: stale ancestors first, then the cell itself, or its recorded result where it is fresh. Requests that no path
 * joins are served at once. It asks the plan before each step and decides nothing about staleness itself.
 */
import type { CellId, RunId } from '../brand.ts'
import { indexOf } from '../notebook/notebook.ts'
import type { Cell, Notebook } from '../notebook/notebook.ts'
import { footprintOf } from '../plan/overlap.ts'
import { type Standing, staleAncestors } from '../plan/plan.ts'
import { blockedText } from '../plan/reasons.ts'
import { type Activity, stateOf } from '../plan/views.ts'
import type { ExecuteRequest, ExecuteResult } from '../runtime.ts'
import type { RunTrace } from '../store/store.ts'
import type { ReplyMetadata } from '../view.ts'
import { CellGone, type Ran } from './cell-run.ts'
import { CellRunner, type RunnerParts } from './cell-runner.ts'
import type { RunEvent } from './events.ts'
import { isBroken } from './endings.ts'
import { blockedResult, inputOf, statusOf, unsettledResult } from './execute-result.ts'
import { type Flight, Flights } from './flights.ts'
import { type JobFlight, Jobs } from './jobs.ts'
import { Rest } from './rest.ts'
import type { RunnerDocument } from './runner-document.ts'

/** The document as the shell holds it now. */
export interface ExecutionDocument extends Pick<RunnerDocument, 'outside' | 'plan' | 'planTo'> {
  readonly notebook: () => Notebook
  /** Something happened that the plan depends on. */
  readonly changed: () => void
  /** A cell started: screens are told, the plan stands. */
  readonly started: () => void
  /** A cell stopped running, which may have been only to have its values back: the plan is out of date. */
  readonly stopped: () => void
}

/** A cell that is stale when it has run (others ran beside it, a file it reads grows) runs again; so often at most for one request. */
export const overtakenLimit = 3

type RecordedStanding = Extract<Standing, { is: 'fresh' | 'failed' }>

interface Asked extends JobFlight {
  readonly request: ExecuteRequest
}

export class Executions {
  readonly runner: CellRunner
  readonly jobs: Jobs
  readonly #parts: RunnerParts
  readonly #document: ExecutionDocument
  readonly #flights: Flights
  readonly #running = new Map<CellId, 'session' | 'pool'>()
  readonly #forced = new Set<CellId>()
  readonly #restored = new Set<RunId>()
  readonly #pooled = new Set<RunId>()
  /** Runs that this session executed or showed: running such a cell by hand again is asking for it anew. */
  readonly #seen = new Set<RunId>()
  readonly #stops = new Set<AbortController>()
  /** Cells whose old output has left the screen, once for each that asked for new output. */
  readonly #awaited: CellId[] = []
  /** Counts the runs that ended, to tell whether others did meanwhile. */
  #ended = 0
  #settled: Promise<unknown> = Promise.resolve()
  readonly #rest = new Rest(async () => {
    if (await this.runner.release()) this.#document.changed()
  })

  constructor(parts: RunnerParts, document: ExecutionDocument) {
    this.#parts = parts
    this.#document = document
    this.#flights = new Flights(cell => {
      const index = this.#index(cell)
      return index === -1 ? undefined : footprintOf(document.planTo(cell), index)
    })
    this.runner = new CellRunner(parts, {
      ...document,
      indexOf: id => this.#index(id),
      source: id => this.#cell(id),
      beingWritten: except => this.#flights.beingWritten(except),
      running: (id, where) => this.#marked(id, where),
    })
    this.jobs = new Jobs({
      flights: this.#flights,
      pool: parts.pool,
      running: this.#running,
      optionsOf: cell => document.plan().cells.at(this.#index(cell))?.analysis.options,
      items: cell => this.runner.items(cell),
    })
  }

  get forced(): ReadonlySet<CellId> {
    return this.#forced
  }

  /** Whatever the plan finds, these cells are to run again. */
  force(cells: readonly CellId[]): void {
    for (const cell of cells) this.#forced.add(cell)
  }

  /** Serves the request for a cell that is in the document. */
  execute(cell: CellId, request: ExecuteRequest): Promise<ExecuteResult> {
    const stop = new AbortController()
    let yielded = false
    const onYield = (): void => {
      if (!yielded) request.onYield?.()
      yielded = true
    }
    const onWait = (): void => {
      onYield()
      this.#document.started()
    }
    const job = this.jobs.make(stop)
    const asked: Asked = { cell, job, request: { ...request, onYield }, signal: stop.signal, onWait }
    if (request.force === true) this.#forced.add(cell)
    return this.#flown(asked, stop, () => this.#anew(cell, () => this.#serve(asked)))
  }

  /** Runs the cell and nothing else, whatever the plan says of it. */
  executeAlone(cell: CellId, request: ExecuteRequest): Promise<ExecuteResult> {
    const stop = new AbortController()
    const asked: Asked = { cell, job: this.jobs.make(stop), request, signal: stop.signal, onWait: () => {} }
    return this.#flown(asked, stop, async () => {
      await this.#flights.begin(asked, cell)
      return this.#anew(cell, async () => this.#result(cell, await this.#run(cell, asked, request.onEvent)))
    })
  }

  /** Is the cell's next output still to come? What its last run prints meanwhile has no place on the screen. */
  isAwaited(cell: CellId): boolean {
    return this.#awaited.includes(cell)
  }

  /** Does the work while no cell runs, and puts the notebook's files as they are now after it. */
  rewound<T>(work: (rewind: () => Promise<void>) => Promise<T>): Promise<T> {
    const stop = new AbortController()
    const flight: Flight = { cell: undefined, signal: stop.signal, onWait: () => {} }
    return this.#flown(flight, stop, async () => {
      await this.#flights.begin(flight, undefined)
      return this.runner.rewound(work)
    })
  }

  /** Stops all that runs or waits. Resolves when it has stopped. */
  async interrupt(): Promise<void> {
    this.runner.stopLate()
    if (this.#stops.size === 0) this.#parts.executor.interruptIdle()
    for (const stop of this.#stops) {
      // Asked again: a run that was let leave by itself is stopped now.
      if (stop.signal.aborted) stop.signal.dispatchEvent(new Event('abort'))
      else stop.abort()
    }
    await this.#settled
  }

  mendFiles(): Promise<readonly CellId[]> {
    return this.runner.mendFiles()
  }

  /** Resolves when nothing runs and what ended cells left going may go on. */
  async atRest(): Promise<void> {
    await this.#settled
    await this.#rest.now()
  }

  close(): void {
    this.#rest.end()
  }

  activity(): Activity {
    const queued = this.#flights.all.flatMap(f => (f.cell !== undefined && this.#flights.waits(f) ? f.cell : []))
    return { running: this.#running, queued: new Set(queued), restored: this.#restored, pooled: this.#pooled }
  }

  async #flown<T>(flight: Flight, stop: AbortController, work: () => Promise<T>): Promise<T> {
    this.#rest.end()
    this.#flights.enter(flight)
    this.#stops.add(stop)
    const done = (async () => {
      try {
        return await work()
      } finally {
        this.#stops.delete(stop)
        this.#flights.leave(flight)
        if (this.#flights.all.length === 0) {
          await this.runner.settle()
          await this.#atRestIfDone()
        }
      }
    })()
    const before = this.#settled
    this.#settled = done.then(
      () => before,
      () => before,
    )
    return done
  }

  async #atRestIfDone(): Promise<void> {
    // What late code finds may make cells stale: nobody is told that all is fresh before. Without any, the cells below needn't be planned.
    if (this.runner.leftCode && this.#document.plan().todo.length === 0) await this.#rest.now()
    else this.#rest.near()
  }

  async #serve(asked: Asked): Promise<ExecuteResult> {
    this.#document.changed()
    const cell = asked.cell
    const ancestorRuns = new Map<CellId, number>()
    for (let again = 0; ; ) {
      const next = this.#next(asked)
      await this.#flights.begin(asked, next)
      try {
        const isWanted = asked.request.signal?.aborted !== true && this.#index(cell) !== -1
        if (!isWanted || asked.signal.aborted) return this.#notRun(cell)
        if (this.#next(asked) !== next) continue
        if (next !== cell) {
          if (this.#wasStopped(next, asked)) return this.#blocked(next, asked)
          const runs = ancestorRuns.get(next) ?? 0
          if (runs > overtakenLimit) return this.#unsettled(next, asked)
          ancestorRuns.set(next, runs + 1)
          const ran = await this.#runAncestor(next, asked)
          if (ran.outcome.is === 'interrupted') return this.#result(cell, ran)
          // Asked again, it would only be stopped again.
          if (isBroken(ran.outcome)) return this.#blocked(next, asked)
          continue
        }
        const ended = this.#ended
        const result = await this.#serveCell(asked)
        const alone = this.#ended - ended < 2
        if (alone || again++ === overtakenLimit || result.status !== 'ok' || !this.#isOvertaken(cell)) return result
        asked.request.onEvent({ type: 'clear', wait: true })
      } catch (error) {
        // This one or one above it: the plan says what there is to do now.
        if (!(error instanceof CellGone)) throw error
      } finally {
        this.#flights.ended(asked)
      }
    }
  }

  /** Nobody asked for it by hand, and it took too long or took its process with it just now: for each cell below it would again. */
  #wasStopped(ancestor: CellId, { request }: Asked): boolean {
    const shown = this.#parts.runs.shown(ancestor)
    const standing = this.#document.planTo(ancestor).standings.at(this.#index(ancestor))
    if (request.unattended !== true || shown === undefined || !this.#seen.has(shown.id)) return false
    return standing?.is === 'stale' && standing.because.kind === 'interrupted'
  }

  #blocked(by: CellId, { cell, request }: Asked): ExecuteResult {
    return blockedResult(this.#document.planTo(cell), [this.#index(by)], request)
  }

  #unsettled(by: CellId, { cell, request }: Asked): ExecuteResult {
    return unsettledResult(this.#document.planTo(cell), this.#index(by), request)
  }

  /** What has to run now for the cell: its first stale ancestor, else itself. Where a record answers, nothing runs. */
  #next(asked: Asked): CellId {
    const { cell } = asked
    const plan = this.#document.planTo(cell)
    const index = this.#index(cell)
    if (index === -1 || this.#isAnswered(plan.standings.at(index), asked)) return cell
    const ancestor = staleAncestors(plan, index)[0]
    return ancestor === undefined ? cell : (plan.cells.at(ancestor)?.id ?? cell)
  }

  #isAnswered(standing: Standing | undefined, asked: Asked): standing is RecordedStanding {
    return (standing?.is === 'fresh' || standing?.is === 'failed') && !this.#askedAnew(standing.trace, asked)
  }

  /** What it read was changed by a cell that ran at the same time. */
  #isOvertaken(cell: CellId): boolean {
    const standing = this.#document.planTo(cell).standings.at(this.#index(cell))
    return standing?.is === 'stale' && standing.because.kind === 'inputs'
  }

  async #serveCell(asked: Asked): Promise<ExecuteResult> {
    const { cell, request } = asked
    const plan = this.#document.planTo(cell)
    const standing = plan.standings.at(this.#index(cell)) as Standing
    if (standing.is === 'blocked') {
      this.#parts.runs.cover(cell, blockedText(plan, standing.by))
      return blockedResult(plan, standing.by, request)
    }
    if (this.#isAnswered(standing, asked)) {
      const replayed = this.#replay(cell, standing.trace, request)
      if (replayed !== undefined) return replayed
    }
    return this.#result(cell, await this.#run(cell, asked, request.onEvent))
  }

  #runAncestor(ancestor: CellId, asked: Asked): Promise<Ran> {
    const { onAncestorEvent } = asked.request
    // Its old output goes even where the rerun shows nothing.
    onAncestorEvent?.(ancestor, { type: 'clear', wait: false })
    return this.#anew(ancestor, () => this.#run(ancestor, asked, event => onAncestorEvent?.(ancestor, event)))
  }

  /** What the cell showed makes room for what the work will show. */
  async #anew<T>(cell: CellId, work: () => Promise<T>): Promise<T> {
    this.#awaited.push(cell)
    try {
      return await work()
    } finally {
      this.#awaited.splice(this.#awaited.indexOf(cell), 1)
    }
  }

  async #run(id: CellId, { request, signal, job }: Asked, event: (event: RunEvent) => void): Promise<Ran> {
    const listener = { event, input: inputOf(request) }
    const onPool = (): void => request.onYield?.()
    const priority = (): number | undefined => job.priority
    try {
      const ran = await this.runner.run(id, {
        listener,
        rebuild: false,
        signal,
        ...(request.signal && { ending: request.signal }),
        onPool,
        priority,
      })
      this.#seen.add(ran.run)
      if (ran.where === 'pool') this.#pooled.add(ran.run)
      return ran
    } finally {
      this.#ended++
      this.#forced.delete(id)
      this.#document.changed()
    }
  }

  #marked(id: CellId, where: 'session' | 'pool' | undefined): void {
    if (where === undefined) {
      this.#running.delete(id)
      return this.#document.stopped()
    }
    this.#running.set(id, where)
    this.#document.started()
  }

  #replay(id: CellId, trace: RunTrace, request: ExecuteRequest): ExecuteResult | undefined {
    const events = this.#parts.runs.events(trace.id)
    if (events === undefined) return undefined
    const { figures } = this.#parts
    figures.shownAgain(this.#document.planTo(id), this.#index(id), { trace, events })
    events.forEach(figures.screen(request.onEvent))
    if (!this.#seen.has(trace.id)) this.#restored.add(trace.id)
    this.#seen.add(trace.id)
    this.#parts.runs.replayed(id, trace)
    this.runner.screened(trace.id)
    this.#document.changed()
    const where = this.#restored.has(trace.id) ? 'store' : 'session'
    const failure = events.findLast(event => event.type === 'error')
    const state = trace.outcome === 'ok' ? 'fresh' : 'failed'
    const metadata: ReplyMetadata = { ran: false, key: trace.id, state, restored: true, ms: trace.ms, where }
    return state === 'failed' && failure !== undefined
      ? { status: 'error', error: failure, metadata }
      : { status: 'ok', metadata }
  }

  /**
   * Running by hand what the screen already shows asks for it anew where it could come out otherwise: after a failure, and
   * where clock, chance or network were drawn (spec §4). A failure with both is tried again wherever it was recorded.
   */
  #askedAnew(trace: RunTrace, { cell, request }: Asked): boolean {
    const hasFailed = trace.outcome === 'failed'
    const drew = this.#parts.runs.draws(trace.id)?.drew === true
    const isShown = this.#seen.has(trace.id) && this.#parts.runs.shown(cell)?.id === trace.id
    return isShown && request.unattended !== true ? hasFailed || drew : hasFailed && drew
  }

  #result(id: CellId, { outcome, key, ms, where }: Ran): ExecuteResult {
    const metadata: ReplyMetadata = { ran: true, key, state: this.#state(id), restored: false, ms, where }
    return { ...statusOf(outcome, where), metadata }
  }

  /** Nobody wants it any more, and it hadn't begun. */
  #notRun(id: CellId): ExecuteResult {
    const metadata: ReplyMetadata = {
      ran: false,
      key: '',
      state: this.#state(id),
      restored: false,
      ms: 0,
      where: 'session',
    }
    return { ...statusOf({ is: 'interrupted' }, 'session'), metadata }
  }

  #state(id: CellId): ReplyMetadata['state'] {
    const index = this.#index(id)
    return index === -1 ? 'new' : stateOf(this.#document.planTo(id), index, this.activity())
  }

  #index(id: CellId): number {
    return indexOf(this.#document.notebook(), id)
  }

  #cell(id: CellId): Cell {
    return this.#document.notebook().cells[this.#index(id)] as Cell
  }
}
