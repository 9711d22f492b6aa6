/**
 * What runs in one notebook and why: the user's own runs with what they depend on, *Run stale* and its kin, and what auto
 * mode reruns. Nothing runs before the user ran or asked for something in this window.
 */
import { NotebookActions, type NotebookPanel } from '@jupyterlab/notebook'
import type { CellView, GraphView } from '../../../runtime/view.ts'
import { likelyReruns, mayFollow } from '../model/ahead.ts'
import { upstream } from '../model/neighbours.ts'
import type { Mode } from '../model/outbox.ts'
import { type Job, type Progress, Rerun } from '../model/rerun.ts'
import { type Cells, from, runnable, upTo } from '../model/todo-range.ts'
import { cellOf } from './cell-of.ts'
import { executeCell } from './execute-cell.ts'

export interface CellRunsParts {
  readonly panel: NotebookPanel
  readonly isActive: () => boolean
  readonly mode: () => Mode
  readonly cells: () => Cells
  readonly view: (id: string) => CellView | undefined
  /** What can be run to make the notebook fresh, by the newest states. */
  readonly todo: () => readonly string[]
  /** Its part that auto mode runs. */
  readonly plan: () => readonly string[]
  readonly graph: () => Promise<GraphView>
  /** The kernel hasn't been told of the cell's newest source. */
  readonly isUntold: (id: string) => boolean
  /** Tells the kernel what was typed; false where it knows. */
  readonly flush: () => boolean
  readonly changed: () => void
}

export class CellRuns {
  readonly #parts: CellRunsParts
  readonly #rerun: Rerun
  /** Cells that the user runs: sent, or waiting for what they depend on. */
  readonly #byUser = new Set<string>()
  #freshening: Promise<void> = Promise.resolve()
  #isTelling = false

  constructor(parts: CellRunsParts) {
    this.#parts = parts
    const { panel } = parts
    this.#rerun = new Rerun({
      execute: (id, how) => executeCell(cellOf(panel.content, id), panel.sessionContext, how),
      mayFollow: (id, sent) => mayFollow(id, { sent, view: parts.view }),
      userIsRunning: () => this.#userIsRunning(),
      changed: parts.changed,
    })
    NotebookActions.executionScheduled.connect(this.#onScheduled, this)
    NotebookActions.executed.connect(this.#onExecuted, this)
  }

  get progress(): Progress | undefined {
    return this.#rerun.progress
  }

  /** Cells that will run, in what the kernel said last: those of the plan, and those that the user ran and that wait for others. */
  get waiting(): readonly string[] {
    const isToRun = (id: string): boolean => ['new', 'stale', 'blocked'].includes(this.#parts.view(id)?.state ?? '')
    return [...(this.progress?.waiting ?? []), ...[...this.#byUser].filter(isToRun)]
  }

  runStale(): Promise<void> {
    return this.#start({ reason: 'asked', wanted: this.#parts.todo })
  }

  runTo(id: string): Promise<void> {
    return this.#start({ reason: 'asked', wanted: () => upTo(this.#parts.todo(), id, this.#parts.cells()) })
  }

  /** Runs this cell and nothing else, or shows its stored result. */
  run(id: string): Promise<void> {
    return this.#start({ reason: 'asked', wanted: () => [id] })
  }

  /** Runs cells that are fresh too: this one alone, or with all below it. */
  async force(id: string, { below }: { readonly below: boolean }): Promise<void> {
    const cells = this.#parts.cells()
    const ids = below ? runnable(from(id, cells), cells) : [id]
    await this.#start({ reason: 'asked', wanted: () => ids, force: true })
    this.#runPlan()
  }

  /** The user runs a cell: what it depends on and is stale goes first, but for what the user runs anyway. */
  async runByUser(id: string, run: () => Promise<boolean>): Promise<boolean> {
    this.#byUser.add(id)
    this.#tellSoon()
    // One after the other, so that cells run together keep their order.
    const fresh = this.#freshening.then(() => this.#freshen(id))
    this.#freshening = fresh
    try {
      await fresh
      const likely = this.#likelyReruns(id)
      const ran = run()
      this.#rerun.follow(likely)
      return await ran
    } finally {
      this.#byUser.delete(id)
      this.#tellSoon()
    }
  }

  /** Ends the plan, and with it the cell that it runs. */
  async stop(): Promise<void> {
    this.#rerun.stop()
    await this.#parts.panel.sessionContext.session?.kernel?.interrupt()
  }

  /** There are newer states: what stood back may go on. */
  resume(): void {
    void this.#rerun.resume()
  }

  /** The kernel is another one, or gone. */
  forget(): void {
    this.#rerun.stop()
  }

  dispose(): void {
    NotebookActions.executionScheduled.disconnect(this.#onScheduled, this)
    NotebookActions.executed.disconnect(this.#onExecuted, this)
    this.#rerun.stop()
  }

  /** Once for 1,000 cells that are run together. */
  #tellSoon(): void {
    if (this.#isTelling) return
    this.#isTelling = true
    queueMicrotask(() => {
      this.#isTelling = false
      this.#parts.changed()
    })
  }

  /** What is to be run is known once the kernel has answered to what was typed, or deleted a moment ago. */
  async #start(job: Job): Promise<void> {
    const isKnown = !this.#parts.flush() && (job.reason === 'auto' || job.wanted().length > 0)
    if (!isKnown) await this.#parts.graph().catch(() => undefined)
    await this.#rerun.start(job)
  }

  #runPlan(): void {
    if (this.#parts.mode() === 'auto' && this.#parts.plan().length > 0)
      void this.#start({ reason: 'auto', wanted: this.#parts.plan })
  }

  async #freshen(id: string): Promise<void> {
    if (!this.#parts.isActive() || this.#staleAbove(id).length === 0) return
    this.#parts.flush()
    try {
      const above = upstream((await this.#parts.graph()).edges, id)
      const wanted = (): readonly string[] => this.#staleAbove(id).filter(other => above.has(other))
      if (wanted().length > 0) await this.#rerun.start({ reason: 'asked', wanted })
    } catch (error) {
      // The kernel runs what is stale itself then; it only can't show it in its place after a reload.
      console.warn('Cellar could not run what the cell depends on.', error)
    }
  }

  #likelyReruns(id: string): readonly string[] {
    const changes = this.#parts.isUntold(id) || this.#parts.view(id)?.state !== 'fresh'
    if (!changes || this.#parts.mode() !== 'auto' || !this.#parts.isActive() || this.#userIsRunning()) return []
    const likely = likelyReruns(id, { ...this.#parts.cells(), view: this.#parts.view })
    return likely.filter(other => !this.#byUser.has(other))
  }

  #staleAbove(id: string): readonly string[] {
    return upTo(this.#parts.todo(), id, this.#parts.cells()).filter(other => !this.#byUser.has(other))
  }

  #userIsRunning(): boolean {
    return this.#parts.panel.content.widgets.some(
      ({ model }) =>
        'executionState' in model &&
        model.executionState === 'running' &&
        !this.#rerun.isSent(model.sharedModel.getId()),
    )
  }

  #onScheduled(_: unknown, { notebook }: { readonly notebook: unknown }): void {
    if (notebook === this.#parts.panel.content) this.#parts.flush()
  }

  #onExecuted(_: unknown, run: { readonly notebook: unknown; readonly success: boolean }): void {
    if (run.notebook !== this.#parts.panel.content || !this.#parts.isActive()) return
    this.#rerun.userExecuted()
    if (this.#userIsRunning()) return
    void this.#rerun.resume()
    if (run.success) this.#runPlan()
  }
}
