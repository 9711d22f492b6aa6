/**
 * Whose code is running. No AsyncLocalStorage (on Node 20 it makes an interrupt abort the process): every callback that
 * Node will call later is wrapped to enter its owner, and the foreground run takes over again on the next immediate.
 * An interrupt may cut any of this short: each entry sets the whole state and relies on none that came before.
 */
import { promiseThen } from '../values/originals.ts'
import { OwnState } from '../values/own-state.ts'
import { native } from './native.ts'
import type { Owner } from './owner.ts'
import type { Callable } from './patches.ts'
import { LateGate } from './timers/late-gate.ts'

export class Ownership extends OwnState {
  current: Owner | undefined
  readonly gate = new LateGate()
  #foreground: Owner | undefined
  readonly #onSwitch: (owner: Owner | undefined) => void

  /** `onSwitch` is told of every change of the current owner. */
  constructor(onSwitch: (owner: Owner | undefined) => void) {
    super()
    this.#onSwitch = onSwitch
  }

  begin(owner: Owner): void {
    this.#foreground = owner
    this.#become(owner)
  }

  /** The run that hasn't ended yet. */
  get foreground(): Owner | undefined {
    return this.#foreground
  }

  /** The current owner stays: continuations of promises that nobody awaits are still the ended run's. */
  end(): Owner | undefined {
    const ended = this.#foreground
    this.#foreground = undefined
    return ended
  }

  /** A discarded run is nobody's: neither foreground nor current any more. */
  leave(owner: Owner): void {
    if (this.#foreground === owner) this.#foreground = undefined
    if (this.current === owner) this.#become(this.#foreground)
  }

  enter(owner: Owner): void {
    if (this.current === owner) return
    this.#become(owner)
    const foreground = this.#foreground
    if (foreground === undefined || foreground === owner) return
    native.timers.setImmediate(() => {
      if (this.#foreground === foreground) this.#become(foreground)
    })
  }

  outside<T>(work: () => T): T {
    const before = this.current
    this.#become(undefined)
    try {
      return work()
    } finally {
      this.#become(before)
    }
  }

  /** The callback as Node should call it: in its owner's name, and not at all once the owner is dead. */
  entering(owner: Owner, callback: Callable): Callable {
    const ownership = this
    return function (...args) {
      if (owner.dead) return undefined
      ownership.enter(owner)
      return Reflect.apply(callback, this, args)
    }
  }

  /** The promise of something that ends by itself, not before it is `due`, as its owner should see it. */
  adopt<T>(owner: Owner, promise: Promise<T>, due = 0): Promise<T> {
    const ended = owner.operation(due)
    const followed = this.follow(owner, promise, due)
    promiseThen(promise, ended, ended)
    return followed
  }

  /** Settling waits for the gate and enters the owner; for a dead one the promise stays pending for ever. */
  follow<T>(owner: Owner, promise: Promise<T>, due = 0): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const settled = (settle: () => void, from = due) => {
        if (owner.dead) return
        this.gate.pass(owner, { due: from }, () => {
          this.enter(owner)
          settle()
        })
      }
      promiseThen(
        promise,
        value => settled(() => resolve(value)),
        // Broken off, it isn't waited for any longer.
        (error: unknown) => settled(() => reject(error), 0),
      )
    })
  }

  #become(owner: Owner | undefined): void {
    if (this.current === owner) return
    this.current = owner
    this.#onSwitch(owner)
  }
}
