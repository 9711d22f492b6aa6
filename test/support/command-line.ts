/** The built command line in a process of its own, as a user starts it: its exit code and what it printed. */
import { execFile } from 'node:child_process'
import { resolve } from 'node:path'

export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

const program = resolve(import.meta.dirname, '../../bin/cellar.js')

export const cellar = (...args: readonly string[]): Promise<Ended> => ended(process.execPath, [program, ...args])

/** With these variables in its environment. */
export const cellarWith = (env: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<Ended> =>
  ended(process.execPath, [program, ...args], { env: { ...process.env, ...env } })

/** With no file allowed to grow beyond this many blocks of 512 bytes: a write past it fails as on a full disk. */
export const cellarInLittleRoom = (blocks: number, ...args: readonly string[]): Promise<Ended> =>
  ended('sh', ['-c', `ulimit -f ${blocks}; exec "$0" "$@"`, process.execPath, program, ...args])

/** As a user who owns nothing, where the tests are root's: to root every folder is writable. */
export const cellarAsNobody = (...args: readonly string[]): Promise<Ended> =>
  ended(process.execPath, [program, ...args], process.geteuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {})

const ended = (
  file: string,
  args: readonly string[],
  options: { uid?: number; gid?: number; env?: NodeJS.ProcessEnv } = {},
): Promise<Ended> =>
  new Promise(done =>
    execFile(file, args, { ...options, maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      done({ code: error ? Number(error.code) : 0, stdout, stderr }),
    ),
  )
