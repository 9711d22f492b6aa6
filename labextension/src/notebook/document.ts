/**
 * The notebook's code cells as the kernel is told of them, and word of every change: typing, and cells that come, go, move
 * or change their type. JupyterLab makes a new model of a moved cell, so ids are read while a model lives.
 */
import type { ICellModel } from '@jupyterlab/cells'
import type { INotebookModel, NotebookPanel } from '@jupyterlab/notebook'
import type { IDisposable } from '@lumino/disposable'
import { METADATA_KEY, modeIn, withMode } from '../model/notebook-metadata.ts'
import type { Document, Mode } from '../model/outbox.ts'

export interface DocumentListener {
  edited(id: string): void
  restructured(): void
}

type SharedCell = ICellModel['sharedModel']
type SharedChange = Parameters<Parameters<SharedCell['changed']['connect']>[0]>[1]

export class CellarDocument implements IDisposable {
  readonly #model: INotebookModel
  readonly #defaultMode: () => Mode
  readonly #listener: DocumentListener
  readonly #watched = new Map<SharedCell, () => void>()
  #mode: Mode

  constructor(panel: NotebookPanel, parts: { readonly defaultMode: () => Mode; readonly listener: DocumentListener }) {
    if (!panel.content.model) throw new Error('The notebook has no model yet: wait for its context.')
    this.#model = panel.content.model
    this.#defaultMode = parts.defaultMode
    this.#listener = parts.listener
    this.#mode = this.mode
    this.#model.cells.changed.connect(this.#onCells, this)
    this.#model.metadataChanged.connect(this.#onMetadata, this)
    this.#watchCells()
  }

  get isDisposed(): boolean {
    return this.#model.isDisposed
  }

  get mode(): Mode {
    return modeIn(this.#model.getMetadata(METADATA_KEY), this.#defaultMode())
  }

  set mode(mode: Mode) {
    this.#model.setMetadata(METADATA_KEY, withMode(this.#model.getMetadata(METADATA_KEY), mode))
  }

  read(): Document {
    const cells = [...this.#model.sharedModel.cells].filter(cell => cell.cell_type === 'code')
    return { mode: this.mode, cells: cells.map(cell => ({ id: cell.getId(), source: cell.getSource() })) }
  }

  dispose(): void {
    this.#model.cells.changed.disconnect(this.#onCells, this)
    this.#model.metadataChanged.disconnect(this.#onMetadata, this)
    for (const forget of this.#watched.values()) forget()
    this.#watched.clear()
  }

  #onCells(): void {
    this.#watchCells()
    this.#listener.restructured()
  }

  /** JupyterLab writes metadata of its own on opening: only the mode is news. */
  #onMetadata(): void {
    if (this.#mode === this.mode) return
    this.#mode = this.mode
    this.#listener.restructured()
  }

  #watchCells(): void {
    const cells = new Set<SharedCell>(this.#model.sharedModel.cells)
    for (const [cell, forget] of this.#watched)
      if (!cells.has(cell)) {
        forget()
        this.#watched.delete(cell)
      }
    for (const cell of cells) if (!this.#watched.has(cell)) this.#watched.set(cell, this.#watch(cell))
  }

  #watch(cell: SharedCell): () => void {
    const id = cell.getId()
    const onChange = (_: unknown, change: SharedChange): void => {
      if ('sourceChange' in change && change.sourceChange) this.#listener.edited(id)
    }
    cell.changed.connect(onChange)
    return () => cell.changed.disconnect(onChange)
  }
}
