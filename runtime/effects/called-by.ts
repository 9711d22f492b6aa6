/** Which code of Node's called a watched function. Dear (microseconds): to be asked only where it may be. Runs no user code. */

type Called = (...args: never[]) => unknown

const connecting = /^node:(net|_tls_wrap)$/
const fetching = /^node:internal\/deps\/undici\//
const filing = /^node:(fs$|internal\/fs\/)/

/**
 * The code behind `fetch`: what that sets going for a connection serves every run that comes to use it, so it is no run's to end or to hold
 * back. Two frames may be of connecting, one of TLS around it; then comes who asked for it.
 */
export const calledByFetch = (called: Called): boolean =>
  asked(called, 4, files => fetching.test(files.find(file => !connecting.test(file)) ?? ''))

/** Another function of `node:fs`, or a stream: a part of what that does. One frame may be of another watch of ours. */
export const calledByFs = (called: Called): boolean =>
  asked(called, 2, files => filing.test(files.find(file => file !== import.meta.url) ?? ''))

/** About the files of so many frames above the watched function. */
const asked = (called: Called, depth: number, about: (files: readonly string[]) => boolean): boolean => {
  const { prepareStackTrace, stackTraceLimit } = Error
  try {
    Error.stackTraceLimit = depth
    Error.prepareStackTrace = (_, frames) => about(frames.map(frame => frame.getFileName() ?? ''))
    const at: { readonly stack?: unknown } = {}
    Error.captureStackTrace(at, called)
    return at.stack === true
  } finally {
    Error.stackTraceLimit = stackTraceLimit
    Error.prepareStackTrace = prepareStackTrace
  }
}
