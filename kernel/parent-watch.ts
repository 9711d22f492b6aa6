/**
 * Ends a kernel whose client died without a word: a server that was killed leaves its kernels running for ever. Only asks
 * whether the process exists; it never signals it.
 */

/** Milliseconds between looks. */
const INTERVAL = 1000

export const watchParent = (parent: string | undefined, onGone: () => void): void => {
  const pid = Number(parent)
  // Without a client's promise that it is our parent there is nothing to watch.
  if (!Number.isInteger(pid) || pid <= 1) return
  const timer = setInterval(() => {
    if (exists(pid)) return
    clearInterval(timer)
    onGone()
  }, INTERVAL)
  timer.unref()
}

const exists = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it is there and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
