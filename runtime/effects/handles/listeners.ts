/**
 * Listeners that a run adds to `process`, which outlives it: they enter their owner when called by Node and go with it. Node finds
 * a wrapped listener by its `listener` property, so `off`, `listeners` and `listenerCount` see the user's own function. Which of the user's own
 * events are listened for is state that cells share, to be put back like a built-in that was changed.
 */
import { types } from 'node:util'
import type { Setting } from '../../values/settings.ts'
import type { Owner } from '../owner.ts'
import type { Ownership } from '../ownership.ts'
import type { Callable, Patches } from '../patches.ts'

interface Added {
  readonly event: string | symbol
  /** As the user gave it. */
  readonly given: Callable
  readonly once: boolean
  /** As Node has it. */
  readonly listener: Callable
  readonly owner: Owner | undefined
}

/** As a value that a snapshot can keep. */
type Listed = readonly (readonly [event: string | symbol, given: Callable, once: boolean])[]

/** Emitted by Node, of what no cell does. */
const nodesOwn =
  /^(SIG[A-Z0-9]+|exit|beforeExit|disconnect|message|multipleResolves|rejectionHandled|uncaughtException(Monitor)?|unhandledRejection|warning|worker)$/

/** Emitted by cells themselves. */
const isShared = (event: string | symbol): boolean => !nodesOwn.test(String(event))

export class Listeners {
  readonly #ownership: Ownership
  #added: readonly Added[] = []
  readonly #on = process.on as Callable

  constructor(ownership: Ownership) {
    this.#ownership = ownership
  }

  watch(patches: Patches): void {
    // Node wraps the listener of `once` itself, which would hide ours from `off`: here one removes itself.
    for (const [always, once] of [
      ['on', 'once'],
      ['prependListener', 'prependOnceListener'],
    ] as const) {
      patches.wrap(process, always, original => {
        patches.wrap(process, once, () => this.#adding(original, { once: true }))
        return this.#adding(original, { once: false })
      })
    }
    patches.define(process, 'addListener', process.on)
  }

  /** Does user code hear this event itself? */
  hears(event: string): boolean {
    return this.#live().some(added => added.event === event)
  }

  /** What the notebook listens for of the events that it emits itself. */
  readonly setting: Setting = {
    name: 'process.listeners',
    read: () => {
      const listed = this.#shared().map(({ event, given, once }) => [event, given, once] as const)
      return listed.length === 0 ? undefined : (listed satisfies Listed)
    },
    write: value => {
      const before = this.#shared()
      this.#remove(before)
      for (const [event, given, once] of (value ?? []) as Listed) {
        const owner = before.find(added => added.given === given)?.owner
        Reflect.apply(this.#on, process, [event, this.#listener(event, given, { once, owner })])
      }
    },
  }

  /** Removes those that a discarded run added. */
  drop(owner: Owner): void {
    this.#remove(this.#added.filter(added => added.owner === owner))
  }

  /** Those that nobody has removed, in the order in which they are told of an event. */
  #live(): readonly Added[] {
    if (this.#added.length === 0) return []
    const events = new Set(this.#added.map(added => added.event))
    this.#added = [...events].flatMap(event =>
      process
        .rawListeners(event as string)
        .flatMap(listener => this.#added.find(added => added.event === event && added.listener === listener) ?? []),
    )
    return this.#added
  }

  #shared(): readonly Added[] {
    return this.#live().filter(({ event, given }) => isShared(event) && !types.isProxy(given))
  }

  #remove(gone: readonly Added[]): void {
    for (const { event, listener } of gone) process.removeListener(event as string, listener)
    this.#added = this.#added.filter(added => !gone.includes(added))
  }

  #adding(original: Callable, { once }: { readonly once: boolean }): Callable {
    const listeners = this
    return function (...args) {
      const owner = listeners.#ownership.current
      const [event, given] = args
      if (owner === undefined || typeof given !== 'function') return Reflect.apply(original, this, args)
      const key = typeof event === 'symbol' ? event : String(event)
      return Reflect.apply(original, this, [event, listeners.#listener(key, given as Callable, { once, owner })])
    }
  }

  #listener(
    event: string | symbol,
    given: Callable,
    { once, owner }: { readonly once: boolean; readonly owner: Owner | undefined },
  ): Callable {
    // What cells emit is heard in the name of who emits it, as of any emitter. One whose owner is gone was put back by its value: it is nobody's.
    const called = isShared(event) || owner === undefined || owner.dead ? given : this.#ownership.entering(owner, given)
    const listener: Callable & { listener?: unknown } = function (...emitted) {
      if (once) process.removeListener(event as string, listener)
      return Reflect.apply(called, this, emitted)
    }
    listener.listener = given
    this.#added = [...this.#added, { event, given, once, listener, owner }]
    return listener
  }
}
