/** File jobs: what a cell promises is there or the cell has failed, what a failed one wrote goes, programs outside count. */
import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { opened } from '../support/opened.ts'

const write = (name: string, text = 'x') => `require('node:fs').writeFileSync('${name}', '${text}')`

describe('produces', () => {
  it('is kept by a cell that writes the file, in a folder made for it', async () => {
    const { runAll, folder } = await opened({ a: `//| produces: [deep/a.txt]\n${write('deep/a.txt')}` })
    expect((await runAll()).a?.result.status).toBe('ok')
    expect(readFileSync(join(folder, 'deep/a.txt'), 'utf8')).toBe('x')
  })

  it('broken is a ContractError that names the file, and what it did write goes', async () => {
    const { runAll, folder } = await opened({ a: `//| produces: [a.txt, b.txt]\n${write('a.txt')}` })
    const { result } = (await runAll()).a!
    expect(result.error).toMatchObject({ name: 'ContractError', message: expect.stringContaining('`b.txt`') })
    expect(readdirSync(folder).filter(name => name.endsWith('.txt'))).toEqual([])
  })

  it.each([
    ['throws', '', "throw new Error('no')"],
    ['dies with the session', '', "process.kill(process.pid, 'SIGKILL')"],
    ['dies with its worker', '//| pool: true\n', "process.kill(process.pid, 'SIGKILL')"],
  ])('by a cell that %s leaves no half of it, and every file as it was', async (_, option, end) => {
    const source = `${option}//| produces: deep/a.txt\n${write('deep/a.txt', 'half')}\n${write('old.txt', 'new')}\n${end}`
    const { runAll, folder } = await opened({ a: source })
    writeFileSync(join(folder, 'old.txt'), 'as it was')
    expect((await runAll()).a?.result.status).toBe('error')
    expect(existsSync(join(folder, 'deep'))).toBe(false)
    expect(readFileSync(join(folder, 'old.txt'), 'utf8')).toBe('as it was')
  })

  it('by a failing cell is kept as .broken where that is asked for', async () => {
    const source = `//| produces: a.txt\n//| keep-broken: true\n${write('a.txt', 'half')}\nthrow new Error('no')`
    const { runAll, folder } = await opened({ a: source })
    expect((await runAll()).a?.result.error?.message).toBe('no')
    expect(existsSync(join(folder, 'a.txt'))).toBe(false)
    expect(readFileSync(join(folder, 'a.txt.broken'), 'utf8')).toBe('half')
  })

  it.each(['../a.txt', '/etc/a.txt', 'link/a.txt'])(
    'outside the project (%s) is refused before the cell runs',
    async name => {
      const { runAll, folder } = await opened({ a: `//| produces: ['${name}']\nconsole.log('ran')` })
      mkdirSync(join(folder, 'link-target'))
      symlinkSync('/tmp', join(folder, 'link'))
      const { result, text } = (await runAll()).a!
      expect(result.error).toMatchObject({ name: 'ContractError', message: expect.stringContaining(name) })
      expect(text).toBe('')
    },
  )

  it('makes readers rerun when the file comes out otherwise, and not when it comes out equal', async () => {
    const reader = "console.log(require('node:fs').readFileSync('a.txt', 'utf8'))"
    const { runAll, edit } = await opened({ a: `//| produces: a.txt\n${write('a.txt', '1')}`, b: reader })
    await runAll()
    edit('a', `//| produces: a.txt\n1; ${write('a.txt', '1')}`)
    expect((await runAll()).b?.result.metadata.ran).toBe(false)
    edit('a', `//| produces: a.txt\n${write('a.txt', '2')}`)
    expect((await runAll()).b).toMatchObject({ text: '2\n', result: { metadata: { ran: true } } })
  })
})

describe('out and tmp', () => {
  it('out gives a path below the notebook that the cell must write', async () => {
    const { runAll, folder } = await opened({
      a: "const path = out('results/a.txt')\nrequire('node:fs').writeFileSync(path, 'x')\nconsole.log(path)",
      b: "out('never.txt')",
    })
    const { a, b } = await runAll()
    expect(a).toMatchObject({ text: `${join(folder, 'results/a.txt')}\n`, result: { status: 'ok' } })
    expect(b?.result.error).toMatchObject({ name: 'ContractError', message: expect.stringContaining('`never.txt`') })
  })

  it('tmp gives a path that is gone when the cell has ended, and no input of it', async () => {
    const { runAll, restart } = await opened({
      a: "const path = tmp('a/b.txt')\nrequire('node:fs').writeFileSync(path, 'x')\nconsole.log(path)",
    })
    const first = (await runAll()).a!
    expect(first.result.status).toBe('ok')
    expect(existsSync(first.text.trim())).toBe(false)
    await restart()
    expect((await runAll()).a?.result.metadata.ran).toBe(false)
  })

  it('neither leads outside', async () => {
    const { runAll } = await opened({ a: "out('../x')", b: "tmp('../x')", c: 'out(3)' })
    const { a, b, c } = await runAll()
    expect(a?.result.error).toMatchObject({ name: 'RangeError', message: expect.stringContaining('`../x` is outside') })
    expect(b?.result.error).toMatchObject({ name: 'RangeError', message: expect.stringContaining('`../x` is outside') })
    expect(c?.result.error?.message).toContain("out('result.csv')")
  })
})

describe('exec', () => {
  it('shows what the program says and gives it back', async () => {
    const { runAll } = await opened({
      a: "const { stdout } = await exec('echo', ['hello'])\nconsole.log(stdout.length)",
    })
    expect((await runAll()).a?.text).toBe('hello\n6\n')
  })

  it('fails the cell by the program’s code, with the last that it said', async () => {
    const { runAll } = await opened({
      a: "await exec('sh', ['-c', 'echo why >&2; exit 3'])",
      b: "await exec('no-such')",
    })
    const { a, b } = await runAll()
    expect(a?.result.error).toMatchObject({
      name: 'ExecError',
      message: expect.stringMatching(/ended with code 3.\nwhy/),
    })
    expect(b?.result.error?.message).toContain('there is no such program')
  })

  it('counts a file among its arguments as an input, and one that it changes as written', async () => {
    const { runAll, folder, restart } = await opened({
      a: "await exec('cp', ['in.txt', 'copy.txt'])",
      b: "console.log(require('node:fs').readFileSync('copy.txt', 'utf8'))",
    })
    writeFileSync(join(folder, 'in.txt'), '1')
    expect((await runAll()).b?.text).toBe('1\n')
    const ran = async () => Object.entries(await runAll()).flatMap(([id, c]) => (c.result.metadata.ran ? [id] : []))
    expect(await ran()).toEqual([])
    writeFileSync(join(folder, 'in.txt'), '2')
    expect(await ran()).toEqual(['a', 'b'])
    await restart()
    expect(await ran()).toEqual([])
  })
})

describe('options of a cell', () => {
  it('ignore-code: an edit of it makes nothing stale, another input does', async () => {
    const { runAll, edit, restart } = await opened({ a: 'let n = 1', b: '//| ignore-code: true\nconsole.log(n)' })
    await runAll()
    edit('b', '//| ignore-code: true\nconsole.log(n + 0)')
    expect((await runAll()).b?.result.metadata.ran).toBe(false)
    await restart()
    expect((await runAll()).b?.result.metadata.ran).toBe(false)
    edit('a', 'let n = 2')
    expect((await runAll()).b).toMatchObject({ text: '2\n', result: { metadata: { ran: true } } })
  })

  it('temp: the value is not stored, and made again for whoever needs it', async () => {
    const { runAll, edit, restart } = await opened({ a: '//| temp: true\nconst n = 20', b: 'console.log(n + 1)' })
    await runAll()
    await restart()
    edit('b', 'console.log(n + 2)')
    expect((await runAll()).b?.text).toBe('22\n')
  })
})
