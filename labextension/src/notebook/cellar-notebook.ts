/**
 * One open notebook as Cellar sees it: its connection, the states of its cells, their marks, and what is to be run. The one
 * owner of these for its panel; it runs nothing before the user ran or asked for something in this window.
 */
import type { Cell } from '@jupyterlab/cells'
import { NotebookActions, type NotebookPanel } from '@jupyterlab/notebook'
import { type ISignal, Signal } from '@lumino/signaling'
import type { CellView } from '../../../runtime/view.ts'
import type { KernelMessage } from '../model/kernel-message.ts'
import { upstream } from '../model/neighbours.ts'
import { documentMessage, type Mode, Outbox } from '../model/outbox.ts'
import { Questions } from '../model/questions.ts'
import { type Job, type Progress, Rerun } from '../model/rerun.ts'
import { NotebookStates } from '../model/states.ts'
import { expectedMs, from, runnable, upTo } from '../model/todo-range.ts'
import { Connection } from './connection.ts'
import { CellarDocument } from './document.ts'
import { executeCell } from './execute-cell.ts'
import { Marks } from './marks.ts'

export class CellarNotebook {
  readonly panel: NotebookPanel
  readonly ask: Questions
  readonly #states = new NotebookStates()
  readonly #document: CellarDocument
  readonly #connection: Connection
  readonly #outbox: Outbox
  readonly #rerun: Rerun
  readonly #marks: Marks
  /** Cells that the user runs: sent, or waiting for what they depend on. */
  readonly #userRuns = new Set<string>()
  #freshening: Promise<void> = Promise.resolve()
  readonly #changed = new Signal<this, void>(this)

  constructor(panel: NotebookPanel, options: { readonly defaultMode: () => Mode }) {
    this.panel = panel
    const session = panel.sessionContext
    this.#rerun = new Rerun({
      execute: (id, how) => executeCell(this.cell(id), session, how),
      userIsRunning: () => this.#userIsRunning(),
      changed: () => this.#show(),
    })
    this.#outbox = new Outbox({ read: () => this.#document.read(), send: message => this.#connection.send(message) })
    this.#document = new CellarDocument(panel, {
      defaultMode: options.defaultMode,
      listener: {
        edited: id => this.#outbox.edited(id),
        restructured: () => {
          this.#outbox.restructured()
          this.#show()
        },
      },
    })
    this.#marks = new Marks({
      notebook: panel.content,
      view: id => this.view(id),
      queued: () => new Set(this.progress?.waiting),
      reveal: id => void this.reveal(id),
    })
    this.ask = new Questions(message => this.#connection.send(message))
    this.#connection = new Connection({
      session,
      greeting: () => documentMessage(this.#document.read()),
      heard: message => this.#heard(message),
      changed: () => this.#connectionChanged(),
    })
    NotebookActions.executionScheduled.connect(this.#onScheduled, this)
    NotebookActions.executed.connect(this.#onExecuted, this)
    panel.disposed.connect(this.#dispose, this)
  }

  /** States, progress or mode changed. */
  get changed(): ISignal<this, void> {
    return this.#changed
  }

  /** A Cellar kernel speaks with us and has said how the cells stand. */
  get isActive(): boolean {
    return this.#connection.isOpen && this.#states.known
  }

  get mode(): Mode {
    return this.#document.mode
  }

  set mode(mode: Mode) {
    this.#document.mode = mode
    this.#show()
  }

  get progress(): Progress | undefined {
    return this.#rerun.progress
  }

  view(id: string): CellView | undefined {
    return this.#states.view(id)
  }

  /** All that can be run to make the notebook fresh. */
  get todo(): readonly string[] {
    return runnable(this.#states.todo, this.#order())
  }

  expectedMs(ids: readonly string[]): number | undefined {
    return expectedMs(ids, id => this.view(id))
  }

  get codeCellIds(): readonly string[] {
    return this.#document.read().cells.map(cell => cell.id)
  }

  get selectedId(): string | undefined {
    return this.panel.content.activeCell?.model.sharedModel.getId()
  }

  cell(id: string): Cell | undefined {
    return this.panel.content.widgets.find(cell => cell.model.sharedModel.getId() === id)
  }

  /** Scrolls to a cell and selects it, without entering its editor. */
  async reveal(id: string): Promise<void> {
    const index = this.panel.content.widgets.findIndex(cell => cell.model.sharedModel.getId() === id)
    if (index < 0) return
    this.panel.content.activeCellIndex = index
    this.panel.content.deselectAll()
    await this.panel.content.scrollToItem(index, 'smart')
  }

  runStale(): Promise<void> {
    return this.#start({ reason: 'asked', wanted: () => this.todo })
  }

  /** The user runs a cell: what it depends on and is stale goes first, but for what the user runs anyway. */
  async runByUser(id: string, run: () => Promise<boolean>): Promise<boolean> {
    this.#userRuns.add(id)
    // One after the other, so that cells run together keep their order.
    const fresh = this.#freshening.then(() => this.#freshen(id))
    this.#freshening = fresh
    try {
      await fresh
      return await run()
    } finally {
      this.#userRuns.delete(id)
    }
  }

  runTo(id: string): Promise<void> {
    return this.#start({ reason: 'asked', wanted: () => upTo(this.todo, id, this.#order()) })
  }

  /** Runs cells that are fresh too: this one alone, or with all below it. */
  async force(id: string, { below }: { readonly below: boolean }): Promise<void> {
    const ids = below ? runnable(from(id, this.#order()), this.#order()) : [id]
    await this.#start({ reason: 'asked', wanted: () => ids, force: true })
    this.#runPlan()
  }

  /** Ends the plan, and with it the cell that it runs. */
  async stop(): Promise<void> {
    this.#rerun.stop()
    await this.panel.sessionContext.session?.kernel?.interrupt()
  }

  async #freshen(id: string): Promise<void> {
    if (!this.isActive || this.#staleAbove(id).length === 0) return
    this.#outbox.flush()
    try {
      const above = upstream((await this.ask.graph()).edges, id)
      const wanted = (): readonly string[] => this.#staleAbove(id).filter(other => above.has(other))
      if (wanted().length > 0) await this.#rerun.start({ reason: 'asked', wanted })
    } catch (error) {
      // The kernel runs what is stale itself then; it only can't show it in its place after a reload.
      console.warn('Cellar could not run what the cell depends on.', error)
    }
  }

  #staleAbove(id: string): readonly string[] {
    return upTo(this.todo, id, this.#order()).filter(other => !this.#userRuns.has(other))
  }

  #order() {
    return { order: this.#document.read().cells }
  }

  #start(job: Job): Promise<void> {
    this.#outbox.flush()
    return this.#rerun.start(job)
  }

  #runPlan(): void {
    if (this.mode === 'auto' && this.#states.plan.length > 0)
      void this.#start({ reason: 'auto', wanted: () => runnable(this.#states.plan, this.#order()) })
  }

  #userIsRunning(): boolean {
    return this.panel.content.widgets.some(
      ({ model }) =>
        'executionState' in model &&
        model.executionState === 'running' &&
        model.sharedModel.getId() !== this.#rerun.running,
    )
  }

  #onScheduled(_: unknown, { notebook }: { readonly notebook: unknown }): void {
    if (notebook === this.panel.content) this.#outbox.flush()
  }

  #onExecuted(_: unknown, run: { readonly notebook: unknown; readonly success: boolean }): void {
    if (run.notebook !== this.panel.content || !this.isActive) return
    this.#rerun.userExecuted()
    if (this.#userIsRunning()) return
    void this.#rerun.resume()
    if (run.success) this.#runPlan()
  }

  #heard(message: KernelMessage): void {
    switch (message.is) {
      case 'states':
        this.#states.apply(message.states)
        this.#show()
        void this.#rerun.resume()
        return
      case 'answer':
        this.ask.heard(message.req, message.answer)
        return
      case 'complaint':
        console.warn(`Cellar: ${message.text}`)
        return
      default:
        message satisfies never
    }
  }

  #connectionChanged(): void {
    this.#outbox.forget()
    this.#states.clear()
    this.ask.giveUp()
    this.#rerun.stop()
    this.#show()
  }

  #show(): void {
    if (this.panel.isDisposed || !this.panel.content.model) return
    this.#marks.update()
    this.#changed.emit()
  }

  #dispose(): void {
    NotebookActions.executionScheduled.disconnect(this.#onScheduled, this)
    NotebookActions.executed.disconnect(this.#onExecuted, this)
    this.#outbox.forget()
    this.#rerun.stop()
    this.#document.dispose()
    this.#connection.dispose()
    this.#marks.dispose()
    Signal.clearData(this)
  }
}
