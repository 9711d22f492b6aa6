/**
 * The imperative shell: holds the document, asks the plan, has cells run, and asks again after every outcome. It decides
 * nothing about staleness by itself (plan/) and never touches a user's value (executor/).
 */
import { randomUUID } from 'node:crypto'
import type { Analysis } from './analysis/analysis.ts'
import { type CellId, cellId, type RunId } from './brand.ts'
import { completeness } from './compile/is-complete.ts'
import type { Figures } from './figures/figures.ts'
import type { Completeness, Completion, Diagnostic, LanguageService } from './language/language.ts'
import { codeGone, commandOf, isCommand } from './notebook/commands.ts'
import {
  type Cell,
  emptyNotebook,
  indexOf,
  type Notebook,
  notebookOf,
  withSource,
  without,
} from './notebook/notebook.ts'
import { type Outside, outsideOf } from './plan/effects-above.ts'
import { type Plan, plan as planOf, type Standing, staleAncestors } from './plan/plan.ts'
import { standingText } from './plan/standing-text.ts'
import { isDue } from './plan/auto.ts'
import { type Activity, graphOf, shownTrace, stateOf, variablesOf, viewOf, viewsOf } from './plan/views.ts'
import { CellRunner, type Ran, type RunnerParts } from './run/cell-runner.ts'
import { runCommand } from './run/command-run.ts'
import type { CommEvent, MimeBundle, RunEvent } from './run/events.ts'
import { blockedResult, inputOf, statusOf } from './run/execute-result.ts'
import { InputWatch } from './run/input-watch.ts'
import { inspection } from './run/inspection.ts'
import { PlannedCells } from './run/planned-cells.ts'
import { type StateListener, StateListeners } from './run/state-listeners.ts'
import type { ParameterValues } from './parameters/parameters.ts'
import type { EvaluateResult, ExecuteRequest, ExecuteResult, NotebookRuntime } from './runtime.ts'
import type { RunQuery, RunRow, RunTrace } from './store/store.ts'
import type { CellView, GraphView, ReplyMetadata, VariableView } from './view.ts'

export interface RuntimeParts extends RunnerParts {
  readonly language: LanguageService
  readonly analyse: (source: string) => Analysis
  readonly close: () => Promise<void>
}

type Late = Parameters<Parameters<NotebookRuntime['onLate']>[0]>[0]

export class ReactiveNotebook implements NotebookRuntime {
  readonly #parts: RuntimeParts
  readonly #runner: CellRunner
  readonly #planned: PlannedCells
  #notebook: Notebook = emptyNotebook
  #mode: 'auto' | 'lazy' = 'lazy'
  #plan: Plan | undefined
  /** The plan before, which the next begins with. */
  #planBefore: Plan | undefined
  #running: CellId | undefined
  readonly #forced = new Set<CellId>()
  readonly #restored = new Set<RunId>()
  /** Runs that this session executed or showed: running such a cell by hand again is asking for it anew. */
  readonly #seen = new Set<RunId>()
  readonly #listeners = new StateListeners()
  readonly #inputs = new InputWatch(() => this.worldChanged())
  readonly #late = new Set<(late: Late) => void>()
  readonly #notices = new Set<(text: string) => void>()
  #turn: Promise<unknown> = Promise.resolve()

  constructor(parts: RuntimeParts) {
    this.#parts = parts
    this.#planned = new PlannedCells(parts.analyse, parts.runs)
    this.#runner = new CellRunner(parts, {
      plan: () => this.#currentPlan(),
      source: id => this.#cell(id),
      outside: () => this.#outside(),
      running: id => this.#started(id),
    })
  }

  setDocument(cells: readonly Cell[], mode?: 'auto' | 'lazy'): void {
    if (mode !== undefined) this.#mode = mode
    this.#change(notebookOf(cells, this.#notebook))
  }

  edit(cell: CellId, source: string): void {
    this.#change(withSource(this.#notebook, cell, source))
  }

  remove(cells: readonly CellId[]): void {
    this.#change(without(this.#notebook, new Set(cells)))
  }

  setParameters(values: ParameterValues): void {
    this.#parts.parameters.values = values
    this.#replan()
  }

  subscribe(listener: StateListener): () => void {
    this.#listeners.add(listener)
    this.#tell()
    return () => this.#listeners.remove(listener)
  }

  execute(request: ExecuteRequest): Promise<ExecuteResult> {
    const turn = this.#turn.then(async () => {
      const result = await this.#execute(request)
      await this.#runner.settle()
      return result
    })
    this.#turn = turn.catch(() => {})
    return turn
  }

  isDue(cell: CellId, { code, list }: Parameters<NotebookRuntime['isDue']>[1]): boolean {
    const index = indexOf(this.#notebook, cell)
    return this.#notebook.cells[index]?.source === code && isDue(this.#currentPlan(), index, list)
  }

  async interrupt(): Promise<void> {
    this.#runner.interrupt()
    await this.#turn
  }

  onLate(listener: (late: Late) => void): void {
    this.#late.add(listener)
  }

  onNotice(listener: (text: string) => void): void {
    this.#notices.add(listener)
  }

  /** From the executor: output of a run that has ended. */
  heardLate(run: RunId, event: RunEvent): void {
    if (this.#runner.hear(run, event)) return
    const { runs } = this.#parts
    const cell = runs.cellOf(run)
    if (cell === undefined || !runs.isShown(run)) return
    runs.append(run, [event])
    if (this.#runner.isRebuild(run)) return
    for (const listener of this.#late) this.#parts.figures.screen(shown => listener({ cell, run, event: shown }))(event)
  }

  notice(text: string): void {
    for (const listener of this.#notices) listener(text)
  }

  /** Something outside changed (a file, a module): states are computed anew. */
  worldChanged(): void {
    this.#replan()
  }

  complete(request: { readonly cell?: CellId; readonly code: string; readonly offset: number }): Promise<Completion> {
    return this.#parts.language.complete(request)
  }

  inspect(request: {
    readonly cell?: CellId
    readonly code: string
    readonly offset: number
    readonly detail: 0 | 1
  }): Promise<MimeBundle | undefined> {
    return inspection(request, this.#parts.language, this.#running === undefined ? this.#parts.executor : undefined)
  }

  isComplete(code: string): Completeness {
    return isCommand(code) ? { is: 'complete' } : completeness(code)
  }

  diagnostics(cell: CellId): Promise<readonly Diagnostic[]> {
    return this.#parts.language.diagnostics(cell)
  }

  async evaluate(expressions: Readonly<Record<string, string>>): Promise<Readonly<Record<string, EvaluateResult>>> {
    return Object.keys(expressions).length === 0 ? {} : this.#parts.executor.ask({ type: 'evaluate', expressions })
  }

  comm(event: CommEvent): Promise<boolean> {
    return this.#parts.executor.comm(event)
  }

  states(): readonly CellView[] {
    return viewsOf(this.#currentPlan(), this.#activity())
  }

  state(cell: CellId): CellView {
    return viewOf(this.#currentPlan(), indexOf(this.#notebook, cell), this.#activity())
  }

  graph(): GraphView {
    const { nodes, edges } = graphOf(this.#currentPlan(), this.states())
    const commands = new Set<string>(this.#notebook.cells.filter(c => isCommand(c.source)).map(c => c.id))
    return { nodes: nodes.filter(n => !commands.has(n.id)), edges: edges.filter(e => !commands.has(e.to)) }
  }

  variables(): readonly VariableView[] {
    return variablesOf(this.#currentPlan())
  }

  why(id: CellId): string {
    return standingText(this.#currentPlan(), id)
  }

  runs(query: Omit<RunQuery, 'notebook'>): readonly RunRow[] {
    return this.#parts.store.runs({ ...query, notebook: this.#parts.notebook })
  }

  events(run: RunId): readonly RunEvent[] | undefined {
    return this.#parts.runs.events(run)
  }

  trace(cell: CellId): RunTrace | undefined {
    return shownTrace(this.#currentPlan(), indexOf(this.#notebook, cell))
  }

  rewound<T>(work: (rewind: () => Promise<void>) => Promise<T>): Promise<T> {
    const turn = this.#turn.then(() => this.#runner.rewound(work))
    this.#turn = turn.catch(() => {})
    return turn
  }

  async usage(): Promise<{ readonly pid: number; readonly cpu: number; readonly memory: number }> {
    const { cpu, memory } = await this.#parts.executor.ask({ type: 'usage' })
    return { pid: this.#parts.executor.pid ?? 0, cpu, memory }
  }

  async drained(): Promise<void> {
    const runs = this.#notebook.cells.flatMap(c => this.#parts.runs.shown(c.id)?.id ?? [])
    if (this.#parts.executor.pid !== undefined) await this.#parts.executor.ask({ type: 'drained', runs })
  }

  get figures(): Figures {
    return this.#parts.figures
  }

  close(): Promise<void> {
    this.#inputs.close()
    return this.#parts.close()
  }

  async #execute(request: ExecuteRequest): Promise<ExecuteResult> {
    this.#runner.resume()
    const command = commandOf(request.code)
    if (command !== undefined) {
      if (request.cell !== undefined && request.silent !== true) this.edit(request.cell, request.code)
      const asked = { states: () => this.states(), graph: () => this.graph(), why: (id: CellId) => this.why(id) }
      return runCommand(command, { cells: this.#notebook.cells, ...asked }, request.onEvent)
    }
    if (request.silent === true) return this.#executeSilently(request)
    const id = request.cell ?? cellId(`input-${randomUUID()}`)
    this.edit(id, request.code)
    if (request.force === true) this.#forced.add(id)
    this.#replan()
    const stopped = await this.#runAncestors(id, request)
    if (stopped !== undefined) return stopped
    const plan = this.#currentPlan()
    const index = indexOf(this.#notebook, id)
    const standing = plan.standings[index] as Standing
    if (standing.is === 'blocked') {
      this.#parts.runs.cover(id)
      return blockedResult(plan, standing.by, request)
    }
    if ((standing.is === 'fresh' || standing.is === 'failed') && !this.#askedAnew(standing.trace, id)) {
      const replayed = this.#replay(id, standing.trace, request)
      if (replayed !== undefined) return replayed
    }
    const ran = await this.#run(id, { event: request.onEvent, input: inputOf(request) })
    return this.#result(id, ran)
  }

  /** Not in the document: runs at its end, is shown nowhere and kept nowhere. */
  async #executeSilently(request: ExecuteRequest): Promise<ExecuteResult> {
    const before = this.#notebook
    const id = cellId(`silent-${randomUUID()}`)
    this.#change(withSource(before, id, request.code))
    const ran = await this.#run(id, { event: request.onEvent, input: inputOf(request) })
    const result = this.#result(id, ran)
    this.#change(without(this.#notebook, new Set([id])))
    return result
  }

  /** Runs what the cell depends on and isn't fresh, asking the plan anew after each. */
  async #runAncestors(id: CellId, request: ExecuteRequest): Promise<ExecuteResult | undefined> {
    for (;;) {
      const plan = this.#currentPlan()
      const next = staleAncestors(plan, indexOf(this.#notebook, id))[0]
      const ancestor = next === undefined ? undefined : plan.cells[next]?.id
      if (ancestor === undefined) return undefined
      // Its old output goes even where the rerun shows nothing.
      request.onAncestorEvent?.(ancestor, { type: 'clear', wait: false })
      const listener = {
        event: (event: RunEvent) => request.onAncestorEvent?.(ancestor, event),
        input: inputOf(request),
      }
      const ran = await this.#run(ancestor, listener)
      if (ran.outcome.is === 'interrupted') return this.#result(id, ran)
    }
  }

  async #run(
    id: CellId,
    listener: { event: (event: RunEvent) => void; input: ReturnType<typeof inputOf> },
  ): Promise<Ran> {
    try {
      const ran = await this.#runner.run(id, { listener, cell: this.#cell(id), rebuild: false })
      this.#seen.add(ran.run)
      return ran
    } finally {
      this.#forced.delete(id)
      this.#replan()
    }
  }

  #started(id: CellId | undefined): void {
    this.#running = id
    // A rebuild's new run is what the next environment is made of.
    if (id === undefined) this.#plan = undefined
    else this.#tell()
  }

  #replay(id: CellId, trace: RunTrace, request: ExecuteRequest): ExecuteResult | undefined {
    const events = this.#parts.runs.events(trace.id)
    if (events === undefined) return undefined
    this.#parts.figures.shownAgain(this.#currentPlan(), indexOf(this.#notebook, id), { trace, events })
    events.forEach(this.#parts.figures.screen(request.onEvent))
    if (!this.#seen.has(trace.id)) this.#restored.add(trace.id)
    this.#seen.add(trace.id)
    this.#parts.runs.show(id, trace)
    this.#replan()
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
   * where clock, chance or network were drawn (spec §4).
   */
  #askedAnew(trace: RunTrace, id: CellId): boolean {
    if (!this.#seen.has(trace.id) || this.#parts.runs.shown(id)?.id !== trace.id) return false
    return trace.outcome === 'failed' || this.#parts.runs.draws(trace.id)?.drew === true
  }

  #result(id: CellId, { outcome, key, ms }: Ran): ExecuteResult {
    const state = stateOf(this.#currentPlan(), indexOf(this.#notebook, id), this.#activity())
    const metadata: ReplyMetadata = { ran: true, key, state, restored: false, ms, where: 'session' }
    return { ...statusOf(outcome), metadata }
  }

  #activity(): Activity {
    const running = this.#running === undefined ? {} : { running: this.#running }
    return { ...running, queued: new Set(), restored: this.#restored }
  }

  #cell(id: CellId): Cell {
    return this.#notebook.cells[indexOf(this.#notebook, id)] as Cell
  }

  #change(next: Notebook): void {
    if (next === this.#notebook) return
    for (const id of codeGone(this.#notebook, next)) {
      const shown = this.#parts.runs.shown(id)
      if (shown !== undefined) this.#runner.discard(shown.id).catch((error: Error) => this.notice(error.message))
    }
    this.#notebook = next
    this.#parts.language.setDocument(next.cells)
    this.#replan()
  }

  #currentPlan(): Plan {
    if (this.#plan !== undefined) return this.#plan
    const cells = this.#planned.of(this.#notebook.cells, this.#forced)
    this.#plan = planOf(cells, this.#outside().world, this.#planBefore)
    this.#planBefore = this.#plan
    return this.#plan
  }

  #outside(): Outside {
    return outsideOf(this.#parts.runs.withEffects(), this.#parts.onDisk)
  }

  #replan(): void {
    this.#plan = undefined
    this.#tell()
    // Only a screen wants to know of changes that nobody asked about.
    if (this.#listeners.any) this.#inputs.follow(this.#parts.runs.allShown())
  }

  #tell(): void {
    if (this.#listeners.any) this.#listeners.tell(this.#currentPlan(), this.states(), { auto: this.#mode === 'auto' })
  }
}
