/**
 * `AbortSignal.timeout`, by a timer of the run that called it: Node's own stands in no list of ours, so that nothing could hold it between
 * two cells or set it again.
 */
import type { Ownership } from '../ownership.ts'
import type { Patches } from '../patches.ts'

/** milliseconds */
const longest = 2 ** 32 - 1

/** After timers are watched. */
export const watchAbortTimeouts = (patches: Patches, ownership: Ownership): void => {
  const { setTimeout } = globalThis
  patches.wrap(
    AbortSignal,
    'timeout',
    original =>
      function (...args) {
        const [delay] = args
        const isRefused = !Number.isInteger(delay) || (delay as number) < 0 || (delay as number) > longest
        if (isRefused || ownership.current === undefined) return Reflect.apply(original, this, args)
        const controller = new AbortController()
        setTimeout(abort, delay as number, controller).unref()
        return controller.signal
      },
  )
}

const abort = (controller: AbortController): void =>
  controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'))
