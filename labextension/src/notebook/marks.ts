/**
 * Marks the cells of one notebook. Marks follow the id, not the widget: a moved cell has a new widget and is marked again.
 * Only cells whose mark changed are touched, so that 1,000 cells cost nothing while one is typed in.
 */
import type { Cell } from '@jupyterlab/cells'
import type { Notebook } from '@jupyterlab/notebook'
import type { CellView } from '../../../runtime/view.ts'
import { markOf } from '../model/mark.ts'
import { causeAt, clearMark, showMark } from './cell-badge.ts'
import { MinimapMarks } from './minimap-marks.ts'

export interface MarksParts {
  readonly notebook: Notebook
  readonly view: (id: string) => CellView | undefined
  /** Cells that are asked for and wait for others. */
  readonly queued: () => ReadonlySet<string>
  readonly reveal: (id: string) => void
}

export class Marks {
  readonly #parts: MarksParts
  readonly #minimap: MinimapMarks
  /** What each widget shows. A view is replaced when it changes, never altered, so identity is equality. */
  readonly #shown = new WeakMap<Cell, { readonly view: CellView | undefined; readonly queued: boolean }>()

  constructor(parts: MarksParts) {
    this.#parts = parts
    this.#minimap = new MinimapMarks(parts.notebook)
    parts.notebook.node.addEventListener('click', this.#onClick)
  }

  update(): void {
    const queued = this.#parts.queued()
    for (const cell of this.#parts.notebook.widgets) this.#mark(cell, queued)
    this.#minimap.update()
  }

  dispose(): void {
    this.#minimap.dispose()
    this.#parts.notebook.node.removeEventListener('click', this.#onClick)
  }

  #mark(cell: Cell, waiting: ReadonlySet<string>): void {
    const id = cell.model?.sharedModel.getId()
    const view = id === undefined || cell.model.type !== 'code' ? undefined : this.#parts.view(id)
    const queued = view !== undefined && waiting.has(view.id)
    const shown = this.#shown.get(cell)
    if (shown ? shown.view === view && shown.queued === queued : view === undefined) return
    this.#shown.set(cell, { view, queued })
    if (view) showMark(cell, markOf(view, { queued }))
    else clearMark(cell)
  }

  readonly #onClick = (event: Event): void => {
    const cause = causeAt(event)
    if (cause !== undefined) this.#parts.reveal(cause)
  }
}
