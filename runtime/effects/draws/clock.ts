/**
 * Date, performance.now and process.hrtime as draws of the current run. `Date` is replaced by a function that makes real
 * dates with the real prototype, so that `instanceof`, `constructor`, subclasses, inspection and cloning are as before.
 */
import { native } from '../native.ts'
import type { Ownership } from '../ownership.ts'
import type { Patches } from '../patches.ts'

export const watchClock = (patches: Patches, ownership: Ownership): void => {
  watchDate(patches, ownership)
  const holder: object = Object.hasOwn(performance, 'now') ? performance : Object.getPrototypeOf(performance)
  patches.wrap(
    holder,
    'now',
    original =>
      function () {
        const real = () => Reflect.apply(original, this, []) as number
        return ownership.current === undefined ? real() : ownership.current.draws.ticks(real)
      },
  )
  watchHighResolution(patches, ownership)
}

const watchDate = (patches: Patches, ownership: Ownership): void => {
  const NativeDate = native.Date
  const now = (): number => {
    const owner = ownership.current
    return owner === undefined ? native.now() : owner.draws.clock(native.now)
  }
  const WatchedDate = function (this: unknown, ...args: unknown[]): unknown {
    if (new.target === undefined) return new NativeDate(now()).toString()
    const target: unknown = new.target
    const made = target === WatchedDate ? NativeDate : (target as () => unknown)
    return Reflect.construct(NativeDate, args.length === 0 ? [now()] : args, made)
  }
  for (const key of Reflect.ownKeys(NativeDate)) {
    const descriptor = Object.getOwnPropertyDescriptor(NativeDate, key)
    if (descriptor !== undefined) Object.defineProperty(WatchedDate, key, descriptor)
  }
  patches.define(globalThis, 'Date', WatchedDate)
  patches.define(NativeDate.prototype, 'constructor', WatchedDate)
  // On both: a library may hold the original Date.
  for (const date of [WatchedDate, NativeDate]) patches.wrap(date, 'now', () => () => now())
}

/** Milliseconds keep a nanosecond of hrtime up to 104 days of uptime; the answer is made from what is kept. */
const watchHighResolution = (patches: Patches, ownership: Ownership): void => {
  const nativeBigint = process.hrtime.bigint
  const drawn = (): bigint | undefined => {
    const draws = ownership.current?.draws
    return draws && BigInt(Math.round(draws.ticks(() => Number(nativeBigint()) / 1e6) * 1e6))
  }
  patches.wrap(
    process,
    'hrtime',
    original =>
      function (...args) {
        // Node checks the argument, and subtracts.
        const real = Reflect.apply(original, this, args) as [number, number]
        const now = drawn()
        if (now === undefined) return real
        const [seconds, nanoseconds] = (args[0] ?? [0, 0]) as [number, number]
        const past = now - (BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds))
        const whole = past / 1_000_000_000n
        const rest = past % 1_000_000_000n
        return rest < 0n ? [Number(whole) - 1, Number(rest) + 1e9] : [Number(whole), Number(rest)]
      },
  )
  patches.wrap(
    process.hrtime,
    'bigint',
    original =>
      function () {
        return drawn() ?? Reflect.apply(original, this, [])
      },
  )
}
