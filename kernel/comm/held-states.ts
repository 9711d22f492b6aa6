/**
 * Holds back word of states for a moment and tells what came together as one message: a quick run changes the states three times, and
 * each message costs the page more than the run, in a large notebook the kernel too. None is lost: what is told is how all stands then.
 */
import type { NotebookRuntime } from '../../runtime/runtime.ts'
import type { StateReader } from '../../runtime/run/state-readers.ts'
import type { StatesMessage } from '../../runtime/view.ts'

/** Shorter than anybody sees, longer than a quick run, milliseconds. */
const HOLD_MS = 15
/** Of the time, at most one part in so many goes into telling. */
const SHARE = 5

export class HeldStates {
  readonly #tell: (states: StatesMessage) => void
  readonly #reader: StateReader
  #timer: ReturnType<typeof setTimeout> | undefined
  /** What telling cost the last time, milliseconds. */
  #cost = 0
  /** When telling costs no more than its share again. */
  #due = 0

  /** All states are held from the start. */
  constructor(runtime: Pick<NotebookRuntime, 'readStates'>, tell: (states: StatesMessage) => void) {
    this.#tell = tell
    this.#reader = runtime.readStates(() => this.#hold())
    this.#hold()
  }

  #hold(): void {
    this.#timer ??= setTimeout(() => this.flush(), Math.max(HOLD_MS, this.#due - performance.now()))
  }

  /** Tells what is held, unless nothing is. */
  flush(): void {
    if (this.#timer === undefined) return
    this.#letGo()
    const begun = performance.now()
    this.#tell(this.#reader.take())
    const ended = performance.now()
    this.#cost = ended - begun
    this.#due = ended + this.#cost * (SHARE - 1)
  }

  /** Likewise, where it costs no more than anybody would notice: else it comes in its own time. */
  flushIfQuick(): void {
    if (this.#cost < HOLD_MS) this.flush()
  }

  /** Whoever would hear it is gone. */
  close(): void {
    this.#letGo()
    this.#reader.close()
  }

  #letGo(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}
