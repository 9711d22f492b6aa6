/**
 * When code of runs that have ended may go on. Between two cells no time passes, as in one script: the gate is shut, what falls due
 * waits, and the clock by which timers are due stands still. Runs of cells below the one that runs wait as well: in a script they
 * haven't begun. What waits goes on in the order in which it is due, each in a turn of its own.
 */
import type { RunId } from '../../brand.ts'
import type { MetLate } from '../../executor/executor.ts'
import { native } from '../native.ts'
import type { Owner } from '../owner.ts'

interface Waiting {
  readonly owner: Owner
  readonly due: number
  readonly go: () => void
  /** What stands for it, by which it can be cancelled. */
  readonly timer: object | undefined
  /** It has ended, one way or the other. */
  readonly end: () => void
}

/** milliseconds that Node's timers may come early */
const slack = 1

export class LateGate {
  #isShut = false
  #held: ReadonlySet<RunId> = new Set()
  #since = native.ticks()
  #passed = 0
  /** By their due times. */
  #waiting: readonly Waiting[] = []
  #alarm: NodeJS.Timeout | undefined
  #opened = 0
  /** When each went on first, since the gate was opened. */
  readonly #went = new Map<RunId, number>()
  readonly #wentUnseen = new Set<RunId>()

  /** milliseconds that have passed for late code */
  now(): number {
    return this.#isShut ? this.#passed : this.#passed + native.ticks() - this.#since
  }

  /** All may go on but these. */
  open(held: ReadonlySet<RunId>): void {
    if (this.#isShut) this.#since = native.ticks()
    this.#isShut = false
    this.#held = held
    this.#went.clear()
    this.#opened = this.now()
    this.#arm()
  }

  shut(): void {
    this.#passed = this.now()
    this.#since = native.ticks()
    this.#isShut = true
  }

  /** Runs of which something went on since the gate was opened. */
  went(): readonly MetLate[] {
    return Array.from(this.#went, ([run, at]) => ({ run, after: at - this.#opened }))
  }

  /** Likewise, since this was last asked. */
  takeWent(): readonly RunId[] {
    const went = [...this.#wentUnseen]
    this.#wentUnseen.clear()
    return went
  }

  /** May it go on this very moment? Then it counts as gone on. */
  admits(owner: Owner): boolean {
    if (!this.#isFree(owner)) return false
    this.#goes(owner)
    return true
  }

  /** Goes on now if it may, else once it may and is due. */
  pass(owner: Owner, { due, timer }: { readonly due: number; readonly timer?: object }, go: () => void): void {
    const goOn = (): void => {
      this.#goes(owner)
      go()
    }
    if (this.#isNext(owner, due)) goOn()
    else this.#wait({ owner, due, go: goOn, timer, end: owner.operation(due) })
  }

  /** Likewise for an event of something that the owner opened: that isn't code which it left going, nor is it waited for. */
  tell(owner: Owner, go: () => boolean): boolean {
    const due = this.now()
    if (this.#isNext(owner, due)) return go()
    this.#wait({ owner, due, go, timer: undefined, end: () => {} })
    return true
  }

  #isNext(owner: Owner, due: number): boolean {
    const isFirst = !this.#waiting.some(other => other.due <= due && this.#isFree(other.owner))
    return isFirst && due <= this.now() + slack && this.#isFree(owner)
  }

  #wait(waiting: Waiting): void {
    const { due } = waiting
    const later = this.#waiting.findIndex(other => other.due > due)
    this.#waiting = later === -1 ? [...this.#waiting, waiting] : this.#waiting.toSpliced(later, 0, waiting)
    this.#arm()
  }

  cancel(timer: object): void {
    this.#drop(waiting => waiting.timer === timer)
  }

  /** The owner is discarded. */
  forget(owner: Owner): void {
    this.#drop(waiting => waiting.owner === owner)
  }

  #isFree(owner: Owner): boolean {
    return !this.#isShut && !this.#held.has(owner.run)
  }

  #drop(isMeant: (waiting: Waiting) => boolean): void {
    const dropped = this.#waiting.filter(isMeant)
    if (dropped.length === 0) return
    this.#waiting = this.#waiting.filter(waiting => !dropped.includes(waiting))
    for (const { end } of dropped) end()
  }

  #arm(): void {
    if (this.#alarm !== undefined) native.timers.clearTimeout(this.#alarm)
    this.#alarm = undefined
    const next = this.#waiting.find(({ owner }) => this.#isFree(owner))
    if (next === undefined) return
    this.#alarm = native.timers.setTimeout(() => this.#goOn(), Math.max(0, next.due - this.now()))
  }

  #goOn(): void {
    const next = this.#waiting.find(({ owner }) => this.#isFree(owner))
    if (next === undefined || next.due > this.now() + slack) return this.#arm()
    this.#waiting = this.#waiting.filter(waiting => waiting !== next)
    // Armed first: an interrupt may cut the rest short.
    this.#arm()
    next.end()
    next.go()
  }

  #goes({ run }: Owner): void {
    if (!this.#went.has(run)) this.#went.set(run, this.now())
    this.#wentUnseen.add(run)
  }
}
