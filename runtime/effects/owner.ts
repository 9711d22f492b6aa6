/**
 * One run as the owner of what it set going: its timers, handles, listeners, file operations and draws. A discarded
 * owner is dead for ever: what it still had pending never calls back into user code.
 */
import type { RunId } from '../brand.ts'
import type { DrawLog } from './draws/draw-log.ts'
import type { EffectLog } from './effect-log.ts'
import type { Pending } from './effects.ts'
import type { FileTouches } from './files/file-touches.ts'
import { OwnState } from '../values/own-state.ts'
import { native } from './native.ts'

export interface Timer {
  /** Node sets this when a timer fired for the last time or was cleared. */
  readonly _destroyed?: boolean
  hasRef?(): boolean
}

interface Operation {
  /** When it can end, at the earliest, by its owner's clock. */
  readonly due: number
  readonly work: () => object | undefined
}

interface Parts {
  readonly log: EffectLog
  readonly draws: DrawLog
  readonly files: FileTouches
  readonly foreground: () => Owner | undefined
}

export const nothingPending: Pending = { timeouts: 0, unrefed: 0, intervals: 0, handles: 0 }

export class Owner extends OwnState {
  dead = false
  readonly timeouts = new Set<Timer>()
  readonly intervals = new Set<Timer>()
  readonly run: RunId
  readonly draws: DrawLog
  readonly #log: EffectLog
  readonly #files: FileTouches
  readonly #foreground: () => Owner | undefined
  readonly #handles = new Set<() => void>()
  #end: AbortController | undefined
  readonly #operations = new Set<Operation>()
  readonly #idle: (() => void)[] = []

  constructor(run: RunId, parts: Parts) {
    super()
    this.run = run
    this.draws = parts.draws
    this.#log = parts.log
    this.#files = parts.files
    this.#foreground = parts.foreground
  }

  /** The run whose trace tells what this one does: what goes on while a cell waits is a part of what that reads and writes. */
  get told(): Owner {
    return this.#foreground() ?? this
  }

  get log(): EffectLog {
    return this.told.#log
  }

  get usesNetwork(): boolean {
    return this.#log.network
  }

  useNetwork(): void {
    this.#log.network = true
    this.log.network = true
  }

  get files(): FileTouches {
    return this.told.#files
  }

  /** Holds something that `close` ends when the run is discarded. Returns the release, for when it ended by itself. */
  hold(close: () => void): () => void {
    this.#handles.add(close)
    return () => {
      this.#handles.delete(close)
      this.settle()
    }
  }

  /** Aborted when the run is discarded. */
  get signal(): AbortSignal {
    this.#end ??= new AbortController()
    return this.#end.signal
  }

  /** Something that ends by itself has begun. Returns what to call, once or more, when it ended. */
  operation(due = 0, work: Operation['work'] = () => undefined): () => void {
    const begun = { due, work }
    this.#operations.add(begun)
    return () => {
      if (this.#operations.delete(begun)) this.settle()
    }
  }

  dues(): readonly number[] {
    return Array.from(this.#operations, ({ due }) => due)
  }

  /** What code gets at that follows on its operations, where that is known. */
  works(): readonly object[] {
    return Array.from(this.#operations, ({ work }) => work()).filter(work => work !== undefined)
  }

  pending(): Pending {
    const timeouts = alive(this.timeouts)
    const unrefed = countUnrefed(timeouts)
    return {
      timeouts: timeouts.size - unrefed + this.#operations.size,
      unrefed,
      intervals: alive(this.intervals).size,
      handles: this.#handles.size,
    }
  }

  drained(): Promise<void> {
    return new Promise(resolve => {
      this.#idle.push(resolve)
      this.settle()
    })
  }

  /** To be called when something pending may have ended. Looks once the code that follows on it has run. */
  settle(): void {
    if (this.#idle.length === 0) return
    native.timers.setImmediate(() => {
      if (this.dead || this.pending().timeouts === 0) this.#wake()
    })
  }

  /** The timers are cleared by who knows how; the rest is closed here. A handle that can't be closed is let go. */
  die(): readonly unknown[] {
    this.dead = true
    const failures: unknown[] = []
    for (const close of this.#handles) {
      try {
        close()
      } catch (error) {
        failures.push(error)
      }
    }
    this.#handles.clear()
    this.#end?.abort()
    this.#wake()
    return failures
  }

  #wake(): void {
    for (const resolve of this.#idle.splice(0)) resolve()
  }
}

/** Sweeps what was cleared by a way that we don't see (`timer[Symbol.dispose]()`, a numeric id). */
const alive = (timers: Set<Timer>): ReadonlySet<Timer> => {
  for (const timer of timers) if (timer._destroyed === true) timers.delete(timer)
  return timers
}

const countUnrefed = (timers: ReadonlySet<Timer>): number => {
  let count = 0
  for (const timer of timers) if (timer.hasRef?.() === false) count++
  return count
}
