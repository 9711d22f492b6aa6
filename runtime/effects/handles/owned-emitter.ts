/**
 * A long-lived Node object as its run's own: closed when the run is discarded, let go when it ends by itself, and every
 * event it emits enters the owner. Adds no listener, which user code could count, and keeps the object's other behaviour.
 */
import type { EventEmitter } from 'node:events'
import type { Owner } from '../owner.ts'
import type { Ownership } from '../ownership.ts'

export interface Ending {
  /** Is nothing of it left after this event? */
  readonly isOver: (event: string | symbol) => boolean
  readonly close: () => void
}

export const own = (ownership: Ownership, owner: Owner, emitter: EventEmitter, ending: Ending): void => {
  if (owned.has(emitter)) return
  const release = owner.hold(ending.close)
  hearAs(ownership, owner, emitter, event => {
    if (ending.isOver(event)) release()
  })
}

/** Its events enter the owner, and are told to nobody once that is dead. */
export const hearAs = (
  ownership: Ownership,
  owner: Owner,
  emitter: EventEmitter,
  before: (event: string | symbol) => void = () => {},
): void => {
  owned.add(emitter)
  const emit = emitter.emit
  const entering = function (this: EventEmitter, event: string | symbol, ...args: unknown[]): boolean {
    before(event)
    // An error that nobody hears would be thrown.
    if (owner.dead) return event === 'error'
    ownership.enter(owner)
    return Reflect.apply(emit, this, [event, ...args])
  }
  Object.defineProperty(emitter, 'emit', { value: entering, enumerable: false, writable: true, configurable: true })
}

const owned = new WeakSet<object>()
