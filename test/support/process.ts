/** What a test asks of other processes. */
/** Is there a process of this id that can be signalled? */
export const isAlive = (pid: number | undefined): boolean => {
  try {
    return pid !== undefined && process.kill(pid, 0)
  } catch {
    return false
  }
}
