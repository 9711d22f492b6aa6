/** User code that something outside of it can fail while it waits. Driven by callbacks: an interrupt drops promises of ours. */
import { promiseThen } from '../../values/originals.ts'

/** Fails it; answers whether it was still waiting. */
export type Fail = (error: unknown) => boolean

/** Calls one of the two, once. */
export const failable = <T>(code: Promise<T>, ok: (value: T) => void, failed: (error: unknown) => void): Fail => {
  let waits = true
  const ending =
    <V>(end: (value: V) => void) =>
    (value: V): boolean => {
      const first = waits
      waits = false
      if (first) end(value)
      return first
    }
  const fail = ending(failed)
  promiseThen(code, ending(ok), fail)
  return fail
}
