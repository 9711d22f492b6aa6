/** `cellar sweep` and `cellar runs --whole`: what runs at each point, what a later sweep adds, and how the table is asked. */
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { tableFromIPC } from 'apache-arrow'
import { beforeAll, describe, expect, it } from 'vitest'
import { cellar } from '../support/command-line.ts'
import { notebookFile, notebookText, temporaryFolder } from '../support/notebook-file.ts'

beforeAll(() => cellar('--version'))

const cells = {
  a: "const { n } = params({ n: 1 })\nconst { s } = params({ s: 'x' })",
  heavy: 'const heavy = 100',
  b: 'const m = n * heavy',
  c: 'record({ m, label: s + n })',
}
interface Point {
  readonly point: object
  readonly ok: boolean
  readonly known: boolean
  readonly ran: number
  readonly records: object
}
const sweep = async (...args: readonly string[]): Promise<readonly Point[]> => {
  const { stdout, stderr } = await cellar('sweep', ...args, '--json')
  if (stdout === '') throw new Error(stderr)
  return stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Point)
}
const runs = async (path: string, ...args: readonly string[]) =>
  cellar('runs', '--store', join(dirname(path), '.cellar'), ...args)

describe('a sweep', () => {
  it('computes once what does not depend on an axis, and keeps each point with its records', async () => {
    const path = notebookFile(cells)
    const points = await sweep(path, '-p', 'n=1,2', '-p', 's=x,y')
    expect(points.map(p => p.ran)).toEqual([4, 2, 3, 2])
    expect(points.map(p => p.records)).toEqual([
      { m: 100, label: 'x1' },
      { m: 100, label: 'y1' },
      { m: 200, label: 'x2' },
      { m: 200, label: 'y2' },
    ])
  })

  it('keeps a figure for each point it depends on, beside each other on disk, and one of what depends on none', async () => {
    const picture = (side: string): string => `\`<svg width="\${${side}}" height="9"><rect/></svg>\``
    const path = notebookFile({
      a: cells.a,
      b: `//| label: same\n${picture('7')}`,
      c: `//| label: size\n${picture('n')}`,
      d: `saveFigure(${picture('n + s.length')}, { name: 'both', types: ['svg'] })`,
    })
    await sweep(path, '-p', 'n=1,2', '-p', 's=x')
    await sweep(path, '-p', 'n=1,2', '-p', 's=x,yy')
    const files = readdirSync(join(dirname(path), '_output/figures', basename(path, '.ipynb'), 'svg')).sort()
    expect(files).toEqual(
      [
        ...['both,n=1,s=x', 'both,n=1,s=yy', 'both,n=1', 'both,n=2,s=x', 'both,n=2,s=yy', 'both,n=2'],
        ...['same', 'size,n=1', 'size,n=2'],
      ]
        .map(name => `${name}.svg`)
        .sort(),
    )
    const { stdout } = await cellar(
      'figures',
      'list',
      path,
      '--store',
      join(dirname(path), '.cellar'),
      '--all',
      '--json',
    )
    const kept = JSON.parse(stdout) as readonly { readonly name: string; readonly version: number }[]
    expect(kept.every(({ version }) => version === 1)).toBe(true)
  })

  it('again runs nothing and adds nothing; a point more runs only itself', async () => {
    const path = notebookFile(cells)
    await sweep(path, '-p', 'n=1,2')
    const again = await sweep(path, '-p', 'n=1,2,3')
    expect(again.map(p => [p.known, p.ran])).toEqual([
      [true, 0],
      [true, 0],
      [false, 3],
    ])
    expect((await runs(path, '--sql', 'SELECT n FROM runs ORDER BY n', '--form', 'csv')).stdout).toBe(
      'n\r\n1\r\n2\r\n3\r\n',
    )
  })

  it('of more points than a cell remembers runs nothing again either', async () => {
    const path = notebookFile(cells)
    await sweep(path, '-p', 'n=1:60')
    expect((await sweep(path, '-p', 'n=1:60')).filter(p => p.ran > 0)).toEqual([])
  })

  it('goes on past a point that fails, and tries it again when its code is mended', async () => {
    const path = notebookFile({ ...cells, d: "if (n === 2) throw new Error('no')" })
    expect((await sweep(path, '-p', 'n=1,2,3')).map(p => p.ok)).toEqual([true, false, true])
    writeFileSync(path, notebookText({ ...cells, d: "if (n === 4) throw new Error('no')" }))
    expect((await sweep(path, '-p', 'n=1,2,3')).map(p => [p.ok, p.ran])).toEqual([
      [true, 1],
      [true, 1],
      [true, 1],
    ])
  })

  it('takes the values of a cell tagged parameters', async () => {
    const path = notebookFile({ a: { source: 'let n = 1', tags: ['parameters'] }, c: 'record({ square: n * n })' })
    expect((await sweep(path, '-p', 'n=2,3')).map(p => p.records)).toEqual([{ square: 4 }, { square: 9 }])
  })

  it.each([
    [['-p', 'n=1'], 'No axis to sweep over'],
    [['-p', 'n=1,2', '-p', 'n=3,4'], 'given twice'],
    [['-p', 'n=1,2', '-p', 's=x,y,z', '--zip'], 'differ in length'],
    [['-p', 'k=1,2'], 'There is no parameter `k`'],
  ])('%j is wrong use, and nothing runs', async (args, message) => {
    const { code, stderr } = await cellar('sweep', notebookFile(cells), ...args)
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) })
  })
})

it('the sweep that ships with Cellar finds what scaling is worth', async () => {
  const folder = temporaryFolder()
  const notebooks = resolve(import.meta.dirname, '../../notebooks')
  cpSync(join(notebooks, 'species.ipynb'), join(folder, 'species.ipynb'))
  cpSync(join(notebooks, 'data'), join(folder, 'data'), { recursive: true })
  const points = await sweep(join(folder, 'species.ipynb'), '-p', 'k=5', '-p', 'scaled=true,false')
  const [scaled, plain] = points.map(point => (point.records as { accuracy: number }).accuracy)
  expect([scaled, plain].map(accuracy => Number(accuracy?.toFixed(3)))).toEqual([0.964, 0.757])
  // Reading and the fixed parameter stand.
  expect(points.map(point => point.ran)).toEqual([5, 3])
})

describe('the table of runs', () => {
  it('tells explored parameters first, sorts, filters, and prints CSV, JSON and Arrow', async () => {
    const path = notebookFile(cells)
    await cellar('sweep', path, '-p', 'n=1,2', '--note', 'first', '--name', 'grid')
    const { stdout } = await runs(path, '--sweep', 'grid', '--where', 'm > 100', '--json')
    expect(JSON.parse(stdout)).toMatchObject([{ n: 2, s: 'x', m: 200, label: 'x2', sweep: 'grid', note: 'first' }])
    expect(Object.keys((JSON.parse(stdout) as object[])[0]!).slice(3, 5)).toEqual(['n', 's'])
    const file = join(dirname(path), 'runs.arrow')
    await runs(path, '--sort', 'm DESC', '--form', 'arrow', '-o', file)
    expect(
      tableFromIPC(readFileSync(file))
        .toArray()
        .map(row => (row as { m: number }).m),
    ).toEqual([200, 100])
  })

  it('can be asked by SQL, and not be changed by it', async () => {
    const path = notebookFile(cells)
    await cellar('run', path)
    expect((await runs(path, '--sql', 'SELECT sum(m) AS total FROM runs', '--form', 'csv')).stdout).toBe(
      'total\r\n100\r\n',
    )
    for (const sql of ['DELETE FROM runs', "ATTACH '/tmp/x' AS x", 'SELECT nothing FROM runs'])
      expect(await runs(path, '--sql', sql)).toMatchObject({ code: 2, stderr: expect.stringContaining('"label"') })
    expect((await runs(path, '--sql', 'SELECT count(*) AS n FROM runs', '--form', 'csv')).stdout).toBe('n\r\n1\r\n')
  })

  it('compares two runs by what differs, and tags one with its cells', async () => {
    const path = notebookFile(cells)
    await cellar('sweep', path, '-p', 'n=1,2')
    const { stdout } = await runs(path, '--sql', 'SELECT run FROM runs ORDER BY n', '--form', 'csv')
    const [one = '', two = ''] = stdout.trim().split('\r\n').slice(1)
    const compared = (await runs(path, '--compare', one, two)).stdout
    expect(compared).toMatch(/param n +1 +2\n/)
    expect(compared).toMatch(/record m +100 +200\n/)
    expect(compared).not.toContain('heavy')
    const store = join(dirname(path), '.cellar')
    expect(await cellar('tag', two.slice(0, 8), 'paper', '--store', store)).toMatchObject({ code: 0 })
    expect((await runs(path, '--whole', '--tag', 'paper', '--json')).stdout).toContain(two)
    expect(JSON.parse((await runs(path, '--tag', 'paper', '--json')).stdout)).toHaveLength(4)
  })

  it('keeps a note and an environment that many share once', async () => {
    const path = notebookFile(cells)
    await cellar('sweep', path, '-p', 'n=1:9', '--note', 'the very same note')
    const index = readFileSync(join(dirname(path), '.cellar/index.db')).toString('latin1')
    expect(index.split('the very same note').length - 1).toBeLessThanOrEqual(2)
  })
})
