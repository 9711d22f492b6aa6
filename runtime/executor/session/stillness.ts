/**
 * Tells as a message comes whether any code but ours can have run on this thread since the last run ended. Then what user code can change
 * needn't be looked at again before the next cell: it was looked at when the session fell idle, while nobody waited. In doubt it says no.
 */
import type { RunId } from '../../brand.ts'
import type { Effects } from '../../effects/effects.ts'
import { native } from '../../effects/native.ts'

interface StillnessParts {
  /** Takes in whatever changed. */
  readonly look: () => void
  /** As the session does what is its own work. */
  readonly guard: (work: () => void) => void
  readonly pending: Effects['pending']
  /** How many turns the event loop has made. */
  readonly turns: () => number
}

export class Stillness {
  readonly #parts: StillnessParts
  /** Runs that may have left something going. */
  readonly #left = new Set<RunId>()
  /** The turn of the event loop at whose end nothing was going on. */
  #since: number | undefined
  /** The look that is due when the session falls idle. */
  #due: ReturnType<typeof setImmediate> | undefined

  constructor(parts: StillnessParts) {
    this.#parts = parts
  }

  /** `callsNothing`: all that the run could change was looked at as it ended. */
  runEnded(run: RunId, { callsNothing }: { readonly callsNothing: boolean }): void {
    this.#left.add(run)
    this.#due = native.timers.setImmediate(() => {
      this.#parts.guard(() => {
        if (!callsNothing) this.#parts.look()
        for (const left of this.#left) if (this.#isOver(left)) this.#left.delete(left)
        this.#since = this.#left.size === 0 ? this.#parts.turns() : undefined
      })
    })
  }

  /**
   * To be asked once for each message, before it is heard. The turn that brings the message is the only one there may have been. Where it
   * comes before the session fell idle, nothing is looked at then: it would take what the next run has done so far for nobody's.
   */
  take(): boolean {
    native.timers.clearImmediate(this.#due)
    const since = this.#since
    this.#since = undefined
    return since !== undefined && this.#parts.turns() === since + 1
  }

  #isOver(run: RunId): boolean {
    const { timeouts, unrefed, intervals, handles } = this.#parts.pending(run)
    return timeouts + unrefed + intervals + handles === 0
  }
}
