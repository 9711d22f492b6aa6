/**
 * Whether a watched function was called by the code behind `fetch`: what that sets going for a connection serves every run that comes to use
 * it, so it is no run's to end or to hold back. Dear (microseconds): to be asked only where it may be. Runs no user code.
 */

const connecting = /^node:(net|_tls_wrap)$/
const fetching = /^node:internal\/deps\/undici\//
/** frames: two of connecting, one of TLS around it, and who asked for it */
const depth = 4

/** `called`: the watched function, whose caller is asked for. */
export const calledByFetch = (called: (...args: never[]) => unknown): boolean => {
  const { prepareStackTrace, stackTraceLimit } = Error
  try {
    Error.stackTraceLimit = depth
    Error.prepareStackTrace = (_, frames) => {
      const files = frames.map(frame => frame.getFileName() ?? '')
      return fetching.test(files.find(file => !connecting.test(file)) ?? '')
    }
    const at: { readonly stack?: unknown } = {}
    Error.captureStackTrace(at, called)
    return at.stack === true
  } finally {
    Error.stackTraceLimit = stackTraceLimit
    Error.prepareStackTrace = prepareStackTrace
  }
}
