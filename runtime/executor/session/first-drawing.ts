/**
 * What a session's first drawing would wait for, done ahead: once a package that draws was imported, step by step while the session has nothing
 * to do. A session that imports none pays nothing; a cell that comes meanwhile waits for one step at most.
 */
import { native } from '../../effects/native.ts'
import { drawingPackages } from '../../capture/drawing-packages.ts'

const { setTimeout, clearTimeout } = native.timers

/** Milliseconds without a word from the front: cells that are run together go on. */
const QUIET_MS = 50

export class FirstDrawing {
  readonly #steps: (() => void)[]
  #isExpected = false
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(steps: readonly (() => void)[]) {
    this.#steps = [...steps]
  }

  imported(packageName: string): void {
    this.#isExpected ||= drawingPackages.has(packageName)
  }

  /** The front said something, or a run has ended: whatever is to be done comes first. */
  wait(): void {
    clearTimeout(this.#timer)
    if (this.#isExpected && this.#steps.length > 0) this.#timer = setTimeout(() => this.#step(), QUIET_MS).unref()
  }

  #step(): void {
    this.#steps.shift()?.()
    this.wait()
  }
}
