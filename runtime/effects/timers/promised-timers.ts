/**
 * `node:timers/promises`, owned by the run that called it: Node's promises, seen through their owner, so that code of a
 * discarded run never goes on. Signals, `ref` and argument checks stay Node's.
 */
import timersPromises from 'node:timers/promises'
import type { Owner } from '../owner.ts'
import type { Ownership } from '../ownership.ts'
import type { Callable, Patches } from '../patches.ts'
import { milliseconds } from './timers.ts'

export const watchPromisedTimers = (patches: Patches, ownership: Ownership): void => {
  const promised =
    (delayOf: (args: readonly unknown[]) => number) =>
    (original: Callable): Callable =>
      function (...args) {
        const owner = ownership.current
        const promise = Reflect.apply(original, this, args) as Promise<unknown>
        return owner === undefined
          ? promise
          : ownership.adopt(owner, promise, ownership.gate.now(owner) + delayOf(args))
      }
  patches.wrap(
    timersPromises,
    'setTimeout',
    promised(([delay]) => milliseconds(delay)),
  )
  patches.wrap(
    timersPromises,
    'setImmediate',
    promised(() => 0),
  )
  patches.wrap(
    timersPromises.scheduler,
    'wait',
    promised(([delay]) => milliseconds(delay)),
  )
  patches.wrap(
    timersPromises.scheduler,
    'yield',
    promised(() => 0),
  )
  patches.wrap(
    timersPromises,
    'setInterval',
    original =>
      function (...args) {
        const owner = ownership.current
        const ticks = Reflect.apply(original, this, args) as AsyncGenerator<unknown>
        return owner === undefined ? ticks : owned(ownership, owner, ticks)
      },
  )
}

/** Takes the generator's own methods over; the object that user code gets is Node's. */
const owned = (ownership: Ownership, owner: Owner, ticks: AsyncGenerator<unknown>): AsyncGenerator<unknown> => {
  const native = { next: ticks.next.bind(ticks), return: ticks.return.bind(ticks) }
  const release = owner.hold(() => void native.return(undefined))
  const define = (name: 'next' | 'return', value: unknown) =>
    Object.defineProperty(ticks, name, { value, configurable: true, writable: true })
  define('next', () => ownership.follow(owner, native.next()))
  define('return', (value: unknown) => {
    release()
    return ownership.follow(owner, native.return(value))
  })
  return ticks
}
