/**
 * Holds back word of states for a moment and tells what came together as one message: a quick run changes the states three
 * times, and each message costs the page more than the run. The newest word always wins, and none is lost.
 */
import type { CellView, StatesMessage } from '../../runtime/view.ts'

/** Shorter than anybody sees, longer than a quick run, milliseconds. */
const HOLD_MS = 15

export class HeldStates {
  readonly #tell: (states: StatesMessage) => void
  #held: StatesMessage | undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(tell: (states: StatesMessage) => void) {
    this.#tell = tell
  }

  hold(states: StatesMessage): void {
    this.#held = this.#held ? { ...states, cells: newestOf([...this.#held.cells, ...states.cells]) } : states
    this.#timer ??= setTimeout(() => this.flush(), HOLD_MS)
  }

  flush(): void {
    const states = this.#held
    this.drop()
    if (states) this.#tell(states)
  }

  /** Whoever would hear it is gone. */
  drop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#held = undefined
  }
}

const newestOf = (views: readonly CellView[]): readonly CellView[] => [...new Map(views.map(v => [v.id, v])).values()]
