/**
 * The imperative shell: holds the document, asks the plan, has cells run, and asks again after every outcome. It decides
 * nothing about staleness by itself (plan/) and never touches a user's value (executor/).
 */
import { randomUUID } from 'node:crypto'
import type { Analysis } from './analysis/analysis.ts'
import { type CellId, cellId, type RunId } from './brand.ts'
import { completeness } from './compile/is-complete.ts'
import type { Figures } from './figures/figures.ts'
import type { Completeness, Completion, Diagnostic, LanguageService, NameAt, NamePlaces } from './language/language.ts'
import { codeGone, commandOf, isBlank, isCommand } from './notebook/commands.ts'
import {
  type Cell,
  emptyNotebook,
  indexOf,
  type Notebook,
  notebookOf,
  withSource,
  without,
} from './notebook/notebook.ts'
import { type Answers, remembering } from './plan/answers.ts'
import { type Outside, outsideOf } from './plan/effects-above.ts'
import { type Plan, plan as planOf, reaches } from './plan/plan.ts'
import { standingText } from './plan/standing-text.ts'
import { isDue } from './plan/auto.ts'
import { graphOf, shownTrace, statesMessage, variablesOf, viewOf, viewsOf } from './plan/views.ts'
import type { RunnerParts } from './run/cell-runner.ts'
import { runCommand } from './run/command-run.ts'
import type { CommEvent, MimeBundle, RunEvent } from './run/events.ts'
import { Executions } from './run/executions.ts'
import { InputWatch } from './run/input-watch.ts'
import { inspection } from './run/inspection.ts'
import { PastRuns } from './run/past-runs.ts'
import { PlannedCells } from './run/planned-cells.ts'
import { type StateReader, StateReaders, type StatesNow } from './run/state-readers.ts'
import type { ParameterValues } from './parameters/parameters.ts'
import type { EvaluateResult, ExecuteRequest, ExecuteResult, NotebookRuntime } from './runtime.ts'
import type { RunQuery, RunRow, RunTrace } from './store/store.ts'
import type { CellView, ClearedView, GraphView, QueueView, StatesMessage, VariableView } from './view.ts'

export interface RuntimeParts extends RunnerParts {
  readonly language: LanguageService
  readonly analyse: (source: string) => Analysis
  readonly close: () => Promise<void>
}

type Late = Parameters<Parameters<NotebookRuntime['onLate']>[0]>[0]

export class ReactiveNotebook implements NotebookRuntime {
  readonly past: PastRuns
  readonly #parts: RuntimeParts
  readonly #executions: Executions
  readonly #planned: PlannedCells
  #notebook: Notebook = emptyNotebook
  #mode: 'auto' | 'lazy' = 'lazy'
  #plan: Plan | undefined
  /** The plan before, which the next begins with. */
  #planBefore: Plan | undefined
  readonly #readers = new StateReaders(() => this.#statesNow())
  readonly #inputs = new InputWatch(() => this.worldChanged())
  readonly #late = new Set<(late: Late) => void>()
  readonly #notices = new Set<(text: string) => void>()

  constructor(parts: RuntimeParts) {
    this.#parts = parts
    this.past = new PastRuns(parts)
    this.#planned = new PlannedCells(parts.analyse, parts.runs)
    this.#executions = new Executions(parts, {
      notebook: () => this.#notebook,
      plan: () => this.#currentPlan(),
      planTo: cell => this.#planTo(cell),
      outside: () => this.#outside(),
      changed: () => this.#replan(),
      started: () => this.#readers.changed(),
      stopped: () => {
        this.#plan = undefined
      },
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

  readStoreAgain(): void {
    this.#parts.runs.readAgain()
    this.#replan()
  }

  readStates(changed: () => void): StateReader {
    return this.#readers.open(changed)
  }

  subscribe(listener: (message: StatesMessage) => void): () => void {
    const reader = this.readStates(() => listener(reader.take()))
    listener(reader.take())
    return () => reader.close()
  }

  async execute(request: ExecuteRequest): Promise<ExecuteResult> {
    const command = commandOf(request.code)
    if (command !== undefined) {
      if (request.cell !== undefined && request.silent !== true) this.edit(request.cell, request.code)
      const asked = { states: () => this.states(), graph: () => this.graph(), why: (id: CellId) => this.why(id) }
      return runCommand(command, { cells: this.#notebook.cells, ...asked }, request.onEvent)
    }
    if (request.silent === true) return this.#executeSilently(request)
    const id = request.cell ?? cellId(`input-${randomUUID()}`)
    this.edit(id, request.code)
    return this.#executions.execute(id, request)
  }

  isDue(cell: CellId, { code, list }: Parameters<NotebookRuntime['isDue']>[1]): boolean {
    const index = indexOf(this.#notebook, cell)
    return this.#notebook.cells[index]?.source === code && isDue(this.#currentPlan(), index, list)
  }

  interrupt(): Promise<void> {
    return this.#executions.interrupt()
  }

  queue(): QueueView {
    return this.#executions.jobs.view()
  }

  cancel(job: string): boolean {
    return this.#executions.jobs.cancel(job)
  }

  prioritise(job: string, priority: number): boolean {
    return this.#executions.jobs.prioritise(job, priority)
  }

  onLate(listener: (late: Late) => void): void {
    this.#late.add(listener)
  }

  onNotice(listener: (text: string) => void): void {
    this.#notices.add(listener)
  }

  /** From the executor: output of a run that has ended. */
  heardLate(run: RunId, event: RunEvent): void {
    if (this.#executions.runner.hear(run, event)) return
    const { runs } = this.#parts
    const cell = runs.cellOf(run)
    if (cell === undefined || !runs.isShown(run)) return
    runs.append(run, [event])
    if (this.#executions.runner.isRebuild(run) || this.#executions.isAwaited(cell)) return
    if (this.#parts.figures.isFigure(event)) this.#keepLate(cell, run)
    for (const listener of this.#late) this.#parts.figures.screen(shown => listener({ cell, run, event: shown }))(event)
  }

  #keepLate(cell: CellId, run: RunId): void {
    const { runs, figures } = this.#parts
    const [trace, events] = [runs.shown(cell), runs.events(run)]
    if (trace === undefined || events === undefined) return
    figures.shownAgain(this.#currentPlan(), indexOf(this.#notebook, cell), { trace, events })
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
    return inspection(request, this.#parts.language, this.#executions.runner.isIdle ? this.#parts.executor : undefined)
  }

  isComplete(code: string): Completeness {
    return isCommand(code) ? { is: 'complete' } : completeness(code)
  }

  async diagnostics(cell: CellId, code?: string): Promise<readonly Diagnostic[]> {
    const isOther = () => code !== undefined && this.#notebook.cells[indexOf(this.#notebook, cell)]?.source !== code
    if (isOther()) return []
    const found = await this.#parts.language.diagnostics(cell)
    return isOther() ? [] : found
  }

  places(at: NameAt): Promise<NamePlaces | undefined> {
    return this.#parts.language.places(at)
  }

  async evaluate(expressions: Readonly<Record<string, string>>): Promise<Readonly<Record<string, EvaluateResult>>> {
    return Object.keys(expressions).length === 0 ? {} : this.#parts.executor.ask({ type: 'evaluate', expressions })
  }

  comm(event: CommEvent): Promise<boolean> {
    return this.#parts.executor.comm(event)
  }

  states(): readonly CellView[] {
    return viewsOf(this.#currentPlan(), this.#executions.activity())
  }

  state(cell: CellId): CellView {
    return viewOf(this.#planTo(cell), indexOf(this.#notebook, cell), this.#executions.activity())
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

  clear(query: { readonly cell?: CellId; readonly dryRun: boolean }): ClearedView {
    const { store, notebook, runs: log } = this.#parts
    if (!query.dryRun && this.queue().jobs.length > 0)
      throw new Error('Cells are running. Stop them or wait for them, then clear what is stored.')
    const { runs, tagged, bytes } = store.clear({ ...query, notebook })
    if (!query.dryRun) {
      const gone = new Set(runs)
      log.forget(gone)
      const shownByThem = this.#notebook.cells.filter(({ id }) => gone.has(log.shown(id)?.id as RunId))
      this.#executions.force(shownByThem.map(({ id }) => id))
      this.#replan()
    }
    return { runs: runs.length, tagged, bytes }
  }

  events(run: RunId): readonly RunEvent[] | undefined {
    return this.#parts.runs.events(run)
  }

  isOwn(run: RunId): boolean {
    return this.#parts.runs.isOwn(run)
  }

  trace(cell: CellId): RunTrace | undefined {
    return shownTrace(this.#currentPlan(), indexOf(this.#notebook, cell))
  }

  rewound<T>(work: (rewind: () => Promise<void>) => Promise<T>): Promise<T> {
    return this.#executions.rewound(work)
  }

  mendFiles(): Promise<readonly CellId[]> {
    return this.#executions.mendFiles()
  }

  restsOn(): Answers | undefined {
    // What code that was left going finds, only this process knows yet.
    if (this.#executions.runner.leftCode) return undefined
    const { onDisk, answers } = remembering(this.#parts.onDisk.inOneGo())
    const { world, written } = this.#outside(onDisk)
    const { todo, standings } = planOf(this.#planned.of(this.#notebook.cells, this.#executions.forced), world)
    if (todo.length > 0 || standings.some(({ is }) => is !== 'fresh')) return undefined
    for (const location of written) onDisk.version(location)
    return answers()
  }

  async usage(): Promise<{ readonly pid: number; readonly cpu: number; readonly memory: number }> {
    const { cpu, memory } = await this.#parts.executor.ask({ type: 'usage' })
    return { pid: this.#parts.executor.pid ?? 0, cpu, memory }
  }

  async drained(): Promise<void> {
    await this.#executions.atRest()
    const runs = this.#shownRuns().map(([run]) => run)
    if (this.#parts.executor.pid !== undefined) await this.#parts.executor.ask({ type: 'drained', runs })
  }

  async pending(): Promise<readonly CellId[]> {
    const cells = new Map(this.#shownRuns())
    if (this.#parts.executor.pid === undefined) return []
    const pending = await this.#parts.executor.ask({ type: 'pending', runs: [...cells.keys()] })
    return pending.flatMap(run => cells.get(run) ?? [])
  }

  #shownRuns(): readonly (readonly [RunId, CellId])[] {
    return this.#notebook.cells.flatMap(({ id }) => {
      const run = this.#parts.runs.shown(id)?.id
      return run === undefined ? [] : [[run, id] as const]
    })
  }

  get figures(): Figures {
    return this.#parts.figures
  }

  close(): Promise<void> {
    this.#inputs.close()
    this.#executions.close()
    return this.#parts.close()
  }

  /** Not in the document: runs at its end, is shown nowhere and kept nowhere. */
  async #executeSilently(request: ExecuteRequest): Promise<ExecuteResult> {
    const id = cellId(`silent-${randomUUID()}`)
    this.#change(withSource(this.#notebook, id, request.code))
    try {
      return await this.#executions.executeAlone(id, request)
    } finally {
      this.#change(without(this.#notebook, new Set([id])))
    }
  }

  #change(next: Notebook): void {
    if (next === this.#notebook) return
    for (const id of codeGone(this.#notebook, next)) {
      const shown = this.#parts.runs.shown(id)
      if (shown === undefined) continue
      this.#executions.runner.discard(shown.id).catch((error: Error) => this.notice(error.message))
      const now = next.cells[indexOf(next, id)]
      if (now !== undefined && isBlank(now.source)) this.#clearScreen(id, shown.id)
    }
    this.#notebook = next
    this.#parts.language.setDocument(next.cells)
    this.#replan()
  }

  /** No front end ever runs a blank cell: what it showed would stay. */
  #clearScreen(cell: CellId, run: RunId): void {
    this.#parts.runs.cover(cell)
    for (const listener of this.#late) listener({ cell, run, event: { type: 'clear', wait: false } })
  }

  #currentPlan(): Plan {
    return this.#planUpTo(this.#notebook.cells.length)
  }

  /** As far as that cell: running a notebook from the top, nobody needs to know after each cell how those below it stand. */
  #planTo(cell: CellId): Plan {
    const index = indexOf(this.#notebook, cell)
    return index === -1 ? this.#currentPlan() : this.#planUpTo(index + 1)
  }

  #planUpTo(end: number): Plan {
    if (this.#plan !== undefined && reaches(this.#plan, end)) return this.#plan
    const cells = this.#planned.of(this.#notebook.cells, this.#executions.forced)
    this.#plan = planOf(cells, this.#outside().world, { before: this.#planBefore, end })
    this.#planBefore = this.#plan
    return this.#plan
  }

  #outside(onDisk = this.#parts.onDisk.inOneGo()): Outside {
    return outsideOf(this.#parts.runs.withEffects(), onDisk)
  }

  #replan(): void {
    this.#plan = undefined
    this.#readers.changed()
  }

  #statesNow(): StatesNow {
    const plan = this.#currentPlan()
    // Only a screen wants to know of changes that nobody asked about.
    this.#inputs.follow(this.#parts.runs.allShown())
    return {
      views: this.states(),
      message: (changed, rev) => statesMessage(plan, changed, { rev, auto: this.#mode === 'auto' }),
    }
  }
}
