/**
 * Listeners that a run adds to `process`, which outlives it: they enter their owner when called and go with it. Node finds
 * a wrapped listener by its `listener` property, so `off`, `listeners` and `listenerCount` see the user's own function.
 */
import type { Owner } from '../owner.ts'
import type { Ownership } from '../ownership.ts'
import type { Callable, Patches } from '../patches.ts'

export class Listeners {
  readonly #ownership: Ownership
  readonly #added = new Map<Owner, Set<{ readonly event: unknown; readonly listener: Callable }>>()

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
    const live = process.rawListeners(event)
    return [...this.#added.values()].some(all => [...all].some(l => l.event === event && live.includes(l.listener)))
  }

  /** Removes those that a discarded run added. */
  drop(owner: Owner): void {
    for (const { event, listener } of this.#added.get(owner) ?? []) process.removeListener(event as string, listener)
    this.#added.delete(owner)
  }

  #adding(original: Callable, { once }: { readonly once: boolean }): Callable {
    const listeners = this
    return function (...args) {
      const owner = listeners.#ownership.current
      const [event, given] = args
      if (owner === undefined || typeof given !== 'function') return Reflect.apply(original, this, args)
      const entering = listeners.#ownership.entering(owner, given as Callable)
      const listener: Callable & { listener?: unknown } = function (...emitted) {
        if (once) process.removeListener(event as string, listener)
        return Reflect.apply(entering, this, emitted)
      }
      listener.listener = given
      const added = listeners.#added.get(owner) ?? new Set()
      listeners.#added.set(owner, added.add({ event, listener }))
      return Reflect.apply(original, this, [event, listener])
    }
  }
}
