/** `cellar run` as a user meets it: a process, its exit code, what it prints and what it writes. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { ChildOutput } from '../support/child-output.ts'
import { cellar } from '../support/command-line.ts'
import { notebookFile, notebookText, temporaryFolder } from '../support/notebook-file.ts'

const repository = resolve(import.meta.dirname, '../..')
const program = join(repository, 'bin/cellar.js')

const outputsIn = (path: string): readonly unknown[] =>
  (JSON.parse(readFileSync(path, 'utf8')) as { readonly cells: readonly { readonly outputs: unknown }[] }).cells.map(
    cell => cell.outputs,
  )
const printed = (...text: readonly string[]) => [{ name: 'stdout', output_type: 'stream', text }]

beforeAll(() => cellar('--version'))

describe('a run', () => {
  it('writes outputs and steady counts into the file asked for, leaves the notebook alone and exits 0', async () => {
    const path = notebookFile({ a: 'const n = 2', blank: '', b: 'console.log(n * 21)\nn' })
    const before = readFileSync(path, 'utf8')
    const out = join(dirname(path), 'out.ipynb')
    const { code, stdout } = await cellar('run', path, '-o', out)
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(readFileSync(path, 'utf8')).toBe(before)
    const { cells } = JSON.parse(readFileSync(out, 'utf8')) as {
      readonly cells: readonly { readonly execution_count: number; readonly outputs: readonly unknown[] }[]
    }
    expect(cells.map(cell => cell.execution_count)).toEqual([1, null, 2])
    expect(cells[2]!.outputs).toMatchObject([
      ...printed('42\n'),
      { output_type: 'execute_result', execution_count: 2, data: { 'text/plain': expect.anything() } },
    ])
  })

  it('a cell that ran beside a worker which changed what it had read runs again', async () => {
    const path = notebookFile({
      a: 'const c = { n: 0 }\nconst up = by => { c.n += by }',
      b: '//| pool: true\nawait new Promise(resolve => setTimeout(resolve, 1_500))\nup(2)',
      c: 'console.log(c.n)',
      d: 'console.log("below", c.n)',
    })
    const { code, stderr } = await cellar('run', path, '--inplace')
    expect(outputsIn(path), stderr).toMatchObject([[], [], printed('2\n'), printed('below 2\n')])
    expect({ code, stale: /stale/.test(stderr) }).toEqual({ code: 0, stale: false })
    expect((await cellar('run', path)).stderr).toMatch(/no cells ran/)
  })

  it('a second time executes nothing, says so, and writes the same file', async () => {
    const path = notebookFile({ a: 'const n = Math.random()', b: 'console.log(n)' })
    const first = await cellar('run', path, '--inplace')
    const written = readFileSync(path, 'utf8')
    const second = await cellar('run', path, '--inplace', '--json')
    expect([first.code, second.code]).toEqual([0, 0])
    expect(readFileSync(path, 'utf8')).toBe(written)
    expect(second.stderr).toMatch(/no cells ran, 2 restored/)
    expect(JSON.parse(second.stdout)).toMatchObject({
      ok: true,
      figures: [],
      cells: [
        { id: 'a', state: 'fresh', ran: false, restored: true },
        { id: 'b', state: 'fresh', ran: false, restored: true },
      ],
    })
  })

  it('tries again what failed for want of a package or module once it is there, and nothing else', async () => {
    const path = notebookFile({
      a: `import greet from 'greeter'\nconsole.log(greet)`,
      b: `import { word } from './words/first'\nconsole.log(word)`,
      c: 'throw new Error("for good")',
      d: `import { both } from './both.ts'\nconsole.log(both)`,
    })
    const write = (file: string, text: string): void => {
      const target = join(dirname(path), file)
      mkdirSync(dirname(target), { recursive: true })
      writeFileSync(target, text)
    }
    write(
      'both.ts',
      `import greet from 'greeter'\nimport { word } from './words/first'\nexport const both = greet + word`,
    )
    const { stderr } = await cellar('run', path)
    expect(stderr).toMatch(/: 4 cells failed in/)
    expect(stderr).not.toMatch(/last run/)
    expect((await cellar('run', path)).stderr).toMatch(/no cells ran/)
    write('node_modules/greeter/package.json', '{ "name": "greeter", "version": "1.0.0", "main": "main.js" }')
    write('node_modules/greeter/main.js', `module.exports = 'hello'`)
    write('words/first.ts', `export const word: string = 'first'`)
    const out = join(dirname(path), 'out.ipynb')
    const again = await cellar('run', path, '-o', out)
    expect(again.stderr).toMatch(/: 3 cells ran, 1 failed in/)
    expect(again.stderr).toMatch(/`greeter` is there now/)
    expect([0, 1, 3].map(n => outputsIn(out)[n])).toMatchObject([
      printed('hello\n'),
      printed('first\n'),
      printed('hellofirst\n'),
    ])
  })

  it('ends a pool cell that holds more than its `memory`, and says whom that blocks', async () => {
    const path = notebookFile({
      greedy: '//| pool: true\n//| memory: 60M\nconst all = []\nfor (let i = 0; i < 1e8; i++) all.push({ i })',
      after: 'console.log(all.length)',
    })
    const { stderr } = await cellar('run', path)
    expect(stderr).toMatch(/The worker ran out of memory: `memory` gives the job 60 MB\. Give it more/)
    expect(stderr).toMatch(/\[2\/2\] .*: blocked \(\[1\] failed, and this cell needs what it defines\.\)/)
    expect(stderr).toMatch(/: 1 cell failed, 1 blocked in/)
  })

  it('ends a pool cell whose arrays take more than its `memory`, and runs it again where it gets more', async () => {
    const greedy = (memory: string): string =>
      `//| pool: true\n//| memory: ${memory}\nconst all = []\nfor (let i = 0; i < 20; i++) all.push(new Float64Array(2 ** 20).fill(i))\nall.length`
    // 400 MB one after the other: what nobody holds is collected.
    const wasteful =
      '//| pool: true\n//| memory: 60M\nlet sum = 0\nfor (let i = 0; i < 100; i++) sum += new Float64Array(2 ** 19).fill(1)[i]'
    const path = notebookFile({ greedy: greedy('60M'), wasteful })
    const { stderr } = await cellar('run', path)
    expect(stderr).toMatch(/The worker ran out of memory: `memory` gives the job 60 MB\. Give it more/)
    expect(stderr).toMatch(/: 1 cell ran, 1 failed in/)
    writeFileSync(path, notebookText({ greedy: greedy('200M') }))
    expect((await cellar('run', path)).stderr).toMatch(/: 1 cell ran in/)
  })

  it('fails an item of `each` whose arrays take more than its `memory`', async () => {
    const path = notebookFile({
      a: 'await each([1, 60], n => Array.from({ length: n }, (_, i) => new Float64Array(10 * 2 ** 17).fill(i)).length, { memory: 100e6 })',
    })
    const { stderr } = await cellar('run', path)
    expect(stderr).toMatch(
      /1 of 2 items failed: item 1 \(WorkerLostError: The worker ran out of memory: `memory` gives the job 95 MB/,
    )
  })

  it('tries again what failed with the network, the clock or chance in it', async () => {
    const path = notebookFile({
      a: 'const at = Date.now()',
      b: 'throw new Error(`down at ${Date.now()}`)',
      c: 'throw at',
    })
    expect((await cellar('run', path)).stderr).toMatch(/: 1 cell ran, 2 failed in/)
    expect((await cellar('run', path)).stderr).toMatch(/: 1 cell restored, 2 failed in/)
  })

  it('after an edit runs what the edit reached, and says why', async () => {
    const path = notebookFile({ a: 'const n = 1', b: 'const m = 5', c: 'console.log(n + m)' })
    await cellar('run', path)
    writeFileSync(path, notebookText({ a: 'const n = 2', b: 'const m = 5', c: 'console.log(n + m)' }))
    const { stdout } = await cellar('run', path, '--json')
    const { cells } = JSON.parse(stdout) as {
      readonly cells: readonly { readonly ran: boolean; readonly because?: unknown }[]
    }
    expect(cells.map(cell => cell.ran)).toEqual([true, false, true])
    expect(cells[2]!.because).toMatchObject({ kind: 'input-changed', inputs: ['name:n'] })
  })

  it('--force runs one fresh cell again', async () => {
    const path = notebookFile({ a: 'const n = 1', b: 'const m = 5' })
    await cellar('run', path)
    const { stdout } = await cellar('run', path, '--json', '--force', 'b')
    expect((JSON.parse(stdout) as { cells: { ran: boolean }[] }).cells.map(cell => cell.ran)).toEqual([false, true])
  })

  it('exits 1 when a cell fails, shows its error, and runs what does not depend on it', async () => {
    const path = notebookFile({
      a: 'const x = 1',
      bad: 'throw new RangeError("too far")',
      c: 'console.log("still", x)',
    })
    const { code, stderr } = await cellar('run', path, '--inplace')
    expect(code).toBe(1)
    expect(stderr).toMatch(/RangeError.*too far/)
    expect(outputsIn(path).slice(1)).toMatchObject([
      [{ output_type: 'error', ename: 'RangeError', evalue: 'too far' }],
      printed('still 1\n'),
    ])
  })

  it('exits 0 when the failing cell is tagged to fail', async () => {
    const path = notebookFile({ bad: { source: 'throw new Error("meant")', tags: ['raises-exception'] } })
    expect((await cellar('run', path)).code).toBe(0)
  })

  it.each([
    ['a rejection', "void Promise.reject(new Error('lost'))"],
    ['a timer', "setTimeout(() => { throw new Error('lost') }, 20)"],
  ])(
    'exits 1 when %s fails and nobody catches it, shows the error, and runs on; restored, it says so again',
    async (_, source) => {
      const path = notebookFile({ a: source, b: 'console.log(2)' })
      for (const how of [{ ran: true }, { restored: true }]) {
        const { code, stdout, stderr } = await cellar('run', path, '--json')
        expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({
          code: 1,
          ok: false,
          cells: [
            { state: 'fresh', uncaught: { name: 'Error', message: 'lost' }, ...how },
            { state: 'fresh', ...how },
          ],
        })
        expect(stderr).toMatch(/left an error that nobody caught\n.*Error.*lost[\s\S]*Cell \[1\], line 1/)
        expect(stderr).toMatch(/, 1 left an error in/)
      }
    },
  )

  it('exits 0 where a notebook hears of such errors itself, as plain Node does', async () => {
    const path = notebookFile({
      a: "process.on('unhandledRejection', error => console.log('heard', error.message))",
      b: "void Promise.reject(new Error('lost'))",
    })
    expect(await cellar('run', path)).toMatchObject({ code: 0 })
  })

  it('does not overwrite a notebook that changed while it ran', async () => {
    const path = notebookFile({ a: `(await import('node:fs')).appendFileSync(${JSON.stringify('PATH')}, ' ')` })
    const self = readFileSync(path, 'utf8').replace('PATH', path)
    writeFileSync(path, self)
    const { code, stderr } = await cellar('run', path, '--inplace')
    expect(code).toBe(1)
    expect(stderr).toMatch(/changed by someone else/)
    expect(readFileSync(path, 'utf8')).toBe(`${self} `)
  })

  it('loads nothing of Jupyter', async () => {
    const folder = temporaryFolder()
    const log = join(folder, 'loaded')
    const hook = join(folder, 'hook.mjs')
    writeFileSync(
      hook,
      `import { appendFileSync } from 'node:fs'
export const load = (url, context, next) => { appendFileSync(${JSON.stringify(log)}, url + '\\n'); return next(url, context) }`,
    )
    appendFileSync(log, '')
    const register = `data:text/javascript,import{register}from'node:module';register(${JSON.stringify(`file://${hook}`)})`
    const args = ['--import', register, join(repository, 'dist/cli.js'), 'run', notebookFile({ a: '1' })]
    const [code] = await once(spawn(process.execPath, args, { stdio: 'ignore' }), 'exit')
    const loaded = readFileSync(log, 'utf8')
    expect(code).toBe(0)
    expect(loaded).toMatch(/dist\/cli\.js/)
    expect(loaded).not.toMatch(/zeromq|jupyter/i)
  })
})

describe('Ctrl-C', () => {
  const start = (path: string) => {
    // A terminal sends Ctrl-C to the whole group, the session's process included.
    const child = spawn(process.execPath, [program, 'run', path, '--json'], { detached: true })
    const pressCtrlC = (): boolean => process.kill(-child.pid!, 'SIGINT')
    const hangUp = (): boolean => process.kill(-child.pid!, 'SIGHUP')
    const output = new ChildOutput(child)
    const ended = once(child, 'close').then(([code]) => {
      const [json = ''] = output.text.split('\n').filter(line => line.startsWith('{'))
      return {
        code: code as number,
        ...(JSON.parse(json) as { readonly cells: readonly { readonly state: string }[]; readonly ok: boolean }),
      }
    })
    return { pressCtrlC, hangUp, output, ended }
  }

  /** What a cell waits for: what comes over the network is no input of it, so it doesn't become stale by that. */
  const openGate = async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const asked = once(server, 'request') as Promise<[unknown, ServerResponse]>
    const pass = async (): Promise<void> => {
      const [, response] = await asked
      response.end()
      server.close()
    }
    return { url: `http://127.0.0.1:${port}`, asked, pass }
  }

  it('once lets the running cell finish and starts no other', async () => {
    const { url, asked, pass } = await openGate()
    const { pressCtrlC, output, ended } = start(notebookFile({ a: 'const n = 1', b: `await fetch('${url}')`, c: 'n' }))
    await asked
    pressCtrlC()
    await output.said(/Ctrl-C again/)
    await pass()
    const { code, ok, cells } = await ended
    expect({ code, ok, states: cells.map(cell => cell.state) }).toEqual({
      code: 1,
      ok: false,
      states: ['fresh', 'fresh', 'new'],
    })
  })

  it('once asks a cell with a checkpoint to save and leave; the next run goes on', async () => {
    const { url, pass } = await openGate()
    const path = notebookFile({
      a: `const c = checkpoint('long')
console.log('from', c.state ?? 'nothing')
if (c.state !== 'half') {
  await fetch('${url}')
  while (!c.stopRequested) await new Promise(done => setTimeout(done, 5))
  c.save('half')
}`,
      b: '1',
    })
    const { pressCtrlC, ended } = start(path)
    await pass()
    pressCtrlC()
    expect((await ended).cells.map(cell => cell.state)).toEqual(['cancelled', 'new'])
    const again = await cellar('run', path, '--inplace')
    expect(again.code).toBe(0)
    expect(outputsIn(path)[0]).toEqual(printed('from half\n'))
  })

  it('once lets a cell finish that has a checkpoint and never looks whether it is to leave', async () => {
    const { url, asked, pass } = await openGate()
    const { pressCtrlC, output, ended } = start(notebookFile({ a: `checkpoint('x').save(1)\nawait fetch('${url}')` }))
    await asked
    pressCtrlC()
    await output.said(/Ctrl-C again/)
    await pass()
    expect((await ended).cells.map(cell => cell.state)).toEqual(['fresh'])
  })

  it('is not a closed terminal: that asks the cell to save and leave, and the next run goes on', async () => {
    const { url, pass } = await openGate()
    const path = notebookFile({
      a: `const c = checkpoint('long')
if (c.state !== 'saved') {
  await fetch('${url}')
  while (!c.stopRequested) await new Promise(done => setTimeout(done, 5))
  c.save('saved')
}`,
    })
    const { hangUp, ended } = start(path)
    await pass()
    hangUp()
    expect((await ended).cells.map(cell => cell.state)).toEqual(['cancelled'])
    expect((await start(path).ended).ok).toBe(true)
  })

  it('twice stops a spinning cell and keeps what is done', async () => {
    const { pressCtrlC, output, ended } = start(notebookFile({ a: 'const n = 1', b: 'for (;;);', c: 'n' }))
    await output.said(/const n = 1: ran/)
    pressCtrlC()
    await output.said(/Ctrl-C again/)
    pressCtrlC()
    const { code, ok, cells } = await ended
    expect({ code, ok, states: cells.map(cell => cell.state) }).toEqual({
      code: 1,
      ok: false,
      states: ['fresh', 'cancelled', 'new'],
    })
  })
})

describe('wrong use', () => {
  it.each([
    [['run'], /missing required argument/],
    [['run', 'absent.ipynb'], /There is no absent\.ipynb/],
    [['run', '.'], /is a folder/],
    [['run', 'a.ipynb', '-o', 'x.ipynb', '--inplace'], /cannot be used with/],
    [['run', 'a.ipynb', '--html', 'nowhere/x.html'], /no folder .*nowhere to write x.html in/],
    [['run', 'a.ipynb', 'b.ipynb', '-o', 'x.ipynb'], /-o names one file/],
    [['frobnicate'], /unknown command/],
    [['graph', 'a.ipynb', '-f', 'png'], /Allowed choices are/],
    [['lab', '--port', 'x'], /1 to 65535/],
  ])('%j exits 2 and says what to do', async (args, said) => {
    const { code, stdout, stderr } = await cellar(...args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(said)
    expect(stderr).not.toMatch(/^\s+at /m)
  })

  it.each([
    ['not JSON', '{', /not valid JSON/],
    ['format 3', '{"nbformat":3}', /too old/],
  ])('a notebook that is %s exits 2', async (_, text, said) => {
    const path = join(temporaryFolder(), 'bad.ipynb')
    writeFileSync(path, text)
    const { code, stderr } = await cellar('run', path)
    expect(code).toBe(2)
    expect(stderr).toMatch(said)
  })

  it('an unknown cell exits 2 and lists cells', async () => {
    const { code, stderr } = await cellar('run', notebookFile({ a: '//| label: fig-x\n1', b: '2' }), '--force', 'zz')
    expect(code).toBe(2)
    expect(stderr).toMatch(/No code cell "zz".*1 or fig-x; 2 or b/)
  })
})
