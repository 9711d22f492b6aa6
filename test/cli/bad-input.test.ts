/**
 * What issue 4 calls bad input, as a user of `cellar run` meets it: each gives what can be given, says what is wrong and what to do, and loses
 * nothing. The full disk is a limit on the size of files, the read-only folder that of another user.
 */
import { openSqlite } from '../../runtime/store/sqlite.ts'
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cellar, cellarAsNobody, cellarInLittleRoom, cellarWith } from '../support/command-line.ts'
import { notebookFile, notebookText, temporaryFolder } from '../support/notebook-file.ts'
import { shownInFile } from '../support/shown-in-file.ts'

const storeOf = (path: string): string => join(dirname(path), '.cellar')

const ranIn = ({ stdout }: { readonly stdout: string }): readonly string[] =>
  (JSON.parse(stdout) as { readonly cells: readonly { readonly id: string; readonly ran: boolean }[] }).cells
    .filter(cell => cell.ran)
    .map(cell => cell.id)

describe('a store', () => {
  test('of a newer Cellar is left alone: the notebook runs without it and says how to have it back', async () => {
    const path = notebookFile({ a: 'console.log(1)' })
    await cellar('run', path)
    const index = join(storeOf(path), 'index.db')
    const database = openSqlite(index)
    database.pragma('user_version = 99')
    database.pragma('journal_mode = DELETE')
    database.close()
    const before = readFileSync(index)
    const { code, stdout, stderr } = await cellar('run', path, '--json')
    expect({ code, ran: ranIn({ stdout }) }).toEqual({ code: 0, ran: ['a'] })
    expect(stderr).toMatch(/kept in memory only.*newer Cellar.*Update Cellar, or set CELLAR_STORE/)
    expect(readFileSync(index)).toEqual(before)
  })

  test('with a truncated blob is told by verify; the run makes the value again and says so', async () => {
    const cells = { a: slow('const big = new Float64Array(1_000_000).fill(2)'), b: 'console.log(big[5])' }
    const path = notebookFile(cells)
    await cellar('run', path)
    truncateSync(largestFileIn(join(storeOf(path), 'blobs')), 1_000)
    const verified = await cellar('verify', '--store', storeOf(path))
    expect(verified.code).toBe(1)
    expect(verified.stdout).toMatch(/damaged.*cellar verify --repair/s)
    writeFileSync(path, notebookText({ ...cells, b: 'console.log("is", big[5])' }))
    const { code, stderr } = await cellar('run', path, '--inplace')
    expect(code).toBe(0)
    expect(stderr).toMatch(/damaged; it was removed, what it held will be computed again/)
    expect(shownInFile(path)).toMatchObject({ b: 'is 2\n' })
    expect(await cellar('verify', '--store', storeOf(path))).toMatchObject({ code: 0 })
  })
})

describe('a disk without room', () => {
  const cells = { a: 'const big = new Uint8Array(3_000_000).map((_, i) => (i * 7919) % 251)', b: 'console.log(big[5])' }

  test('for the store costs its memory of this run and nothing else', async () => {
    const path = notebookFile(cells)
    const full = await cellarInLittleRoom(1_000, 'run', path, '--inplace')
    expect(full.code).toBe(0)
    expect(full.stderr).toMatch(/kept in memory only.*No room left.*cellar gc --max-size.*CELLAR_STORE/)
    expect(shownInFile(path)).toMatchObject({ b: '188\n' })
    expect(await cellar('verify', '--store', storeOf(path))).toMatchObject({ code: 0 })
    expect(ranIn(await cellar('run', path, '--json'))).toContain('a')
  })

  test('for the outputs leaves the notebook as it was and no half of it beside', async () => {
    const path = notebookFile({ a: 'console.log("x".repeat(200_000))' })
    const before = readFileSync(path)
    const { code, stderr } = await cellarInLittleRoom(200, 'run', path, '--inplace')
    expect(code).toBe(1)
    expect(stderr).toMatch(/can't be written: EFBIG.*It is as it was. Make room or choose another file with -o/)
    expect(readFileSync(path)).toEqual(before)
    expect(readdirSync(dirname(path)).sort()).toEqual(['.cellar', 'notebook.ipynb'])
  })
})

test('a folder that may not be written: the notebook runs, its results are kept nowhere, and it says why', async () => {
  const path = notebookFile({ a: 'console.log(1)' })
  chmodSync(dirname(path), 0o555)
  const { code, stderr, stdout } = await cellarAsNobody('run', path, '--json')
  chmodSync(dirname(path), 0o755)
  expect({ code, ran: ranIn({ stdout }) }).toEqual({ code: 0, ran: ['a'] })
  expect(stderr).toMatch(/kept in memory only.*can't be written.*Make the folder writable or set CELLAR_STORE/)
  expect(existsSync(storeOf(path))).toBe(false)
})

test.each([
  ['new', ['new', 'pipeline', '/proc/cellar']],
  ['report', ['report', '.', '-o', '/proc/cellar/report']],
  ['install', ['install', '--prefix', '/proc/cellar']],
])('a folder in which none can be made (/proc) ends `cellar %s` at once, and it is named', async (_verb, args) => {
  const { code, stderr } = await cellar(...args)
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/\/proc\/cellar/) })
})

test("a data folder that can't be made costs a run nothing else", async () => {
  const path = notebookFile({ a: 'console.log(1)' })
  const { code } = await cellarWith({ XDG_DATA_HOME: '/proc/cellar' }, 'run', path)
  expect(code).toBe(0)
})

test('a page that can not be written leaves the rest of the run as it is, and it is said how to go on', async () => {
  const path = notebookFile({ a: '1' })
  const { code, stdout, stderr } = await cellar('run', path, '--html', '/proc/page.html', '--json')
  expect(code).toBe(1)
  expect(stderr).toMatch(/\/proc\/page\.html can't be written: ENOENT.*choose another file with --html/)
  expect(stderr).toMatch(/1 cell ran in/)
  expect(JSON.parse(stdout)).toMatchObject({ ok: true })
})

test('scratch in a folder that no one can make fails the cell that asks for it, and the run ends', async () => {
  const path = notebookFile({ a: "console.log(tmp('x.txt'))", b: 'console.log(2)' })
  const { code, stderr } = await cellarWith({ CELLAR_SCRATCH: '/proc/cellar' }, 'run', path)
  expect(code).toBe(1)
  expect(stderr).toMatch(/ENOENT.*\/proc\/cellar/)
})

test('pictures beside a page that is to stand in /proc end the export, and it is said', async () => {
  const path = notebookFile({ a: `display.svg('<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9"/></svg>')` })
  expect((await cellar('run', path)).code).toBe(0)
  const { code, stderr } = await cellar('export', path, '--to', 'md', '-o', '/proc/page.md')
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/\/proc\/page_files/) })
})

test('two runs of one notebook at once both end well, and what they recorded is whole', async () => {
  const cells = Array.from({ length: 12 }, (_, i) => [`c${i}`, i === 0 ? 'let n = 0' : `n += ${i}\nconsole.log(n)`])
  const path = notebookFile(Object.fromEntries(cells))
  const outs = ['one.ipynb', 'two.ipynb'].map(name => join(dirname(path), name))
  const ended = await Promise.all(outs.map(out => cellar('run', path, '-o', out)))
  expect(ended.map(({ code }) => code)).toEqual([0, 0])
  for (const out of outs) expect(shownInFile(out)).toMatchObject({ c1: '1\n', c11: '66\n' })
  expect(await cellar('verify', '--store', storeOf(path))).toMatchObject({ code: 0 })
  expect(ranIn(await cellar('run', path, '--json'))).toEqual([])
})

describe('a notebook', () => {
  test.each([
    ['with one id twice', ['a', 'a', 'b'], 5, /a cell has no id, or that of another cell.*--inplace/],
    ['without ids', [undefined, undefined, undefined], 5, /3 cells have no id.*--inplace/],
    ['from before there were ids', [undefined, undefined, undefined], 4, /^(?!.*no id)/],
  ])('%s runs as it stands, keeps its results and says what to do', async (_what, ids, minor, says) => {
    const path = join(temporaryFolder(), 'n.ipynb')
    const sources = ['let x = 1', 'x += 1', 'console.log(x)']
    const cells = sources.map((source, i) => ({
      cell_type: 'code',
      execution_count: null,
      metadata: {},
      outputs: [],
      source,
      ...(ids[i] === undefined ? {} : { id: ids[i] }),
    }))
    writeFileSync(path, JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: minor }))
    const { code, stderr } = await cellar('run', path)
    expect(code).toBe(0)
    expect(stderr).toMatch(says)
    const again = await cellar('run', path, '--inplace', '--json')
    expect(ranIn(again)).toEqual([])
    expect(Object.values(shownInFile(path))).toEqual(['', '', '2\n'])
  })

  test('with a cell of 10 MB runs, and is restored the second time', async () => {
    const path = notebookFile({ a: `const text = '${'x'.repeat(10_000_000)}'`, b: 'console.log(text.length)' })
    expect((await cellar('run', path, '--inplace')).code).toBe(0)
    expect(shownInFile(path)).toMatchObject({ b: '10000000\n' })
    expect(ranIn(await cellar('run', path, '--json'))).toEqual([])
  })

  test('of 10,000 cells tells how each of them stands', async () => {
    const cells = Array.from({ length: 10_000 }, (_, i) => [
      `c${i}`,
      i === 0 ? 'let x0 = 1' : `let x${i} = x${i - 1} + 1`,
    ])
    const { code, stdout } = await cellar('status', notebookFile(Object.fromEntries(cells)))
    expect(code).toBe(0)
    expect(stdout.trim().split('\n')).toHaveLength(10_000)
  })

  test('with a cell that does not parse fails there, blocks its readers, and is fresh again when it is mended', async () => {
    const cells = { a: 'let x = 1', b: 'const y = x + 1', c: 'console.log(y)', d: 'console.log("apart", x)' }
    const path = notebookFile(cells)
    await cellar('run', path)
    writeFileSync(path, notebookText({ ...cells, b: 'const y = x +' }))
    const { code, stdout, stderr } = await cellar('run', path, '--json')
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      cells: [{ state: 'fresh' }, { state: 'failed' }, { state: 'blocked' }, { state: 'fresh', ran: false }],
    })
    expect(stderr).toMatch(/SyntaxError.*line 1.*blocked \(\[2\] failed, and this cell needs what it defines\.\)/s)
    writeFileSync(path, notebookText(cells))
    expect(ranIn(await cellar('run', path, '--json'))).toEqual([])
  })
})

/** Takes long enough that its value is worth keeping. */
const slow = (source: string): string =>
  `const start = performance.now(); while (performance.now() - start < 60);\n${source}`

const largestFileIn = (folder: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort((a, b) => statSync(b).size - statSync(a).size)[0]!
