/**
 * A long-lived Node object as its run's own: closed when the run is discarded, let go when it ends by itself, and every
 * event it emits enters the owner, once its code may go on. Adds no listener, which user code could count, and keeps the object's other behaviour.
 */
import type { EventEmitter } from 'node:events'
import type { Owner } from '../owner.ts'
import type { Ownership } from '../ownership.ts'

export interface Ending {
  /** Is nothing of it left after this event? */
  readonly isOver: (event: string | symbol) => boolean
  readonly close: () => void
  /** Whoever made it closes it: it serves other runs, too. */
  readonly isPooled?: boolean
  /** Is what it tells now code that its owner left going? */
  readonly isWork?: () => boolean
  /** Told of every event first. */
  readonly onEvent?: (event: string | symbol) => void
}

interface Belonging {
  /** undefined: nobody's. */
  owner: Owner | undefined
  /** undefined: it ends with something else. */
  readonly ending: Ending | undefined
  /** It outlives its owner, and whoever uses it then owns it. */
  shared: boolean
  release: () => void
}

/** Events of a call, told before that is back, in the name of who called. */
const said: ReadonlySet<string | symbol> = new Set([
  'pipe',
  'unpipe',
  'pause',
  'prefinish',
  'newListener',
  'removeListener',
])

/** Where nobody hears the error, it is thrown, and the close never comes. */
export const isDestroyed = (event: string | symbol): boolean => event === 'close' || event === 'error'

const belongings = new WeakMap<object, Belonging>()

export const own = (ownership: Ownership, owner: Owner, emitter: EventEmitter, ending: Ending): void => {
  if (belongings.has(emitter)) return
  const belonging = belong(ownership, owner, emitter, ending)
  hold(owner, belonging, ending)
}

/** Its events enter the owner, and are told to nobody once that is dead. */
export const hearAs = (ownership: Ownership, owner: Owner, emitter: EventEmitter): void =>
  void belong(ownership, owner, emitter, undefined)

/** From now on it isn't closed when its owner is discarded. */
export const share = (emitter: EventEmitter): void => {
  const belonging = belongings.get(emitter)
  if (belonging?.ending !== undefined) belonging.shared = true
}

/** Who uses now what was shared owns it. */
export const takeOver = (owner: Owner | undefined, emitter: EventEmitter): void => {
  const belonging = belongings.get(emitter)
  if (belonging?.shared === true) give(belonging, owner)
}

/** What is to come of it follows on what this run has done. */
export const handTo = (owner: Owner, emitter: EventEmitter): void => {
  const belonging = belongings.get(emitter)
  if (belonging?.owner?.dead === false && belonging.owner !== owner) give(belonging, owner)
}

const give = (belonging: Belonging, owner: Owner | undefined): void => {
  if (belonging.ending === undefined) return
  belonging.release()
  belonging.owner = owner
  if (owner !== undefined) hold(owner, belonging, belonging.ending)
}

const belong = (ownership: Ownership, owner: Owner, emitter: EventEmitter, ending: Ending | undefined): Belonging => {
  const belonging: Belonging = { owner, ending, shared: false, release: () => {} }
  belongings.set(emitter, belonging)
  const emit = emitter.emit
  const entering = function (this: EventEmitter, event: string | symbol, ...args: unknown[]): boolean {
    ending?.onEvent?.(event)
    if (ending?.isOver(event) === true) belonging.release()
    const tell = (): boolean => Reflect.apply(emit, this, [event, ...args])
    if (said.has(event)) return tell()
    const { owner: heir, shared } = belonging
    if (heir === undefined || (heir.dead && shared)) return ownership.outside(tell)
    // An error that nobody hears would be thrown.
    if (heir.dead) return event === 'error'
    const enter = (): boolean => {
      if (heir.dead) return event === 'error'
      ownership.enter(heir)
      return tell()
    }
    // What serves every run waits for none.
    return shared ? enter() : ownership.gate.tell(heir, enter, ending?.isWork?.() === true ? emitter : undefined)
  }
  Object.defineProperty(emitter, 'emit', { value: entering, enumerable: false, writable: true, configurable: true })
  return belonging
}

const hold = (owner: Owner, belonging: Belonging, { close, isPooled = false }: Ending): void => {
  belonging.shared = isPooled
  belonging.release = owner.hold(() => {
    if (!belonging.shared) close()
  })
}
