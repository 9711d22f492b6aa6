/** `cellar check` on real notebooks: what it compares, what it blames, and that it leaves files and results as they were. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { openSqlite } from '../../runtime/store/sqlite.ts'
import { beforeAll, describe, expect, it } from 'vitest'
import { seal, unseal } from '../../runtime/store/seal.ts'
import { cellar } from '../support/command-line.ts'
import { notebookFile, notebookText } from '../support/notebook-file.ts'

beforeAll(() => cellar('--version'))

const ran = async (cells: Parameters<typeof notebookFile>[0]): Promise<string> => {
  const path = notebookFile(cells)
  await cellar('run', path)
  return path
}

/** Makes the store tell something else of what the notebook showed, with a checksum that fits. */
const forge = (path: string, [truth, lie]: readonly [string, string]): void => {
  const index = openSqlite(join(dirname(path), '.cellar', 'index.db'))
  const rows = index.prepare<[], { readonly id: number; readonly body: string }>('SELECT id, body FROM texts').all()
  for (const { id, body } of rows)
    index.prepare('UPDATE texts SET body = ? WHERE id = ?').run(seal((unseal(body) ?? '').replace(truth, lie)), id)
  index.close()
}

describe('a notebook that shows what a fresh run shows', () => {
  it('passes, errors and commands included, and keeps its results', async () => {
    const path = await ran({
      a: 'let n = 2\nn',
      ask: '%status',
      b: 'n *= 21; setTimeout(() => console.log("late", n), 5); console.error("to stderr")',
      c: "display.html('<b>' + n + '</b>')\nprogress(3).done()",
      bad: 'throw new RangeError("far")',
    })
    const { code, stdout } = await cellar('check', path)
    expect({ code, stdout }).toEqual({ code: 0, stdout: '4 cells compared: a fresh run shows the same.\n' })
    expect((await cellar('run', path)).stderr).toMatch(/4 restored|3 restored/)
  })

  it('starts from the files as they were before its cells wrote them, and puts them back', async () => {
    const write = `const fs = await import('node:fs')\nfs.appendFileSync('log.txt', 'x')`
    const path = notebookFile({
      a: write,
      b: `console.log(fs.readFileSync('log.txt', 'utf8'), fs.existsSync('new.txt'))`,
      c: `fs.writeFileSync('new.txt', 'n')`,
    })
    const at = (name: string): string => join(dirname(path), name)
    writeFileSync(at('log.txt'), 'start ')
    await cellar('run', path)
    expect(readFileSync(at('log.txt'), 'utf8')).toBe('start x')
    expect(await cellar('check', path)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^3 cells compared/) })
    expect(readFileSync(at('log.txt'), 'utf8')).toBe('start x')
    expect(existsSync(at('new.txt'))).toBe(true)
  })
})

describe('a cell that differs', () => {
  it('is called non-deterministic where two fresh runs differ too', async () => {
    const path = await ran({ a: '1', b: '//| label: dice\nconsole.log("n", Math.random())', c: '2' })
    const { code, stdout } = await cellar('check', path, '--json')
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      compared: 3,
      left: [],
      differences: [{ id: 'b', number: 2, title: 'dice', where: 'stdout, line 1', looksLike: 'non-determinism' }],
    })
    expect((await cellar('check', path)).stdout).toMatch(
      /^\[2\] dice shows something else in a fresh run: stdout, line 1\n {2}shown now: n 0\.\d+\n {2}fresh run: n 0\.\d+\n.*non-determinism/,
    )
  })

  it('is called our bug where two fresh runs agree with each other and not with the store', async () => {
    const path = await ran({ a: 'console.log("truth")', b: 'console.log("more")' })
    forge(path, ['truth', 'lie'])
    const { code, stdout } = await cellar('check', path)
    expect(code).toBe(1)
    expect(stdout).toMatch(
      /^\[1\] console.* in a fresh run: stdout, line 1\n {2}shown now: lie\n {2}fresh run: truth\n.*bug of Cellar/,
    )
  })
})

describe('what can not be compared', () => {
  it('is left out and named when it is not fresh', async () => {
    const path = await ran({ a: 'console.log(1)', b: 'console.log(2)' })
    writeFileSync(path, notebookText({ a: 'console.log(1)', b: 'console.log(3)' }))
    const { code, stdout } = await cellar('check', path)
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: '1 cell compared: a fresh run shows the same.\nNot compared, as not fresh: b.\n',
    })
  })

  it('is wrong use when no cell is fresh', async () => {
    const { code, stderr } = await cellar('check', notebookFile({ a: '1' }))
    expect(code).toBe(2)
    expect(stderr).toMatch(/No cell of .* is fresh.*cellar run/)
  })
})
