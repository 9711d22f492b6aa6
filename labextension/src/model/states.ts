/**
 * What the kernel last said of a notebook's cells: a message of changes laid over what was known. It guesses nothing: a
 * cell the kernel hasn't spoken of has no view. Cells that left the document may stay known; nobody asks for them.
 */
import type { CellView, StatesMessage } from '../../../runtime/view.ts'

export class NotebookStates {
  readonly #views = new Map<string, CellView>()
  #todo: readonly string[] = []
  #plan: readonly string[] = []

  /** Takes a message in; gives the ids of the cells that it spoke of. */
  apply(message: StatesMessage): readonly string[] {
    for (const view of message.cells) this.#views.set(view.id, view)
    this.#todo = message.todo
    this.#plan = message.plan
    return message.cells.map(view => view.id)
  }

  /** The connection is lost or new: what was known is known no longer. */
  clear(): void {
    this.#views.clear()
    this.#todo = []
    this.#plan = []
  }

  view(id: string): CellView | undefined {
    return this.#views.get(id)
  }

  get known(): boolean {
    return this.#views.size > 0
  }

  /** All cells to run until the notebook is fresh, in order. */
  get todo(): readonly string[] {
    return this.#todo
  }

  /** The part of `todo` that auto mode runs without being asked. */
  get plan(): readonly string[] {
    return this.#plan
  }
}
