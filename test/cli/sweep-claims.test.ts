/**
 * Two `cellar sweep`s of one notebook at once, as real processes: no point runs twice, and what a killed one was at the other takes over.
 * A server that the cells ask tells what ran, and keeps cells running for as long as a claim needs.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ChildOutput } from '../support/child-output.ts'
import { cellar } from '../support/command-line.ts'
import { Gate } from '../support/gate.ts'
import { notebookFile } from '../support/notebook-file.ts'

const program = resolve(import.meta.dirname, '../../bin/cellar.js')

interface Sweep {
  readonly child: ChildProcess
  readonly output: ChildOutput
  readonly ended: Promise<unknown>
}

const begin = (path: string, ...args: readonly string[]): Sweep => {
  const child = spawn(process.execPath, [program, 'sweep', path, ...args])
  return { child, output: new ChildOutput(child), ended: once(child, 'close') }
}

const gate = new Gate()
beforeAll(async () => {
  await Promise.all([cellar('--version'), gate.open()])
})
afterAll(() => gate.close())

describe('two sweeps at once', () => {
  it('run each point once between them, and what the points have in common once', async () => {
    gate.keep('shared', '2', '3')
    const path = notebookFile({
      a: 'const { n } = params({ n: 1 })',
      b: `${gate.at('shared')}\nconst ten = 10`,
      c: `${gate.at(`\${n}`)}\nrecord({ m: n * ten })`,
    })
    const one = begin(path, '-p', 'n=1,2,3')
    await gate.reached('shared')
    const other = begin(path, '-p', 'n=1,2,3')
    await other.output.said(new RegExp(`n=1: process ${one.child.pid} runs it`))
    gate.let('shared')
    await Promise.all([gate.reached('2'), gate.reached('3')])
    for (const word of ['2', '3']) gate.let(word)
    await Promise.all([one.ended, other.ended])
    expect([...gate.asked].sort()).toEqual(['1', '2', '3', 'shared'])
    for (const { child, output } of [one, other]) {
      expect(child.exitCode, output.text).toBe(0)
      expect(output.text).toMatch(/3 points: [12] there already, 0 failed/)
    }
  })

  it('leave nothing undone when one is killed: the other takes over what it was at', async () => {
    gate.keep('1')
    const path = notebookFile({
      a: 'const { n } = params({ n: 0 })',
      b: `${gate.at(`\${n}`)}\nif (n === 3) throw new Error('three')\nrecord({ n })`,
    })
    const one = begin(path, '-p', 'n=0,1,2,3')
    await gate.reached('1')
    const other = begin(path, '-p', 'n=0,1,2,3', '--json')
    await other.output.said(/\[3\/4\]/)
    one.child.kill('SIGKILL')
    await one.ended
    gate.let('1')
    await other.ended
    expect(gate.asked).toEqual(['0', '1', '2', '3', '1'])
    expect(other.child.exitCode).toBe(1)
    const points = [...other.output.text.matchAll(/"point":\{"n":(\d)\},"ok":(\w+),"known":(\w+)/g)]
    expect(points.map(([, n, ok, known]) => [Number(n), ok, known]).sort()).toEqual([
      [0, 'true', 'true'],
      [1, 'true', 'false'],
      [2, 'true', 'false'],
      [3, 'false', 'false'],
    ])
  })

  it('of points that fail run none a second time', async () => {
    gate.keep('2')
    const path = notebookFile({
      a: 'const { n } = params({ n: 1 })',
      b: `${gate.at(`\${n}`)}\nif (n === 2) throw new Error('two')`,
    })
    const one = begin(path, '-p', 'n=1,2')
    await gate.reached('2')
    const other = begin(path, '-p', 'n=1,2')
    await other.output.said(/n=2: process \d+ runs it/)
    gate.let('2')
    await Promise.all([one.ended, other.ended])
    expect(gate.asked).toEqual(['1', '2'])
    expect([one.child.exitCode, other.child.exitCode]).toEqual([1, 1])
    expect(other.output.text).toMatch(/n=2: there already: FAILED/)
  })

  it('do not run points at once that write the same file', async () => {
    gate.keep('2')
    const path = notebookFile({
      a: 'const { n } = params({ n: 1 })',
      b: "//| produces: [n.txt]\nrequire('node:fs').writeFileSync('n.txt', String(n))",
      c: `${gate.at(`\${n}`)}\nrecord({ n, read: Number(require('node:fs').readFileSync('n.txt', 'utf8')) })`,
    })
    const one = begin(path, '-p', 'n=1,2,3', '--json')
    await gate.reached('2')
    const other = begin(path, '-p', 'n=1,2,3', '--json')
    await other.output.said(/n=3: process \d+ runs it/)
    gate.let('2')
    await Promise.all([one.ended, other.ended])
    expect([...gate.asked].sort()).toEqual(['1', '2', '3'])
    for (const { output } of [one, other]) {
      const records = [...output.text.matchAll(/"records":\{"n":(\d),"read":(\d)\}/g)]
      expect(records.map(([, n]) => n).sort()).toEqual(['1', '2', '3'])
      expect(records.map(([, n, read]) => [n, read])).toEqual(records.map(([, n]) => [n, n]))
    }
  })
})
