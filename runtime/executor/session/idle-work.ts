/**
 * What some cell would otherwise wait for, done ahead, step by step while the session has nothing to do: what large values need, and what the
 * first drawing needs once a package that draws was imported. A cell that comes meanwhile waits for one step at most.
 */
import { native } from '../../effects/native.ts'
import { drawingPackages } from '../../capture/drawing-packages.ts'

const { setTimeout, clearTimeout } = native.timers

/** Milliseconds without a word from the front: cells that are run together go on. */
const QUIET_MS = 50

export class IdleWork {
  readonly #outside: (work: () => void) => void
  readonly #steps: (() => void)[]
  #forDrawing: readonly (() => void)[]
  #timer: ReturnType<typeof setTimeout> | undefined

  /** `outside`: what is done ahead is no run's doing, though a cell may wait meanwhile. */
  constructor(steps: {
    readonly outside: (work: () => void) => void
    readonly always: readonly (() => void)[]
    readonly forDrawing: readonly (() => void)[]
  }) {
    this.#outside = steps.outside
    this.#steps = [...steps.always]
    this.#forDrawing = steps.forDrawing
  }

  imported(packageName: string): void {
    if (!drawingPackages.has(packageName)) return
    this.#steps.push(...this.#forDrawing)
    this.#forDrawing = []
  }

  /** The front said something, or a run has ended: whatever is to be done comes first. */
  wait(): void {
    clearTimeout(this.#timer)
    if (this.#steps.length > 0) this.#timer = setTimeout(() => this.#step(), QUIET_MS).unref()
  }

  #step(): void {
    const step = this.#steps.shift()
    if (step !== undefined) this.#outside(step)
    this.wait()
  }
}
