/** Errors that nobody awaits, in a process of their own (they would end this one), told of the run that started them. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, it } from 'vitest'

const root = path.resolve(import.meta.dirname, '../..')
// Inside the repository, so that packages are found.
const folder = mkdtempSync(path.join(root, 'node_modules/.cellar-late-errors-'))
const program = path.join(folder, 'program.mjs')

beforeAll(() =>
  build({
    entryPoints: [path.join(import.meta.dirname, 'late-errors.program.ts')],
    outfile: program,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
  }),
)

afterAll(() => rmSync(folder, { recursive: true }))

/** What the program's `onLateError` was told, as `run: message`; rejects when the process died. */
const told = async (code: string): Promise<readonly string[]> => {
  const { stdout } = await promisify(execFile)(process.execPath, [program, code])
  return stdout
    .trim()
    .split('\n')
    .filter(line => line !== '')
}

it.each<[string, string]>([
  ['a throw in a timer', 'setTimeout(() => { throw new Error("late") }, 1)'],
  ['a throw in an immediate', 'setImmediate(() => { throw new Error("late") })'],
  ['a throw in an interval', 'const t = setInterval(() => { clearInterval(t); throw new Error("late") }, 1)'],
  ['a throw in a microtask', 'queueMicrotask(() => { throw new Error("late") })'],
  ['a throw in nextTick of a timer', 'setTimeout(() => process.nextTick(() => { throw new Error("late") }), 1)'],
  ['a throw in a callback of node:fs', 'fs.stat("/", () => { throw new Error("late") })'],
  ['a rejection that nobody handles', 'void Promise.reject(new Error("late"))'],
  ['a rejection after a timer', 'timersPromises.setTimeout(1).then(() => { throw new Error("late") })'],
  ["a throw in a child's event", 'childProcess.spawn("true").on("exit", () => { throw new Error("late") })'],
  ['an error event that nobody hears', 'fs.createReadStream("/none").on("close", () => {})'],
])('%s is told of the run that started it, and the process lives', async (_, code) => {
  expect(await told(code)).toEqual([expect.stringMatching(/^first: (late|ENOENT.*)$/), 'alive'])
})

it('user code that listens for them itself is not told on', async () => {
  expect(
    await told(
      'process.on("uncaughtException", e => console.log("user: " + e.message)); setTimeout(() => { throw new Error("late") }, 1)',
    ),
  ).toEqual(['user: late', 'alive'])
})
