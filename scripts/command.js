/**
 * Runs other programs for the set-up scripts, with nothing but Node: a fresh clone has no packages yet.
 * A program that fails rejects with a `CommandError` whose message is what was run, how it ended and its last lines.
 */
import { spawn } from 'node:child_process'

export class CommandError extends Error {
  name = 'CommandError'
}

/** How much of a silent program's output an error repeats. */
const TAIL_CHARACTERS = 4000

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Record<string, string | undefined>, show?: boolean }} [options] `show`: let it write to our terminal
 * @returns {Promise<string>} its stdout; empty when shown
 */
export const command = (program, args, { cwd, env, show = false } = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: show ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let all = ''
    child.stdout?.on('data', data => {
      stdout += data
      all = (all + data).slice(-TAIL_CHARACTERS)
    })
    child.stderr?.on('data', data => {
      all = (all + data).slice(-TAIL_CHARACTERS)
    })
    child.on('error', error => reject(new CommandError(`${program}: ${error.message}`)))
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(stdout)
      const end = signal ? `was ended by ${signal}` : `ended with ${code}`
      reject(new CommandError(`${program} ${args.join(' ')} ${end}${all ? `:\n${all.trimEnd()}` : ''}`))
    })
  })
