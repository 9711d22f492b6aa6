/**
 * kill -9 of `cellar run` at random instants, of the whole process group or of the front alone: no cell that it had told finished runs
 * again, the next run goes on to the end and shows what it must, and the store is sound.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { ChildOutput } from '../support/child-output.ts'
import { cellar } from '../support/command-line.ts'
import { notebookText, temporaryFolder } from '../support/notebook-file.ts'
import { isAlive } from '../support/process.ts'
import { seed } from '../support/seed.ts'
import { shownInFile } from '../support/shown-in-file.ts'

const program = resolve(import.meta.dirname, '../../bin/cellar.js')
const KILLS = process.env.CELLAR_NIGHTLY === undefined ? 20 : 200
/** Kills that hit the same store, one after the other. */
const KILLS_PER_STORE = 10
const CELLS = 12

/** Each round has its own numbers, so that all its cells are new; values are large enough to become files of the store. */
const notebookOf = (round: number): Readonly<Record<string, string>> => ({
  c0: `let rows = [new Float64Array(20_000).fill(${round})]`,
  ...Object.fromEntries(
    Array.from({ length: CELLS - 1 }, (_, i) => [
      `c${i + 1}`,
      `rows.push(new Float64Array(20_000).fill(rows.at(-1)[0] + 1))\nconsole.log('${i + 1}:', rows.length, rows.at(-1)[0])`,
    ]),
  ),
})

const shownBy = (round: number): readonly string[] =>
  Array.from({ length: CELLS }, (_, i) => (i === 0 ? '' : `${i}: ${i + 1} ${round + i}\n`))

interface Kill {
  /** Cells that it has told of, -1: not even the notebook. */
  readonly told: number
  /** milliseconds after that */
  readonly plus: number
  readonly whole: boolean
}

const kill: fc.Arbitrary<Kill> = fc.record({
  told: fc.integer({ min: -1, max: CELLS }),
  plus: fc.double({ min: 0, max: 20, noNaN: true }),
  whole: fc.boolean(),
})

test(`${KILLS} runs killed at random instants lose and repeat nothing (seed ${seed})`, {
  timeout: KILLS * 30_000,
}, async () => {
  let path = ''
  let midway = 0
  for (const [round, { whole, ...at }] of fc.sample(kill, { numRuns: KILLS, seed }).entries()) {
    if (round % KILLS_PER_STORE === 0) path = join(temporaryFolder(), 'n.ipynb')
    writeFileSync(path, notebookText(notebookOf(round)))
    const finished = await killedRun(path, { ...at, whole })
    if (finished.length > 0 && finished.length < CELLS) midway++
    await checkNextRun(path, { round, finished, where: `round ${round}, killed ${at.plus} ms after cell ${at.told}` })
  }
  expect(midway, 'kills in the midst of the cells').toBeGreaterThan(0)
})

/** The numbers of the cells, from 1, that the run told finished before it was killed. */
const killedRun = async (path: string, { told, plus, whole }: Kill) => {
  const child = spawn(process.execPath, [program, 'run', path], { detached: true })
  const output = new ChildOutput(child)
  const closed = once(child, 'close')
  const reached = told < 0 ? wait(0) : output.said(told === 0 ? /./ : new RegExp(`^\\[${told}/`, 'm'))
  await Promise.race([reached.then(() => wait(plus)), closed])
  if (child.exitCode === null) process.kill(whole ? -child.pid! : child.pid!, 'SIGKILL')
  await closed
  return [...output.text.matchAll(/^\[(\d+)\/\d+\] .*: ran,/gm)].map(([, number]) => Number(number))
}

const checkNextRun = async (
  path: string,
  { round, finished, where }: { readonly round: number; readonly finished: readonly number[]; readonly where: string },
): Promise<void> => {
  const store = join(dirname(path), '.cellar')
  if (existsSync(store)) expect(await cellar('verify', '--store', store), where).toMatchObject({ code: 0 })
  const out = join(dirname(path), 'out.ipynb')
  const { code, stdout, stderr } = await cellar('run', path, '--json', '-o', out)
  expect(code, `${where}\n${stderr}`).toBe(0)
  const { cells } = JSON.parse(stdout) as { readonly cells: readonly { readonly ran: boolean }[] }
  const again = finished.filter(number => cells[number - 1]?.ran)
  expect(again, `${where}: finished ${finished}`).toEqual([])
  expect(Object.values(shownInFile(out)), where).toEqual(shownBy(round))
}

test('a cell that spins ends with the run that was killed', async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'n.ipynb')
  const source = `require('node:fs').writeFileSync('pid', String(process.pid))\nwhile (true) {}`
  writeFileSync(path, notebookText({ spins: source }))
  const run = spawn(process.execPath, [program, 'run', path], { stdio: 'ignore' })
  const session = await vi.waitFor(() => {
    const written = readFileSync(join(folder, 'pid'), 'utf8')
    expect(written).toMatch(/^\d+$/)
    return Number(written)
  }, 20_000)
  expect(isAlive(session)).toBe(true)
  run.kill('SIGKILL')
  await vi.waitFor(() => expect(isAlive(session)).toBe(false), 5_000)
})
