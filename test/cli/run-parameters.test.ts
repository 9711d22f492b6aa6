/** Parameters and records through `cellar run`: a change reruns what reads it and only that, wrong use runs nothing. */
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { runId } from '../../runtime/brand.ts'
import { openStore } from '../../runtime/store/open-store.ts'
import { cellar } from '../support/command-line.ts'
import { notebookFile, temporaryFolder } from '../support/notebook-file.ts'

beforeAll(() => cellar('--version'))

const cells = {
  a: "const { n, name } = params({ n: 3, name: 'ada', xs: [1] })",
  b: 'console.log("heavy")',
  c: 'const m = n * 2\nrecord({ m })\nm',
  d: 'name',
}
const ranBy = async (...args: readonly string[]): Promise<readonly string[]> => {
  const { stdout, stderr } = await cellar('run', ...args, '--json')
  if (stdout === '') throw new Error(stderr)
  const { cells } = JSON.parse(stdout) as { cells: readonly { readonly id: string; readonly ran: boolean }[] }
  return cells.filter(cell => cell.ran).map(cell => cell.id)
}

describe('a parameter', () => {
  it('set otherwise reruns what reads it and nothing else, and set back nothing', async () => {
    const path = notebookFile(cells)
    expect(await ranBy(path)).toEqual(['a', 'b', 'c', 'd'])
    expect(await ranBy(path, '-p', 'n=5')).toEqual(['a', 'c'])
    expect(await ranBy(path, '-p', 'n=5', '-p', 'name=bob')).toEqual(['a', 'd'])
    expect(await ranBy(path)).toEqual([])
    expect(await ranBy(path, '-p', 'n=5')).toEqual([])
  })

  it('comes from a JSON or YAML file, and -p goes before it', async () => {
    const path = notebookFile(cells)
    const folder = dirname(path)
    writeFileSync(join(folder, 'p.json'), '{"n": 7, "xs": [2, 3]}')
    writeFileSync(join(folder, 'p.yaml'), 'n: 8\nname: "007"\n')
    const out = join(folder, 'out.ipynb')
    const shown = async (...args: readonly string[]) => {
      await cellar('run', path, '-o', out, ...args)
      return readFileSync(out, 'utf8')
    }
    expect(await shown('--params', join(folder, 'p.json'))).toContain('"14"')
    expect(await shown('--params', join(folder, 'p.yaml'))).toMatch(/"16"[\s\S]*'007'/)
    expect(await shown('--params', join(folder, 'p.yaml'), '-p', 'n=1')).toContain('"2"')
  })

  it('of the tagged cell goes into a cell below it, in the output only', async () => {
    const path = notebookFile({ a: { source: 'const n = 3', tags: ['parameters'] }, b: 'n * 2', c: '"apart"' })
    await cellar('run', path)
    const before = readFileSync(path, 'utf8')
    const out = join(dirname(path), 'out.ipynb')
    expect(await ranBy(path, '-p', 'n=5', '-o', out)).toEqual(['injected-parameters', 'b'])
    expect(readFileSync(path, 'utf8')).toBe(before)
    expect(readFileSync(out, 'utf8')).toMatch(/"injected-parameters"[\s\S]*"10"/)
    expect(await ranBy(path)).toEqual([])
  })

  it.each([
    [
      'an unknown name',
      ['-p', 'k=1'],
      'There is no parameter `k`. The notebook has `n` (3), `name` ("ada"), `xs` ([1]).',
    ],
    ['two values', ['-p', 'n=1', '-p', 'n=2'], 'takes several so: -p n=1,2.'],
    ['a wrong type', ['-p', 'n=abc'], 'The parameter `n` takes a number, not "abc".'],
    ['no value', ['-p', 'n'], '-p takes name=value'],
    ['a missing file', ['--params', '/nowhere.json'], 'There is no /nowhere.json'],
  ])('%s is wrong use, and nothing runs', async (_, args, message) => {
    const path = notebookFile(cells)
    const { code, stderr } = await cellar('run', path, ...args)
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) })
    expect(await ranBy(path)).toHaveLength(4)
  })

  it('of several notebooks goes to those that declare it', async () => {
    const one = notebookFile({ a: 'console.log(params({ n: 1 }).n)' })
    const two = notebookFile({ a: 'console.log(params({ m: 1 }).m)' }, temporaryFolder())
    expect((await cellar('run', one, two, '-p', 'n=2', '-p', 'm=3')).code).toBe(0)
  })

  it.each([
    ['run --help', (path: string) => ['run', path, '--help']],
    ['help run', (path: string) => ['help', 'run', path]],
  ])('is listed by %s', async (_asked, args) => {
    const { code, stdout } = await cellar(...args(notebookFile(cells)))
    expect(code).toBe(0)
    expect(stdout).toMatch(/n +number +3\n +name +text +"ada"\n +xs +list +\[1\]/)
  })

  it('of a notebook that is broken is a sentence, not a stack', async () => {
    const path = notebookFile({})
    writeFileSync(path, '{')
    const { code, stderr } = await cellar('run', path, '--help')
    expect(code).toBe(2)
    expect(stderr).toContain(path)
    expect(stderr).not.toContain('    at ')
  })
})

it('a run keeps its parameters and records', async () => {
  const path = notebookFile(cells)
  await cellar('run', path, '-p', 'n=5')
  const store = openStore({ folder: join(dirname(path), '.cellar') })
  const details = (cell: string) => {
    const row = store.runs({ limit: 10, offset: 0 }).find(run => run.cell === cell)
    return store.details(runId(row?.id ?? ''))
  }
  expect(details('a')?.parameters).toEqual({ n: 5, name: 'ada', xs: [1] })
  expect(details('c')).toMatchObject({ parameters: {}, records: { m: 10 } })
  store.close()
})
