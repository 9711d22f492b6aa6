/**
 * setTimeout, setInterval and setImmediate, owned by the run that called them. Node's own timer objects are given out, so
 * `ref`, `refresh`, `Symbol.toPrimitive` and the numeric ids work as ever; only the callback is wrapped.
 */
import timers from 'node:timers'
import { calledByFetch } from '../called-by.ts'
import { native } from '../native.ts'
import type { Owner, Timer } from '../owner.ts'
import type { Ownership } from '../ownership.ts'
import type { Callable, Patches } from '../patches.ts'

const owners = new WeakMap<object, Owner>()
/** When each is due by its owner's clock. */
const schedules = new WeakMap<object, { due: number; readonly delay: number }>()

/** Callback and arguments. */
const works = new WeakMap<object, readonly unknown[]>()

/** All that the callbacks of timers which the run has set, and not yet cleared, are and will be given; and the streams that go on. */
export const workLeft = (owner: Owner): readonly unknown[] => [
  ...[...owner.timeouts, ...owner.intervals].flatMap(timer => works.get(timer) ?? []),
  ...owner.works(),
]

/** When the first of what the run left going is due, by its owner's clock. */
export const firstDue = (owner: Owner): number =>
  Math.min(...owner.dues(), ...[...owner.timeouts, ...owner.intervals].map(timer => schedules.get(timer)?.due ?? 0))

/** Is something of it due that hasn't gone on? What may end at any time doesn't count. */
export const isOverdue = (owner: Owner, now: number): boolean =>
  owner.dues().some(due => due > 0 && due <= now) ||
  [...owner.timeouts, ...owner.intervals].some(timer => (schedules.get(timer)?.due ?? now + 1) <= now)

/** A delay as Node takes it. */
export const milliseconds = (delay: unknown): number => {
  const given = Number(delay)
  return given >= 1 && given <= 2 ** 31 - 1 ? given : 1
}

export const watchTimers = (patches: Patches, ownership: Ownership): void => {
  const settling = (original: Callable): Callable => clearing(ownership, original)
  const wrappings: Readonly<Record<string, (original: Callable) => Callable>> = {
    setTimeout: original => once(ownership, original, args => milliseconds(args[1])),
    setImmediate: original => once(ownership, original, () => 0),
    setInterval: original => repeated(ownership, original),
    clearTimeout: settling,
    clearInterval: settling,
    clearImmediate: settling,
  }
  for (const [name, make] of Object.entries(wrappings)) {
    patches.wrap(globalThis, name, make)
    patches.define(timers, name, Reflect.get(globalThis, name))
  }
  const timeout = native.timers.setTimeout(() => {}, 0)
  const immediate = native.timers.setImmediate(() => {})
  native.timers.clearTimeout(timeout)
  native.timers.clearImmediate(immediate)
  const prototypes: readonly object[] = [Object.getPrototypeOf(timeout), Object.getPrototypeOf(immediate)]
  for (const prototype of prototypes) {
    patches.wrap(prototype, 'close', settling)
    patches.wrap(prototype, Symbol.dispose ?? Symbol.for('nodejs.dispose'), settling)
  }
  patches.wrap(
    prototypes[0]!,
    'refresh',
    original =>
      function () {
        const timer = Reflect.apply(original, this, [])
        const owner = owners.get(this as object)
        const schedule = schedules.get(this as object)
        ownership.gate.cancel(this as object)
        if (schedule !== undefined)
          schedule.due = (owner === undefined ? 0 : ownership.gate.now(owner)) + schedule.delay
        // A timeout that has fired runs again.
        if (owner?.dead === false && !owner.intervals.has(this as Timer)) owner.timeouts.add(this as Timer)
        return timer
      },
  )
}

/** Whatever the run has set and not yet cleared never fires. */
export const clearTimers = (owner: Owner): void => {
  for (const timer of owner.timeouts) clear(timer)
  for (const timer of owner.intervals) clear(timer)
  owner.timeouts.clear()
  owner.intervals.clear()
}

/** `clearTimeout` of an immediate does nothing, and the other way round. */
const clear = (timer: Timer): void => {
  try {
    native.timers.clearTimeout(timer as NodeJS.Timeout)
    native.timers.clearImmediate(timer as NodeJS.Immediate)
  } catch (error) {
    // An interrupt inside Node's own setTimeout leaves a timer that stands in no list: it can't be cleared, nor fire.
    if (!(error instanceof TypeError)) throw error
  }
}

const once = (ownership: Ownership, original: Callable, delayOf: (args: readonly unknown[]) => number): Callable =>
  function set(...args) {
    const owner = ownership.current
    const callback = args[0]
    if (owner === undefined || typeof callback !== 'function' || servesAll(owner, set))
      return Reflect.apply(original, this, args)
    const entering = ownership.entering(owner, callback as Callable)
    const delay = delayOf(args)
    const schedule = { due: ownership.gate.now(owner) + delay, delay }
    const timer = Reflect.apply(original, this, [
      function (this: unknown, ...given: unknown[]) {
        owner.timeouts.delete(timer)
        ownership.gate.pass(owner, { due: schedule.due, timer }, () => {
          owner.settle()
          Reflect.apply(entering, this, given)
        })
      },
      ...args.slice(1),
    ]) as Timer
    schedules.set(timer, schedule)
    owners.set(timer, owner)
    works.set(timer, args)
    owner.timeouts.add(timer)
    return timer
  }

const repeated = (ownership: Ownership, original: Callable): Callable =>
  function set(...args) {
    const owner = ownership.current
    const callback = args[0]
    if (owner === undefined || typeof callback !== 'function' || servesAll(owner, set))
      return Reflect.apply(original, this, args)
    const entering = ownership.entering(owner, callback as Callable)
    const delay = milliseconds(args[1])
    const schedule = { due: ownership.gate.now(owner) + delay, delay }
    const timer = Reflect.apply(original, this, [
      function (this: unknown, ...given: unknown[]) {
        ownership.gate.repeat(owner, { due: schedule.due, timer }, () => {
          schedule.due = ownership.gate.now(owner) + delay
          Reflect.apply(entering, this, given)
        })
      },
      ...args.slice(1),
    ]) as Timer
    schedules.set(timer, schedule)
    owners.set(timer, owner)
    works.set(timer, args)
    owner.intervals.add(timer)
    return timer
  }

/** Set by `fetch` for a connection, that whoever asks next gets. */
const servesAll = (owner: Owner, set: Callable): boolean => owner.usesNetwork && calledByFetch(set)

/** Clearing may have ended the last thing that its owner waits for. A numeric id doesn't say whose it was. */
const clearing = (ownership: Ownership, original: Callable): Callable =>
  function (...args) {
    const answer = Reflect.apply(original, this, args)
    const timer = args.length > 0 ? args[0] : this
    if (typeof timer === 'object' && timer !== null) {
      ownership.gate.cancel(timer)
      owners.get(timer)?.settle()
    }
    return answer
  }
