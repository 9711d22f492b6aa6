/**
 * Writes into each cell, as the notebook is saved, the kernel's proof that its output is of its code. Proofs are asked for a moment after
 * outputs changed, and only while there is something to save: opening or looking at a notebook changes nothing in it.
 */
import { type ICellModel, type ICodeCellModel, isCodeCellModel } from '@jupyterlab/cells'
import type { DocumentRegistry } from '@jupyterlab/docregistry'
import type { INotebookModel } from '@jupyterlab/notebook'
import type { IOutputModel } from '@jupyterlab/rendermime'
import { JSONExt, type PartialJSONObject } from '@lumino/coreutils'
import { Signal } from '@lumino/signaling'
import type { CellView, ProofView } from '../../../runtime/view.ts'
import { METADATA_KEY } from '../model/notebook-metadata.ts'
import { ProofLedger } from '../model/proof-ledger.ts'

export interface CellProofsParts {
  readonly context: DocumentRegistry.IContext<INotebookModel>
  readonly view: (id: string) => CellView | undefined
  readonly proofs: (ids: readonly string[]) => Promise<readonly ProofView[]>
}

/** After the last change, milliseconds: the rerun of a chain is over sooner, a hand on the way to Ctrl-S is not. */
const PAUSE_MS = 100
/** Cells in one question: the kernel answers others in between. */
const AT_ONCE = 20

export class CellProofs {
  readonly #parts: CellProofsParts
  readonly #ledger = new ProofLedger()
  /** A moved cell has a new model. */
  readonly #watched = new WeakSet<ICellModel>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #isAsking = false

  constructor(parts: CellProofsParts) {
    this.#parts = parts
    const { saveState, model } = parts.context
    saveState.connect(this.#onSaveState, this)
    model.cells.changed.connect(this.#watchCells, this)
    this.#watchCells()
  }

  heard(views: readonly CellView[]): void {
    this.#ledger.heard(views)
    this.changed()
  }

  /** Anything in the notebook changed: there may be something to save. */
  changed(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#ask(), PAUSE_MS)
  }

  dispose(): void {
    clearTimeout(this.#timer)
    Signal.clearData(this)
  }

  #watchCells(): void {
    for (const cell of this.#parts.context.model.cells) {
      if (this.#watched.has(cell) || !isCodeCellModel(cell)) continue
      this.#watched.add(cell)
      this.#watchOutputs(cell)
    }
  }

  #watchOutputs({ outputs, sharedModel }: ICodeCellModel): void {
    const id = sharedModel.getId()
    const onOutputs = (): void => this.#onOutputs(id)
    // The outputs' own signal is silent when a stream grows.
    const watchText = ({ streamText }: IOutputModel): unknown => streamText?.changed.connect(onOutputs, this)
    for (let index = 0; index < outputs.length; index++) watchText(outputs.get(index))
    outputs.changed.connect((_, { newValues }) => {
      newValues.forEach(watchText)
      onOutputs()
    }, this)
  }

  #onOutputs(id: string): void {
    this.#ledger.shown(id)
    this.changed()
  }

  async #ask(): Promise<void> {
    const { model } = this.#parts.context
    if (this.#isAsking || (!model.dirty && this.#ledger.isUntouched)) return
    this.#isAsking = true
    const isAtRest = (id: string): boolean => {
      const state = this.#parts.view(id)?.state
      return state !== undefined && state !== 'running'
    }
    for (let ids = this.#ledger.take(AT_ONCE, isAtRest); ids.length > 0; ids = this.#ledger.take(AT_ONCE, isAtRest)) {
      try {
        this.#ledger.answered(await this.#parts.proofs(ids))
      } catch {
        // The connection went, or the kernel is older: the file keeps no proof of these.
        this.#ledger.unanswered(ids)
        break
      }
    }
    this.#isAsking = false
  }

  /** JupyterLab reads the model right after. */
  #onSaveState(_: unknown, state: DocumentRegistry.SaveState): void {
    if (state !== 'started') return
    const shared = this.#parts.context.model.sharedModel
    shared.transact(() => {
      for (const cell of shared.cells) {
        if (cell.cell_type !== 'code') continue
        const present = cell.getMetadata(METADATA_KEY) as PartialJSONObject | undefined
        const proof = this.#ledger.proofOf(cell.getId(), present) as PartialJSONObject | undefined
        if (proof === undefined && present !== undefined) cell.deleteMetadata(METADATA_KEY)
        else if (proof !== undefined && !(present && JSONExt.deepEqual(present, proof)))
          cell.setMetadata(METADATA_KEY, proof)
      }
    }, false)
  }
}
