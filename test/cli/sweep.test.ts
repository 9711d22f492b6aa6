/** `cellar sweep` and `cellar runs --whole`: what runs at each point, what a later sweep adds, and how the table is asked. */
import { once } from 'node:events'
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
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

  it('draws once what does not depend on an axis: every point has the same random numbers, and the same failure', async () => {
    const path = notebookFile({
      a: cells.a,
      b: 'const noise = Math.random()',
      c: 'record({ noise })',
      d: "if (Date.now() > 0) throw new Error('no')",
    })
    const points = await sweep(path, '-p', 'n=1,2', '-p', 's=x,y')
    expect(new Set(points.map(p => (p.records as { noise: number }).noise)).size).toBe(1)
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

  it('with -j runs points at once, and still computes once what several have in common', async () => {
    // Answers a pair, when both of it ask: they would wait for ever one after the other.
    const asking: ServerResponse[] = []
    const server = createServer((_, response) => {
      asking.push(response)
      if (asking.length === 2) for (const one of asking.splice(0)) one.end()
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const path = notebookFile({
      a: 'const { n } = params({ n: 1 })\nconst { k } = params({ k: 1 })',
      b: 'const twice = n * 2',
      c: 'const thrice = k * 3',
      d: `if (n > 1 && k > 1) await fetch('http://127.0.0.1:${port}')\nif (n === 3) throw new Error('no')\nrecord({ sum: twice + thrice })`,
    })
    const points = await sweep(path, '-p', 'n=1,2', '-p', 'k=1,2,3', '-j', '2')
    server.close()
    const counts = new Map(points.map(({ point, ran }) => [Object.values(point).join(), ran]))
    expect(Object.fromEntries(counts)).toEqual({ '1,1': 4, '2,1': 3, '1,2': 3, '1,3': 3, '2,2': 2, '2,3': 2 })
    const again = await sweep(path, '-p', 'n=1,2,3', '-p', 'k=1', '-j', '2')
    expect(again.map(p => [p.ok, p.known]).sort()).toEqual([
      [false, false],
      [true, true],
      [true, true],
    ])
  })

  it.each<[string, string, readonly string[]]>([
    ['params', 'const { n } = params({ n: 1 })', []],
    ['a cell tagged parameters', 'let n = 1', ['parameters']],
  ])('of %s runs points that write the same file one after the other, and says so', async (_, source, tags) => {
    const path = notebookFile({
      a: { source, tags },
      b: "//| label: size\n//| produces: [n.txt]\nrequire('node:fs').writeFileSync('n.txt', String(n))",
      c: "record({ read: Number(require('node:fs').readFileSync('n.txt', 'utf8')) })",
    })
    const { stdout, stderr } = await cellar('sweep', path, '-p', 'n=1:6', '-j', '2', '--json')
    expect(stderr).toMatch(
      /^size writes \S*n\.txt at every point: the points run one after the other, and the file is the last one's\./m,
    )
    const points = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as { readonly point: { readonly n: number }; readonly records: object })
    expect(points.map(({ point, records }) => [point.n, records])).toEqual(
      [1, 2, 3, 4, 5, 6].map(n => [n, { read: n }]),
    )
  })

  it('takes the values of a cell tagged parameters', async () => {
    const path = notebookFile({ a: { source: 'let n = 1', tags: ['parameters'] }, c: 'record({ square: n * n })' })
    expect((await sweep(path, '-p', 'n=2,3')).map(p => p.records)).toEqual([{ square: 4 }, { square: 9 }])
  })

  it.each([
    [['-p', 'n=1'], 'No axis to sweep over'],
    [['-p', 'n=1,2', '-p', 'n=3,4'], 'given more than once'],
    [['-p', 'n=1,2', '-p', 's=x,y,z', '--zip'], 'differ in length'],
    [['-p', 'k=1,2'], 'There is no parameter `k`'],
    [['-p', 'n=1,2', '-j', '0'], '-j takes a whole number'],
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

  it('gives booleans and lists as what they are, in JSON and Arrow', async () => {
    const path = notebookFile({
      a: 'const p = params({ deep: false, sizes: [8, 4], opt: { rate: 0.1 } })',
      b: 'record({ good: p.sizes.length > 1 })',
    })
    await cellar('sweep', path, '-p', 'deep=true,false', '-p', 'sizes=[[8, 4], [2]]', '--name', 'grid')
    const { stdout } = await runs(path, '--where', 'deep AND good = 0', '--json')
    expect(JSON.parse(stdout)).toMatchObject([{ deep: true, sizes: [2], opt: { rate: 0.1 }, good: false }])
    const file = join(dirname(path), 'runs.arrow')
    await runs(path, '--where', 'NOT deep AND good', '--form', 'arrow', '-o', file)
    const [row] = tableFromIPC(readFileSync(file)).toArray() as { deep: boolean; sizes: Float64Array; opt: string }[]
    expect([row?.deep, [...row!.sizes], row?.opt]).toEqual([false, [8, 4], '{"rate":0.1}'])
    expect((await runs(path, '--sql', 'SELECT deep, sizes FROM runs LIMIT 1', '--form', 'csv')).stdout).toMatch(
      /^deep,sizes\r\n(true|false),"?\[/,
    )
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
    // Cells by what they are called, with what differs and the runs, in the order of the notebook.
    expect(compared).toMatch(
      /cell const \{ n \}.*: n +[0-9a-f]{8} .*\ncell const m = n \* heavy: n .*\ncell record.*: n, m /,
    )
    expect(compared).not.toContain('const heavy')
    const [shown = ''] = /(?<=const m = n \* heavy: n +)\w+/.exec(compared) ?? []
    expect((await runs(path, shown)).stdout).toContain('const m = n * heavy')
    expect((await runs(path, '--compare', one, one)).stdout).toContain('are alike')
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
