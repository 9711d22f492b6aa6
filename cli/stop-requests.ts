/**
 * What a user asks of a running `cellar run` by keys: Ctrl-C once lets what runs finish (cells, items of `each`; a cell with a checkpoint is
 * asked to save and leave) and starts nothing more, twice interrupts it, three times ends the program at once; Enter says what runs. A
 * SIGTERM interrupts: who sends it kills next; so does a terminal that is closed. What is finished is kept in every case.
 */
import type { NotebookRuntime } from '../runtime/runtime.ts'

/** What a shell reports for a program ended by SIGINT. */
const ENDED_BY_SIGINT = 130

export const onStopRequests = (options: {
  readonly runtime: Pick<NotebookRuntime, 'interrupt'>
  readonly progress: { say(text: string): void; sayRunning(): void }
}): { readonly stop: AbortSignal; close(): void } => {
  const { runtime, progress } = options
  const stopping = new AbortController()
  let asked = 0
  const onSigint = (): void => {
    asked++
    if (asked > 2) process.exit(ENDED_BY_SIGINT)
    stopping.abort()
    if (asked === 1) return progress.say('Stopping when what runs has ended. Ctrl-C again stops it now.')
    progress.say('Stopping now.')
    void runtime.interrupt()
  }
  const onSigterm = (): void => {
    asked = Math.max(asked, 1)
    onSigint()
  }
  const onHangup = (): void => {
    // Nobody reads or types any more, and each try says so.
    for (const end of [process.stdin, process.stdout, process.stderr]) end.on('error', () => {})
    // Node would abort: it can't put a terminal back that is gone.
    process.once('exit', () => process.off('SIGHUP', onHangup).kill(process.pid, 'SIGHUP'))
    onSigterm()
  }
  const onEnter = (): void => progress.sayRunning()
  process.on('SIGINT', onSigint)
  process.on('SIGTERM', onSigterm)
  process.on('SIGHUP', onHangup)
  if (process.stdin.isTTY) process.stdin.on('data', onEnter).unref()
  return {
    stop: stopping.signal,
    close: () => {
      process.off('SIGINT', onSigint).off('SIGTERM', onSigterm).off('SIGHUP', onHangup)
      if (process.stdin.isTTY) process.stdin.off('data', onEnter).pause()
    },
  }
}
