/**
 * When code of runs that have ended may go on. Between two cells no time passes, as in one script: the gate is shut, what falls due
 * waits, and the clocks by which timers are due stand still. Runs of cells below the one that runs are held as well: in a script they
 * haven't begun. Each run has a clock of its own, which stands while it is held. What waits goes on in the order in which it is due, each
 * in a turn of its own.
 */
import type { RunId } from '../../brand.ts'
import type { MetLate } from '../../executor/executor.ts'
import { native } from '../native.ts'
import type { Owner, Timer } from '../owner.ts'

interface Waiting {
  readonly owner: Owner
  /** by its owner's clock */
  readonly due: number
  readonly go: () => void
  /** What stands for it, by which it can be cancelled. */
  readonly timer: object | undefined
  /** What happens to something that its owner opened. */
  readonly isEvent: boolean
  /** It has ended, one way or the other. */
  readonly end: () => void
}

/** milliseconds that Node's timers may come early */
const slack = 1

export class LateGate {
  #isShut = false
  /** Clocks go, and nothing else. */
  #isBarred = false
  #held: ReadonlySet<RunId> = new Set()
  #told: ReadonlySet<RunId> = new Set()
  #since = native.ticks()
  #passed = 0
  /** milliseconds by which the clocks of runs that were held are behind */
  readonly #lags = new Map<RunId, number>()
  /** In the order in which they came. */
  #waiting: readonly Waiting[] = []
  #alarm: NodeJS.Timeout | undefined
  #opened = 0
  /** When the clocks stand though it is open. */
  #end = Number.POSITIVE_INFINITY
  /** When each went on first and last, since the gate was opened. */
  readonly #went = new Map<RunId, { readonly first: number; readonly last: number }>()
  readonly #wentUnseen = new Set<RunId>()
  /** How often something of each went on. */
  readonly #times = new Map<RunId, number>()

  /** milliseconds that have passed for the late code of a run, since some time before it began */
  now({ run }: Pick<Owner, 'run'>): number {
    const until = this.#held.has(run) ? this.#opened : this.#now()
    return until - (this.#lags.get(run) ?? 0)
  }

  /**
   * All may go on but these. What happens to things that a run opened goes on all the same where it is `told`. After so many milliseconds
   * the clocks stand, however late that is noticed. Barred, only the clocks go on.
   */
  open(
    held: ReadonlySet<RunId>,
    {
      told = new Set(),
      ms = Number.POSITIVE_INFINITY,
      isBarred = false,
    }: { readonly told?: ReadonlySet<RunId>; readonly ms?: number; readonly isBarred?: boolean } = {},
  ): void {
    this.#endHolding()
    this.#passed = this.#now()
    this.#since = native.ticks()
    this.#isShut = false
    this.#isBarred = isBarred
    this.#held = held
    this.#told = told
    this.#went.clear()
    this.#opened = this.#passed
    this.#end = this.#opened + ms
    this.#arm()
  }

  shut(): void {
    this.#endHolding()
    this.#passed = this.#now()
    this.#since = native.ticks()
    this.#isShut = true
  }

  /** Runs of which something went on since the gate was opened. */
  went(): readonly MetLate[] {
    return Array.from(this.#went, ([run, { first, last }]) => ({
      run,
      after: first - this.#opened,
      until: last - this.#opened,
    }))
  }

  /** How often something of the run went on after it had ended. */
  times(run: RunId): number {
    return this.#times.get(run) ?? 0
  }

  /** Likewise, since this was last asked. */
  takeWent(): readonly RunId[] {
    const went = [...this.#wentUnseen]
    this.#wentUnseen.clear()
    return went
  }

  /** Goes on now if it may, else once it may and is due. */
  pass(owner: Owner, { due, timer }: { readonly due: number; readonly timer?: object }, go: () => void): void {
    const goOn = (): void => {
      this.#goes(owner)
      go()
    }
    if (this.#isNext(owner, due)) goOn()
    else this.#wait({ owner, due, go: goOn, timer, isEvent: false, end: owner.operation(due) })
  }

  /** Likewise for what repeats itself, which nobody waits for: what fell due several times goes on once. */
  repeat(owner: Owner, { due, timer }: { readonly due: number; readonly timer: Timer }, go: () => void): void {
    if (this.#waiting.some(waiting => waiting.timer === timer)) return
    const goOn = (): void => {
      // Cleared by its number, of which the gate doesn't hear.
      if (timer._destroyed === true) return
      this.#goes(owner)
      go()
    }
    if (this.#isNext(owner, due)) goOn()
    else this.#wait({ owner, due, go: goOn, timer, isEvent: false, end: () => {} })
  }

  /** Likewise for an event of something that the owner opened: that isn't waited for unless it is `work` which the owner left going. */
  tell(owner: Owner, go: () => boolean, work?: object): boolean {
    const due = work === undefined ? this.now(owner) : 0
    const goOn = (): boolean => {
      if (work !== undefined) this.#goes(owner)
      return go()
    }
    if (this.#isTold(owner) || this.#isNext(owner, due)) return goOn()
    const end = work === undefined ? () => {} : owner.operation(due, () => work)
    this.#wait({ owner, due, go: goOn, timer: undefined, isEvent: true, end })
    return true
  }

  #isNext(owner: Owner, due: number): boolean {
    if (!this.#isFree(owner) || due > this.now(owner) + slack) return false
    const first = this.#first()
    return first === undefined || this.#left(first) > due - this.now(owner)
  }

  #wait(waiting: Waiting): void {
    this.#waiting = [...this.#waiting, waiting]
    this.#arm()
  }

  /** What goes on next of that which may. */
  #first(): Waiting | undefined {
    let first: Waiting | undefined
    for (const waiting of this.#waiting)
      if (this.#mayGo(waiting) && (first === undefined || this.#left(waiting) < this.#left(first))) first = waiting
    return first
  }

  /** milliseconds until it is due */
  #left({ owner, due }: Waiting): number {
    return due - this.now(owner)
  }

  cancel(timer: object): void {
    this.#drop(waiting => waiting.timer === timer)
  }

  /** The owner is discarded. */
  forget(owner: Owner): void {
    this.#drop(waiting => waiting.owner === owner)
    this.#lags.delete(owner.run)
    this.#times.delete(owner.run)
  }

  #now(): number {
    return this.#isShut ? this.#passed : Math.min(this.#passed + native.ticks() - this.#since, this.#end)
  }

  #endHolding(): void {
    const held = this.#now() - this.#opened
    for (const run of this.#held) this.#lags.set(run, (this.#lags.get(run) ?? 0) + held)
    this.#held = new Set()
  }

  #isFree(owner: Owner): boolean {
    return this.#isOpen && !this.#held.has(owner.run)
  }

  /** Held, and yet told what happens to what it opened. */
  #isTold(owner: Owner): boolean {
    return this.#isOpen && this.#told.has(owner.run)
  }

  #mayGo({ owner, isEvent }: Waiting): boolean {
    return this.#isFree(owner) || (isEvent && this.#isTold(owner))
  }

  get #isOpen(): boolean {
    return !this.#isShut && !this.#isBarred
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
    const next = this.#first()
    if (next === undefined) return
    this.#alarm = native.timers.setTimeout(() => this.#goOn(), Math.max(0, this.#left(next)))
  }

  #goOn(): void {
    const next = this.#first()
    if (next === undefined || this.#left(next) > slack) return this.#arm()
    this.#waiting = this.#waiting.filter(waiting => waiting !== next)
    // Armed first: an interrupt may cut the rest short.
    this.#arm()
    next.end()
    next.go()
  }

  #goes({ run }: Owner): void {
    const now = this.#now()
    this.#went.set(run, { first: this.#went.get(run)?.first ?? now, last: now })
    this.#wentUnseen.add(run)
    this.#times.set(run, this.times(run) + 1)
  }
}
