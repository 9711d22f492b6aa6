/**
 * The notebooks that are open in this window, each with its `CellarNotebook`. There is one for every notebook, whatever its
 * kernel: a kernel can be changed to Cellar's at any time.
 */
import type { DocumentRegistry } from '@jupyterlab/docregistry'
import type { INotebookModel, INotebookTracker, NotebookPanel } from '@jupyterlab/notebook'
import { type ISignal, Signal } from '@lumino/signaling'
import type { Mode } from './model/outbox.ts'
import type { CellarExecutor } from './notebook/cellar-executor.ts'
import { CellarNotebook } from './notebook/cellar-notebook.ts'
import { CellarToolbarItem } from './toolbar/toolbar-item.ts'

/** Right of JupyterLab's own buttons (save … run all), left of the cell type. */
const TOOLBAR_PLACE = 10

/** A cell as JupyterLab's models share it. */
export type SharedCell = INotebookModel['sharedModel']['cells'][number]

export interface OpenNotebooksOptions {
  readonly defaultMode: () => Mode
  /** Absent where another extension took the executor's place. */
  readonly executor: CellarExecutor | undefined
}

export class OpenNotebooks implements DocumentRegistry.IWidgetExtension<NotebookPanel, INotebookModel> {
  readonly #tracker: INotebookTracker
  readonly #defaultMode: () => Mode
  readonly #executor: CellarExecutor | undefined
  readonly #notebooks = new WeakMap<NotebookPanel, CellarNotebook>()
  readonly #currentChanged = new Signal<this, void>(this)
  /** Who waits for a kernel to speak, by cell. */
  readonly #waiting = new Map<string, () => void>()

  constructor(tracker: INotebookTracker, options: OpenNotebooksOptions) {
    this.#tracker = tracker
    this.#executor = options.executor
    this.#defaultMode = options.defaultMode
    tracker.currentChanged.connect(() => this.#currentChanged.emit())
  }

  get currentChanged(): ISignal<this, void> {
    return this.#currentChanged
  }

  /** The notebook in front, whatever its kernel. */
  get current(): CellarNotebook | undefined {
    const panel = this.#tracker.currentWidget
    return panel ? this.#notebooks.get(panel) : undefined
  }

  /** The notebook whose cell this is, while a Cellar kernel speaks with it. */
  ofCell(cell: SharedCell): CellarNotebook | undefined {
    const panel = this.#tracker.find(({ content }) => content.model?.sharedModel === cell.notebook)
    const notebook = panel && this.#notebooks.get(panel)
    return notebook?.isActive ? notebook : undefined
  }

  /** Calls once, as soon as a kernel speaks with a notebook; of several calls for a cell, the last. */
  whenSpeaking(cell: string, listener: () => void): void {
    this.#waiting.set(cell, listener)
  }

  /** JupyterLab calls it for every notebook that opens. */
  createNew(panel: NotebookPanel): void {
    void panel.context.ready.then(() => {
      if (panel.isDisposed || !panel.content.model) return
      const notebook = new CellarNotebook(panel, { defaultMode: this.#defaultMode })
      this.#notebooks.set(panel, notebook)
      notebook.changed.connect(() => this.#tellWaiting(notebook))
      this.#executor?.attach(panel.content.model, (id, run) => notebook.runs.runByUser(id, run))
      panel.toolbar.insertItem(TOOLBAR_PLACE, 'cellar', new CellarToolbarItem(notebook))
      if (this.#tracker.currentWidget === panel) this.#currentChanged.emit()
    })
  }
  #tellWaiting({ isActive }: CellarNotebook): void {
    if (!isActive || this.#waiting.size === 0) return
    const listeners = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const listener of listeners) listener()
  }
}
