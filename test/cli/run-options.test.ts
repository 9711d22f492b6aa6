/** `cellar run` over several notebooks, up to one cell, and on from where a killed run was. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join, resolve } from 'node:path'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { cellar } from '../support/command-line.ts'
import { notebookFile, notebookText, temporaryFolder } from '../support/notebook-file.ts'

beforeAll(() => cellar('--version'))

const program = resolve(import.meta.dirname, '../../dist/cli.js')
const ranIn = (stdout: string): readonly (readonly string[])[] =>
  stdout
    .trim()
    .split('\n')
    .map(line =>
      (JSON.parse(line) as { cells: readonly { id: string; ran: boolean }[] }).cells
        .filter(cell => cell.ran)
        .map(cell => cell.id),
    )

describe('several notebooks', () => {
  const three = () => {
    const folder = temporaryFolder()
    return ['a', 'b', 'c'].map((name, index) => {
      const path = join(folder, `${name}.ipynb`)
      writeFileSync(path, notebookText({ [name]: index === 1 ? 'throw new Error("no")' : `console.log('${name}')` }))
      return path
    })
  }

  it('stop at the first that fails, and say which were not started', async () => {
    const { code, stdout, stderr } = await cellar('run', ...three(), '--json')
    expect([code, stdout.trim().split('\n').length]).toEqual([1, 2])
    expect(stderr).toMatch(/c\.ipynb: not started/)
  })

  it('all run with --keep-going, two at once with -j 2', async () => {
    const { code, stdout } = await cellar('run', ...three(), '--json', '--keep-going', '-j', '2')
    expect(code).toBe(1)
    expect(ranIn(stdout).flat().sort()).toEqual(['a', 'b', 'c'])
  })

  it.each([
    [['-j', '0'], '-j takes a whole number'],
    [['--to', 'x'], '--to names a cell of one notebook'],
  ])('%j is wrong use', async (args, message) => {
    expect(await cellar('run', ...three(), ...args)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(message),
    })
  })
})

it('--to runs a cell and what it depends on, and no other', async () => {
  const path = notebookFile({
    a: 'const n = 1',
    b: 'throw new Error("not me")',
    c: '//| label: end\nconsole.log(n)',
    d: 'n',
  })
  const { code, stdout, stderr } = await cellar('run', path, '--to', 'end', '--json')
  expect(code).toBe(0)
  expect(stderr).toMatch(/: 2 cells ran, 2 not asked for in /)
  expect(stderr).toMatch(/^\[1\/4\] const n = 1: ran/)
  const { cells } = JSON.parse(stdout) as { cells: readonly { id: string; state: string; ran: boolean }[] }
  expect(cells.map(cell => cell.state)).toEqual(['fresh', 'new', 'fresh', 'new'])
  expect(cells.map(cell => cell.ran)).toEqual([true, false, true, false])
})

it('--resume takes the parameters of the run that was killed, and runs nothing finished again', async () => {
  const path = notebookFile({
    a: 'const { n } = params({ n: 1 })\nconsole.log("a is done")',
    b: 'if (n === 5 && !process.env.GO_ON) await new Promise(done => setTimeout(done, 600_000))\nconst m = n',
    c: 'record({ m })',
  })
  const child = spawn(process.execPath, [program, 'run', path, '-p', 'n=5'], { stdio: ['ignore', 'ignore', 'pipe'] })
  child.stderr.on('data', text => {
    if (String(text).includes('[1/3]')) child.kill('SIGKILL')
  })
  await once(child, 'exit')
  writeFileSync(
    path,
    notebookText({
      a: 'const { n } = params({ n: 1 })\nconsole.log("a is done")',
      b: 'const m = n',
      c: 'record({ m })',
    }),
  )
  const { code, stdout, stderr } = await cellar('run', path, '--resume', '--json')
  expect(stderr).toMatch(/going on with the run of .* UTC n=5/)
  expect({ code, ran: ranIn(stdout) }).toEqual({ code: 0, ran: [['b', 'c']] })
  const { stdout: rows } = await cellar(
    'runs',
    '--store',
    join(dirname(path), '.cellar'),
    '--sql',
    'SELECT outcome, m FROM runs ORDER BY started',
    '--form',
    'csv',
  )
  expect(rows).toBe('outcome,m\r\nlost,\r\nok,5\r\n')
})

it('--resume with nothing unfinished runs as ever, and says so', async () => {
  const path = notebookFile({ a: '1' })
  await cellar('run', path)
  expect((await cellar('run', path, '--resume')).stderr).toContain('no run was left unfinished')
})

it('two runs of one notebook at once both end well, and what they kept is sound', async () => {
  const path = notebookFile({
    a: 'const { n } = params({ n: 1 })',
    b: "await new Promise(done => setTimeout(done, 100))\nrequire('node:fs').writeFileSync(out('same.txt'), 'x')",
    c: 'record({ n })',
  })
  const both = await Promise.all([cellar('run', path, '-p', 'n=2', '--inplace'), cellar('run', path, '-p', 'n=3')])
  expect(both.map(ended => ended.code)).toEqual([0, 0])
  const store = join(dirname(path), '.cellar')
  expect((await cellar('verify', '--store', store)).code).toBe(0)
  const { stdout } = await cellar('runs', '--store', store, '--sql', 'SELECT n FROM runs ORDER BY n', '--form', 'csv')
  // A parameter and a record of one name are told apart.
  expect(stdout).toBe('n\r\n2\r\n3\r\n')
})

it('a file that a cell produced and somebody removed is there again: from what was kept, else by its cell', async () => {
  const path = notebookFile({
    a: "//| produces: [small.txt]\nrequire('node:fs').writeFileSync('small.txt', 'x')",
    b: "//| produces: [again.txt]\nrequire('node:fs').writeFileSync('again.txt', 'y')",
  })
  const folder = dirname(path)
  await cellar('run', path)
  rmSync(join(folder, 'small.txt'))
  expect(ranIn((await cellar('run', path, '--json')).stdout)).toEqual([[]])
  expect(readFileSync(join(folder, 'small.txt'), 'utf8')).toBe('x')
  rmSync(join(folder, 'again.txt'))
  rmSync(join(folder, '.cellar/kept'), { recursive: true })
  expect(ranIn((await cellar('run', path, '--json')).stdout)).toEqual([['b']])
  expect(readFileSync(join(folder, 'again.txt'), 'utf8')).toBe('y')
})

it('the file of a temp cell goes once its readers are done, is there for one that runs again, and stays where one failed', async () => {
  const cells = (last: string) => ({
    a: "//| temp: true\nrequire('node:fs').writeFileSync('big.txt', 'big')",
    b: "const n = require('node:fs').readFileSync('big.txt', 'utf8').length",
    c: last,
  })
  const path = notebookFile(cells("throw new Error('no')"))
  const file = join(dirname(path), 'big.txt')
  const ran = async () => [ranIn((await cellar('run', path, '--json')).stdout)[0]?.join(), existsSync(file)]
  expect(await ran()).toEqual(['a,b,c', true])
  writeFileSync(path, notebookText(cells('console.log(n)')))
  expect(await ran()).toEqual(['c', false])
  expect(await ran()).toEqual(['', false])
  writeFileSync(
    path,
    notebookText({
      ...cells('console.log(n)'),
      b: "const n = 1 + require('node:fs').readFileSync('big.txt', 'utf8').length",
    }),
  )
  expect(await ran()).toEqual(['b,c', false])
})

it('what is wrong with the options of a cell that ran is said, where nobody looks into the notebook', async () => {
  const path = notebookFile({ a: '//| label: one\n//| retrys: 3\n//| timeout: soon\n1', b: '2' })
  const { code, stderr } = await cellar('run', path)
  expect(code).toBe(0)
  expect(stderr).toMatch(/one: ran.*\nLine 2: Unknown option `retrys`\.\nLine 3: `timeout` must be a number of seconds/)
  expect((await cellar('run', path)).stderr).not.toContain('retrys')
})

it('a cell that failed before on the same is not run again, and it is said how it would be', async () => {
  const path = notebookFile({ a: '//| label: flaky\nthrow new Error("no")', b: 'throw new Error("nor")' })
  await cellar('run', path)
  const { code, stderr } = await cellar('run', path)
  expect(code).toBe(1)
  expect(stderr).toContain('flaky: failed (Its last run on these inputs failed. `--force flaky` runs it again.)')
  expect(stderr).toContain('`--force 2` runs it again.')
})

it('`cellar runs` takes a notebook as other verbs do', async () => {
  const path = notebookFile({ a: '1', b: '2' })
  await cellar('run', path)
  const asked = await cellar('runs', path, '--store', join(dirname(path), '.cellar'), '--json')
  expect((JSON.parse(asked.stdout) as { cell: string }[]).map(run => run.cell).sort()).toEqual(['a', 'b'])
  const other = await cellar('runs', 'other.ipynb', '--store', join(dirname(path), '.cellar'), '--json')
  expect(other.stdout).toBe('[]\n')
})
