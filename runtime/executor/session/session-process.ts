/**
 * Begins session processes. One can be begun before the program that will talk to it is loaded, so that both load at the same time: it
 * waits for whoever starts the session of its notebook. It knows nothing of what is said to a session.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { dirname } from 'node:path'
import { programFile } from '../../program.ts'

export interface SessionProcess {
  /** The notebook's folder: working directory, and where packages are looked up. */
  readonly folder: string
  readonly notebook?: string
  /** bytes that user code may use; absent: what Node gives */
  readonly memory?: number
  /** A worker of the pool: what it makes goes to the session, and its death says something else to a person. */
  readonly isWorker?: boolean
}

export interface BegunSession {
  readonly pid: number | undefined
  /** Unless somebody has taken it. */
  end(): void
}

/** what our own code and its data take of the heap */
const OWN_HEAP_MB = 32

/** by notebook */
const begun = new Map<string, ChildProcess>()

export const beginSession = (notebook: string): BegunSession => {
  const child = startProcess({ folder: dirname(notebook), notebook })
  // Whoever takes it finds it gone; until then it concerns nobody.
  child.on('error', () => {})
  begun.set(notebook, child)
  return {
    pid: child.pid,
    end: () => {
      if (begun.get(notebook) !== child) return
      begun.delete(notebook)
      child.kill('SIGKILL')
    },
  }
}

/** The one begun for the notebook, else a new one. */
export const takeProcess = (wanted: SessionProcess): ChildProcess => {
  const child = begun.get(wanted.notebook ?? '')
  if (child === undefined) return startProcess(wanted)
  begun.delete(wanted.notebook ?? '')
  return isAlive(child) ? child : startProcess(wanted)
}

const isAlive = ({ pid, exitCode, signalCode }: ChildProcess): boolean =>
  pid !== undefined && exitCode === null && signalCode === null

export const startProcess = ({ folder, notebook = 'console', memory, isWorker }: SessionProcess): ChildProcess =>
  fork(programFile('session'), isWorker ? [notebook, 'worker', String(memory ?? '')] : [notebook], {
    cwd: folder,
    // Without it the first terminateExecution aborts the process (shared/techniques.md, "Interrupt and isolation").
    execArgv: [
      '--no-force-async-hooks-checks',
      '--no-enable-source-maps',
      '--experimental-vm-modules',
      '--no-warnings',
      ...(memory === undefined ? [] : [`--max-old-space-size=${Math.ceil(memory / 2 ** 20) + OWN_HEAP_MB}`]),
    ],
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe', 'pipe'],
  })
