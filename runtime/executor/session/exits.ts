/** Tells the front that user code ends the process, so that the cell can say so; then lets it. */
import type { Up } from './protocol.ts'

export const announceExit = (say: (message: Up) => void): void => {
  process.exit = (given?: number | string | null): never => {
    const status = Number(given ?? process.exitCode ?? 0)
    process.emit('exit', status)
    say({ type: 'exiting', code: status })
    // Node's own exit waits for the watch thread, which is blocked reading its pipe.
    process.kill(process.pid, 'SIGKILL')
    throw new Error('unreachable')
  }
}
