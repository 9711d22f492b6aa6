/**
 * Where each cell's output is on the clients' pages: under the header of its last execute request. Late output and reruns
 * of ancestors find their way by it; a cell that no client has run here has no place, and its output is not shown.
 */
import type { CellId } from '../../runtime/brand.ts'
import type { RunEvent } from '../../runtime/run/events.ts'
import type { CellOutput } from './cell-output.ts'
import { isPublished } from './iopub-message.ts'

/** A console makes a new cell of each input; the oldest are forgotten first. */
const MAX_CELLS = 20_000

export class ShownCells {
  readonly #outputs = new Map<CellId, CellOutput>()

  set(cell: CellId, output: CellOutput): void {
    this.#outputs.get(cell)?.flush()
    // Deleted first, so that the map's order is by last execution.
    this.#outputs.delete(cell)
    this.#outputs.set(cell, output)
    for (const oldest of this.#outputs.keys()) {
      if (this.#outputs.size <= MAX_CELLS) break
      this.#outputs.delete(oldest)
    }
  }

  /** Output that came after its cell's execute request was answered. */
  showLate(cell: CellId, event: RunEvent): void {
    if (isPublished(event)) this.#outputs.get(cell)?.show(event)
  }

  /** News of the session itself goes where the user looks: the cell run last. */
  showNotice(text: string): void {
    ;[...this.#outputs.values()].at(-1)?.show({ type: 'stream', name: 'stderr', text: `${text}\n` })
  }

  /** The reruns of ancestors that one request causes: the first output of each replaces what its cell showed before. */
  replacer(): { readonly show: (cell: CellId, event: RunEvent) => void; readonly flush: () => void } {
    const begun = new Set<CellId>()
    return {
      show: (cell, event) => {
        if (!begun.has(cell) && event.type !== 'clear') this.showLate(cell, { type: 'clear', wait: true })
        begun.add(cell)
        this.showLate(cell, event)
      },
      flush: () => {
        for (const cell of begun) this.#outputs.get(cell)?.flush()
      },
    }
  }

  flush(): void {
    for (const output of this.#outputs.values()) output.flush()
  }
}
