/**
 * One open notebook as Cellar sees it: its connection, the states of its cells, their marks, and what runs. The one
 * owner of these for its panel: whoever shows or runs something asks here.
 */
import type { NotebookPanel } from '@jupyterlab/notebook'
import { type ISignal, Signal } from '@lumino/signaling'
import type { CellView } from '../../../runtime/view.ts'
import type { KernelMessage } from '../model/kernel-message.ts'
import { documentMessage, type Mode, Outbox } from '../model/outbox.ts'
import { Questions } from '../model/questions.ts'
import { NotebookStates } from '../model/states.ts'
import { type Cells, expectedMs, runnable } from '../model/todo-range.ts'
import { indexOf } from './cell-of.ts'
import { CellProofs } from './cell-proofs.ts'
import { CellRuns } from './cell-runs.ts'
import { Connection } from './connection.ts'
import { CellarDocument } from './document.ts'
import { Marks } from './marks.ts'
import { type Load, PoolLoad } from './pool-load.ts'
import { StoredOutputs } from './stored-outputs.ts'

export class CellarNotebook {
  readonly panel: NotebookPanel
  readonly ask: Questions
  readonly runs: CellRuns
  readonly #states = new NotebookStates()
  readonly #document: CellarDocument
  readonly #connection: Connection
  readonly #outbox: Outbox
  readonly #marks: Marks
  /** Reading 1,000 sources takes its time, and the toolbar asks often: kept until a source or a state changes. */
  #todo: readonly string[] | undefined
  readonly #stored: StoredOutputs
  readonly #proofs: CellProofs
  readonly #pool: PoolLoad
  readonly #changed = new Signal<this, void>(this)

  constructor(panel: NotebookPanel, options: { readonly defaultMode: () => Mode }) {
    this.panel = panel
    const session = panel.sessionContext
    this.#outbox = new Outbox({ read: () => this.#document.read(), send: message => this.#connection.send(message) })
    this.#document = new CellarDocument(panel, {
      defaultMode: options.defaultMode,
      listener: {
        edited: id => {
          this.#todo = undefined
          this.#outbox.edited(id)
          this.#proofs.changed()
        },
        restructured: () => {
          this.#outbox.restructured()
          this.#proofs.changed()
          this.#show()
        },
      },
    })
    this.ask = new Questions(message => this.#connection.send(message))
    this.runs = new CellRuns({
      panel,
      isActive: () => this.isActive,
      mode: () => this.mode,
      cells: () => this.#order(),
      view: id => this.view(id),
      todo: () => this.todo,
      plan: () => runnable(this.#states.plan, this.#order()),
      graph: () => this.ask.graph(),
      isUntold: id => this.#outbox.isUntold(id),
      flush: () => this.#outbox.flush(),
      changed: () => this.#show(),
    })
    this.#marks = new Marks({
      notebook: panel.content,
      view: id => this.view(id),
      queued: () => new Set(this.runs.waiting),
      reveal: id => void this.reveal(id),
    })
    this.#stored = new StoredOutputs({
      notebook: panel.content,
      view: id => this.view(id),
      outputs: runs => this.ask.outputs(runs),
    })
    this.#proofs = new CellProofs({
      context: panel.context,
      view: id => this.view(id),
      proofs: ids => this.ask.proofs(ids),
    })
    this.#pool = new PoolLoad({
      isRunning: () =>
        panel.content.widgets.some(cell => this.view(cell.model.sharedModel.getId())?.state === 'running'),
      queue: () => this.ask.queue(),
      changed: () => this.#changed.emit(),
    })
    this.#connection = new Connection({
      session,
      greeting: () => documentMessage(this.#document.read()),
      heard: message => this.#heard(message),
      changed: () => this.#connectionChanged(),
    })
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

  view(id: string): CellView | undefined {
    return this.#states.view(id)
  }

  /** All that can be run to make the notebook fresh. */
  get todo(): readonly string[] {
    this.#todo ??= runnable(this.#states.todo, this.#order())
    return this.#todo
  }

  expectedMs(ids: readonly string[]): number | undefined {
    return expectedMs(ids, id => this.view(id))
  }

  /** Undefined where nothing runs or there is no pool. */
  get poolLoad(): Load | undefined {
    return this.#pool.load
  }

  get codeCellIds(): readonly string[] {
    return this.#document.read().cells.map(cell => cell.id)
  }

  /** A cell as the kernel calls it: by its place. */
  titleOf(id: string): string {
    const index = this.codeCellIds.indexOf(id)
    return index < 0 ? 'a deleted cell' : `[${index + 1}]`
  }

  /** Tells the kernel what was typed, so that what it is asked next is about that. */
  flush(): void {
    this.#outbox.flush()
  }

  /** As if it were typed: undo takes it back. */
  editSource(id: string, edit: (source: string) => string): void {
    const shared = [...(this.panel.content.model?.sharedModel.cells ?? [])].find(cell => cell.getId() === id)
    if (shared) shared.setSource(edit(shared.getSource()))
  }

  get selectedId(): string | undefined {
    return this.panel.content.activeCell?.model.sharedModel.getId()
  }

  /** Scrolls to a cell and selects it, without entering its editor. */
  async reveal(id: string): Promise<void> {
    const index = indexOf(this.panel.content, id)
    if (index < 0) return
    this.panel.content.activeCellIndex = index
    this.panel.content.deselectAll()
    await this.panel.content.scrollToItem(index, 'smart')
  }

  #order(): Cells {
    return { order: this.#document.read().cells }
  }

  #heard(message: KernelMessage): void {
    switch (message.is) {
      case 'states':
        this.#states.apply(message.states)
        this.#show()
        this.#showStored()
        this.#proofs.heard(message.states.cells)
        this.#pool.update()
        this.runs.resume()
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

  #showStored(): void {
    this.#stored.update().catch((error: unknown) => {
      if (this.isActive) console.warn('Cellar could not show all stored outputs.', error)
    })
  }

  #connectionChanged(): void {
    this.#outbox.forget()
    this.#states.clear()
    this.ask.giveUp()
    this.runs.forget()
    this.#pool.forget()
    this.#show()
  }

  #show(): void {
    this.#todo = undefined
    if (this.panel.isDisposed || !this.panel.content.model) return
    this.#marks.update()
    this.#changed.emit()
  }

  #dispose(): void {
    this.runs.dispose()
    this.#proofs.dispose()
    this.#pool.forget()
    this.#outbox.forget()
    this.#document.dispose()
    this.#connection.dispose()
    this.#marks.dispose()
    Signal.clearData(this)
  }
}
