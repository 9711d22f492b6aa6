/** Tells the front why the process ends, user code's exit or a failure of ours, so that the cell can say so; then ends it. */
import type { Up } from './protocol.ts'

export const announceExit = (say: (message: Up) => void): void => {
  process.exit = (given?: number | string | null): never => {
    const status = Number(given ?? process.exitCode ?? 0)
    process.emit('exit', status)
    say({ type: 'exiting', code: status })
    return end()
  }
}

/** What the session holds can't be trusted any more. */
export const announceFailure = (say: (message: Up) => void, why: string): never => {
  say({ type: 'broken', why })
  return end()
}

/** Node's own exit waits for the watch thread, which is blocked reading its pipe. */
const end = (): never => {
  process.kill(process.pid, 'SIGKILL')
  throw new Error('unreachable')
}
