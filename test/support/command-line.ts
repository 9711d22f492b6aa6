/** The built command line in a process of its own, as a user starts it: its exit code and what it printed. */
import { execFile } from 'node:child_process'
import { resolve } from 'node:path'

export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

const program = resolve(import.meta.dirname, '../../bin/cellar.js')

export const cellar = (...args: readonly string[]): Promise<Ended> =>
  new Promise(done =>
    execFile(process.execPath, [program, ...args], (error, stdout, stderr) =>
      done({ code: error ? Number(error.code) : 0, stdout, stderr }),
    ),
  )
