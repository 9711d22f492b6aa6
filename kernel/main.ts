/**
 * The kernel program: `kernel.js CONNECTION_FILE`. It puts the parts together and ends them; interrupts and ends come as
 * messages, as signals, or by the death of the client. No failure of ours ends it once it has started.
 */
import { resolve } from 'node:path'
import { beginSession } from '../runtime/executor/session/session-process.ts'
import { openNotebook } from '../runtime/index.ts'
import { absoluteNotebook } from '../runtime/notebook/notebook-path.ts'
import { readConnectionFile } from './connection-file.ts'
import { NotebookOnDisk } from './document/notebook-on-disk.ts'
import { openHistory } from './history/history.ts'
import { historyPath } from './history/history-path.ts'
import { type Kernel, startKernel } from './kernel.ts'
import { watchParent } from './parent-watch.ts'

/** Milliseconds that stopping may take before the process ends anyway; jupyter_client kills after 5 s. */
const STOP_PATIENCE = 3000

const log = (line: string) => process.stderr.write(`[cellar] ${line}\n`)

const main = async (connectionFile: string | undefined): Promise<void> => {
  if (connectionFile === undefined)
    throw new Error('usage: kernel.js CONNECTION_FILE. A Jupyter client starts it; to install it: cellar install')
  const connection = readConnectionFile(connectionFile)
  const notebookPath = notebookOf(process.env)
  // It is loaded while the rest opens, and wanted by the first cell.
  beginSession(absoluteNotebook(process.cwd(), notebookPath))
  const runtime = await openNotebook({
    cwd: process.cwd(),
    onNotice: log,
    ...(notebookPath !== undefined && { notebookPath }),
  })

  let kernel: Kernel | undefined
  let ending = false
  const end = () => {
    if (ending) return
    ending = true
    setTimeout(() => process.exit(0), STOP_PATIENCE)
    void Promise.resolve(kernel?.stop())
      .catch(logFailure)
      .then(() => process.exit(0))
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', () => void kernel?.interrupt().catch(logFailure))
  watchParent(process.env.JPY_PARENT_PID, end)
  kernel = await startKernel({
    connection,
    runtime,
    history: openHistory(historyPath(process.env), log),
    ...(notebookPath !== undefined && { notebook: new NotebookOnDisk(notebookPath, log) }),
    log,
    onShutdown: end,
  })
}

/** jupyter_server names the file there; a console has another name in its place. */
const notebookOf = (env: NodeJS.ProcessEnv): string | undefined =>
  env.JPY_SESSION_NAME?.endsWith('.ipynb') ? resolve(env.JPY_SESSION_NAME) : undefined

const logFailure = (error: unknown) => log(error instanceof Error ? (error.stack ?? error.message) : String(error))

// The user's cells and values are worth more than our broken promise: say it and go on.
process.on('uncaughtException', logFailure)
process.on('unhandledRejection', logFailure)
// A client that is gone reads no more; its absence is noticed by `watchParent`, not here.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)

main(process.argv[2]).catch(error => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`, () => process.exit(1))
})
