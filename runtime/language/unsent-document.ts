/** The document as the thread must come to know it: only sources that it doesn't have are sent. */
import type { CellId } from '../brand.ts'
import { codeOf } from '../notebook/commands.ts'
import type { Cell } from '../notebook/notebook.ts'
import type { ToThread } from './thread-messages.ts'

export class UnsentDocument {
  #cells: readonly Cell[] = []
  #sent = new Map<CellId, string>()
  #dirty = false

  set(cells: readonly Cell[]): void {
    this.#cells = cells
    this.#dirty = true
  }

  /** A new thread knows nothing. */
  forgetSent(): void {
    this.#sent = new Map()
    this.#dirty = this.#cells.length > 0
  }

  /** What to post before the next question; `undefined` when the thread is up to date. */
  take(): ToThread | undefined {
    if (!this.#dirty) return undefined
    this.#dirty = false
    const now = new Map(this.#cells.map(cell => [cell.id, codeOf(cell).source]))
    const sources = new Map([...now].filter(([id, source]) => this.#sent.get(id) !== source))
    this.#sent = now
    return { type: 'document', order: this.#cells.map(cell => cell.id), sources }
  }
}
