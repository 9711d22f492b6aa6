/**
 * `await exec('sort', ['-n', 'a.txt'])`: a program run without a shell, its output shown line by line as it comes and given back.
 * A code other than 0 fails the cell. Files named by its arguments count as its inputs, or as written where it changed them.
 */
import type { ChildProcess } from 'node:child_process'
import { createRequire } from 'node:module'
import type { CellHost } from './host.ts'

export interface ExecOptions {
  readonly cwd?: string
  /** Added to the variables of this process. */
  readonly env?: Readonly<Record<string, string>>
  /** Given to it on its standard input. */
  readonly input?: string | Uint8Array
  /** Show nothing of what it says; it is given back all the same. */
  readonly quiet?: boolean
}

export interface Executed {
  readonly stdout: string
  readonly stderr: string
}

export type Exec = (command: string, args?: readonly (string | number)[], options?: ExecOptions) => Promise<Executed>

/** A program that failed: what it was, how it ended, the last that it said. */
class ExecError extends Error {
  override readonly name = 'ExecError'
}

/** characters given back of each stream: more belongs in a file */
const maxKept = 16 << 20
/** lines of the end of stderr that an error shows */
const shownLines = 10

const load = createRequire(import.meta.url)

export const createExec =
  (host: Pick<CellHost, 'emit'>): Exec =>
  (command, args = [], options = {}) => {
    // Asked for at each call: the session's watch over child processes stands in this very object.
    const { spawn } = load('node:child_process') as typeof import('node:child_process')
    const words = args.map(String)
    const child = spawn(command, words, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    })
    const kept = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]?.setEncoding('utf8').on('data', (text: string) => {
        kept[name] = (kept[name] + text).slice(-maxKept)
        if (options.quiet !== true) host.emit({ type: 'stream', name, text })
      })
    }
    if (options.input !== undefined) {
      // One that ends without reading says so by its code.
      child.stdin?.on('error', () => {})
      child.stdin?.end(options.input)
    }
    return ended(child, [command, ...words].join(' '), kept)
  }

const ended = (child: ChildProcess, line: string, kept: Executed): Promise<Executed> =>
  new Promise((resolve, reject) => {
    child.once('error', error => {
      const gone = 'code' in error && error.code === 'ENOENT'
      reject(new ExecError(gone ? `\`${line}\` can't be started: there is no such program.` : error.message))
    })
    child.once('close', (code, signal) => {
      if (code === 0) return resolve({ ...kept })
      const last = kept.stderr.trimEnd().split('\n').slice(-shownLines).join('\n')
      const how = signal === null ? `ended with code ${code}` : `was ended by ${signal}`
      reject(new ExecError(`\`${line}\` ${how}.${last === '' ? '' : `\n${last}`}`))
    })
  })
