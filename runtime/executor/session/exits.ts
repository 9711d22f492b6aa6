/** Tells the front that user code ends the process, so that the cell can say so; then lets it. */
import type { Up } from './protocol.ts'

export const announceExit = (say: (message: Up) => void): void => {
  const exit = process.exit.bind(process)
  process.exit = (code?: number | string | null): never => {
    say({ type: 'exiting', code: Number(code ?? process.exitCode ?? 0) })
    return exit(code)
  }
}
