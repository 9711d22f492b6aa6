/**
 * Who wants to know how the cells stand, and what each has been told: all states at first, and then only what is new to him. To look costs
 * time for every cell of the notebook, so a reader is told that something changed and looks when it suits him.
 */
import type { CellView, StatesMessage } from '../view.ts'

export interface StateReader {
  /** What is new since the last call; at the first call, all. */
  take(): StatesMessage
  close(): void
}

export interface StatesNow {
  readonly views: readonly CellView[]
  readonly message: (changed: readonly CellView[], rev: number) => StatesMessage
}

export class StateReaders {
  readonly #look: () => StatesNow
  readonly #open = new Map<StateReader, () => void>()
  #rev = 0

  constructor(look: () => StatesNow) {
    this.#look = look
  }

  open(changed: () => void): StateReader {
    /** As text, by cell. */
    let known: ReadonlyMap<string, string> = new Map()
    const reader: StateReader = {
      take: () => {
        const { views, message } = this.#look()
        const now = new Map(views.map(view => [view.id, JSON.stringify(view)]))
        const fresh = views.filter(({ id }) => known.get(id) !== now.get(id))
        known = now
        return message(fresh, ++this.#rev)
      },
      close: () => this.#open.delete(reader),
    }
    this.#open.set(reader, changed)
    return reader
  }

  changed(): void {
    for (const changed of this.#open.values()) changed()
  }
}
