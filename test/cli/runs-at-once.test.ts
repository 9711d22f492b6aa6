/**
 * Two `cellar run`s of one notebook at once, as real processes: the second waits for the first and restores what that did, or goes on where
 * that was killed. A server that the cells ask tells what ran.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ChildOutput } from '../support/child-output.ts'
import { cellar } from '../support/command-line.ts'
import { Gate } from '../support/gate.ts'
import { notebookFile, notebookText } from '../support/notebook-file.ts'

const program = resolve(import.meta.dirname, '../../bin/cellar.js')

interface Run {
  readonly child: ChildProcess
  readonly output: ChildOutput
  readonly ended: Promise<unknown>
}

const begin = (path: string, ...args: readonly string[]): Run => {
  const child = spawn(process.execPath, [program, 'run', path, ...args])
  return { child, output: new ChildOutput(child), ended: once(child, 'close') }
}

const waits = ({ output }: Run, { child }: Run) => output.said(new RegExp(`process ${child.pid} runs it; waiting`))

const gate = new Gate()
beforeAll(async () => {
  await Promise.all([cellar('--version'), gate.open()])
})
afterAll(() => gate.close())

describe('two runs of one notebook at once', () => {
  it('run each cell once between them: the second waits, restores and writes what it was asked for', async () => {
    gate.keep('slow')
    const path = notebookFile({ a: `${gate.at('slow')}\nlet n = 1`, b: `${gate.at('b')}\nconsole.log(++n)` })
    const one = begin(path)
    await gate.reached('slow')
    const out = join(dirname(path), 'out.ipynb')
    const other = begin(path, '-o', out)
    await waits(other, one)
    gate.let('slow')
    await Promise.all([one.ended, other.ended])
    expect(gate.asked).toEqual(['slow', 'b'])
    expect([one.child.exitCode, other.child.exitCode], other.output.text).toEqual([0, 0])
    expect(other.output.text).toContain('2 restored')
    expect(readFileSync(out, 'utf8')).toContain('2\\n')
  })

  it('leave nothing undone when the first is killed: the second goes on where it was', async () => {
    gate.keep('b')
    const path = notebookFile({ a: `${gate.at('a')}\nconst n = 1`, b: `${gate.at('b')}\nconsole.log(n)` })
    const one = begin(path)
    await gate.reached('b')
    const other = begin(path)
    await waits(other, one)
    one.child.kill('SIGKILL')
    gate.let('b')
    await Promise.all([one.ended, other.ended])
    expect(gate.asked).toEqual(['a', 'b', 'b'])
    expect(other.child.exitCode, other.output.text).toBe(0)
    expect(other.output.text).toContain('1 cell ran, 1 restored')
  })

  it('tell the same failure, which happened once', async () => {
    gate.keep('slow')
    const path = notebookFile({ a: gate.at('slow'), b: "throw new Error('bad')" })
    const one = begin(path)
    await gate.reached('slow')
    const other = begin(path)
    await waits(other, one)
    gate.let('slow')
    await Promise.all([one.ended, other.ended])
    expect(gate.asked).toEqual(['slow'])
    for (const { child, output } of [one, other]) {
      expect(child.exitCode).toBe(1)
      expect(output.text).toContain('Error: bad')
    }
    expect(other.output.text).toContain('no cells ran, 1 restored, 1 failed')
  })

  it('take the notebook as it is once the second begins', async () => {
    gate.keep('slow')
    const path = notebookFile({ a: gate.at('slow') })
    const one = begin(path)
    await gate.reached('slow')
    const other = begin(path)
    await waits(other, one)
    writeFileSync(path, notebookText({ a: gate.at('slow'), b: gate.at('added') }))
    gate.let('slow')
    await Promise.all([one.ended, other.ended])
    expect(gate.asked).toEqual(['slow', 'added'])
  })

  it("don't wait for each other where their parameters differ", async () => {
    gate.keep('1')
    const path = notebookFile({ a: 'const { n } = params({ n: 1 })', b: gate.at('${n}') })
    const one = begin(path, '-p', 'n=1')
    await gate.reached('1')
    const other = begin(path, '-p', 'n=2')
    await other.ended
    gate.let('1')
    await one.ended
    expect(gate.asked).toEqual(['1', '2'])
  })
})
