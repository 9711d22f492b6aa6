/** `cellar gc`, `verify`, `runs` and `tag` as typed: what they print, what they change and how they end. */
import { Command } from 'commander'
import { readdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { parseAge, parseSize, sizeText } from '../../cli/amounts.ts'
import { gcCommand } from '../../cli/gc.ts'
import { runsCommand, tagCommand } from '../../cli/runs.ts'
import { verifyCommand } from '../../cli/verify.ts'
import { aRun, idOf, LARGE, open, said, temporaryFolder, unit } from './opened.ts'

afterEach(() => {
  process.exitCode = undefined
  vi.restoreAllMocks()
})

/** Standard output of the command line. */
async function cellar(...args: readonly string[]): Promise<string> {
  const program = new Command('cellar').exitOverride()
  for (const register of [gcCommand, verifyCommand, runsCommand, tagCommand]) register(program)
  const written: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation(text => written.push(String(text)) > 0)
  try {
    await program.parseAsync(args, { from: 'user' })
  } finally {
    vi.restoreAllMocks()
  }
  return written.join('')
}

function threeRuns(): string {
  const { store, folder } = open()
  for (const [i, id] of ['aaaa-1', 'aaab-2', 'bbbb-3'].entries()) {
    store.record(aRun({ id, startedAt: i * 1000, wrote: [`s${i}`] }), [unit(`s${i}`, LARGE)])
  }
  return folder
}

test('runs lists the newest first, as a table and as JSON', async () => {
  const folder = threeRuns()
  const table = await cellar('runs', '--store', folder)
  expect(table.split('\n').map(line => line.split('  ')[0])).toEqual(['run', 'bbbb-3', 'aaab-2', 'aaaa-1', ''])
  expect(table).toContain('1970-01-01 00:00:02')
  const json = JSON.parse(
    await cellar('runs', '--store', folder, '--json', '--limit', '1', '--cell', 'a', '--outcome', 'ok'),
  )
  expect(json).toMatchObject([{ id: 'bbbb-3', cell: 'a', outcome: 'ok', tags: [] }])
  expect(await cellar('runs', '--store', folder, '--notebook', 'none.ipynb')).toBe('No runs.\n')
  expect(await cellar('runs', '--store', folder, '--since', '1d')).toBe('No runs.\n')
  expect(JSON.parse(await cellar('runs', '--store', folder, '--json', '--since', '1970-01-01T00:00:01Z'))).toHaveLength(
    2,
  )
})

test('runs RUN shows one run whole: its code, inputs with versions, and all it showed', async () => {
  const { store, folder } = open()
  const events = [
    said('x'.repeat(LARGE)),
    said('\nlast line\n'),
    { type: 'result', data: { 'text/plain': '42', 'text/html': '<b>42</b>' }, metadata: {} },
    { type: 'error', name: 'RangeError', message: 'far', traceback: ['\u001b[31mRangeError\u001b[39m: far', '  at 1'] },
  ] as const
  store.record(aRun({ id: 'cccc-1', events, wrote: ['s'] }), [unit('s')])
  store.tag(idOf('cccc-1'), 'paper')
  const text = await cellar('runs', 'ccc', '--store', folder)
  expect(text).toMatch(
    /^run +cccc-1\nnotebook +\/nb\/a\.ipynb\ncell +a\nstarted +1970-.*\ntook +1\.5 ms in the session\n/,
  )
  expect(text).toMatch(/tags +paper\n/)
  expect(text).toContain('── Code\n// h\nconst a = 1\n')
  expect(text).toContain('file:/data/a.csv  v1\n')
  expect(text).toContain(`${'x'.repeat(LARGE)}\nlast line\n[text/html] 42\nRangeError: far\n  at 1\n`)
  const json = JSON.parse(await cellar('runs', 'ccc', '--store', folder, '--json'))
  expect(json).toMatchObject({ trace: { id: 'cccc-1' }, details: { key: 'key of cccc-1' }, events, tags: ['paper'] })
  await expect(cellar('runs', 'zz', '--store', folder)).rejects.toThrow(/No run begins with "zz"/)
})

test('tag takes as much of an id as is unique, and what is tagged survives gc', async () => {
  const folder = threeRuns()
  await expect(cellar('tag', 'aaa', 'paper', '--store', folder)).rejects.toThrow(
    /Several runs begin with "aaa": aaaa-1, aaab-2/,
  )
  await expect(cellar('tag', 'zz', 'paper', '--store', folder)).rejects.toThrow(/No run begins with "zz"/)
  expect(await cellar('tag', 'aaaa', 'paper', '--store', folder)).toBe('aaaa-1 is tagged paper\n')
  expect(await cellar('gc', '--max-age', '1d', '--store', folder)).toMatch(
    /^Removed 1 runs, \d blobs, 0 leftover files: 5\d\d KB → 4\d\d KB\n$/,
  )
  expect(JSON.parse(await cellar('runs', '--store', folder, '--json', '--tag', 'paper'))).toMatchObject([
    { id: 'aaaa-1' },
  ])
  expect(await cellar('tag', 'aaaa', 'paper', '--remove', '--store', folder)).toBe('aaaa-1 is no longer tagged paper\n')
  expect(await cellar('runs', '--store', folder, '--tag', 'paper')).toBe('No runs.\n')
})

test('gc says what it would do, and when it may not do what was asked', async () => {
  const folder = threeRuns()
  const dry = JSON.parse(await cellar('gc', '--max-size', '1KB', '--dry-run', '--json', '--store', folder))
  expect(dry).toMatchObject({ dryRun: true, runs: 2, overLimit: true })
  expect(JSON.parse(await cellar('runs', '--store', folder, '--json'))).toHaveLength(3)
  expect(await cellar('gc', '--max-size', '1KB', '--store', folder)).toMatch(
    /What is left is tagged or the latest.*more than 1KB/,
  )
})

test('verify ends with 1 when something is damaged, repairs on request and ends with 0 again', async () => {
  const folder = threeRuns()
  expect(await cellar('verify', '--store', folder)).toMatch(/Checked 3 runs, \d blobs \(\d+ KB\): all sound\n$/)
  expect(process.exitCode).toBe(0)
  const part = readdirSync(join(folder, 'blobs')).find(name => name.length === 2) ?? ''
  truncateSync(join(folder, 'blobs', part, readdirSync(join(folder, 'blobs', part))[0] ?? ''), 5)
  expect(await cellar('verify', '--store', folder)).toMatch(
    /✗ Blob .* is damaged.*\n.*1 problems\n`cellar verify --repair`/,
  )
  expect(process.exitCode).toBe(1)
  expect(await cellar('verify', '--repair', '--store', folder)).toContain('1 problems mended')
  expect(process.exitCode).toBe(0)
  expect(JSON.parse(await cellar('verify', '--json', '--store', folder))).toMatchObject({
    ok: true,
    runs: 3,
    problems: [],
  })
})

test.each([
  ['that is no database', (path: string) => writeFileSync(path, 'x'.repeat(500))],
  ['that was cut', (path: string) => truncateSync(path, 40_960)],
])('verify --repair moves an index %s aside, and the store works again', async (_, damage) => {
  const { store, folder } = open()
  for (let i = 0; i < 300; i++) store.record(aRun({ id: `r${i}`, cell: `c${i}` }), [])
  store.close()
  damage(join(folder, 'index.db'))
  await expect(cellar('verify', '--store', folder)).rejects.toThrow(/cellar verify --repair/)
  expect(await cellar('verify', '--repair', '--store', folder)).toMatch(/moved to .*index\.db\.damaged-/)
  expect(readdirSync(folder).filter(name => name.includes('damaged'))).not.toEqual([])
  const { store: again } = open({ folder })
  again.record(aRun({ id: 'new' }), [])
  expect(again.events(idOf('new'))).toBeDefined()
})

test.each([
  [['gc', '--max-size', '5'], /"5" is no amount\. Write it as 500MB or 2GB/],
  [['gc', '--max-age', 'yes'], /Write it as 12h, 30d or 8w/],
  [['gc', '--keep-latest', '0'], /--keep-latest takes a whole number from 1/],
  [['runs', '--outcome', 'good'], /No outcome "good"\. There are ok, failed/],
  [['runs', '--limit', '-3'], /--limit takes a whole number/],
  [['runs', '--since', 'soon'], /"soon" is no amount/],
])('wrong use is answered: %j', async (args, says) => {
  await expect(cellar(...args, '--store', threeRuns())).rejects.toThrow(says)
})

test('a folder without a store is told, and none is made there', async () => {
  const folder = temporaryFolder()
  await expect(cellar('runs', '--store', folder)).rejects.toThrow(/No store in .*--store FOLDER/)
  expect(readdirSync(folder)).toEqual([])
})

test('amounts are read and written with their units', () => {
  expect(['2GB', '1.5 kb', '10b'].map(parseSize)).toEqual([2 * 2 ** 30, 1536, 10])
  expect(['90m', '12h', '30d', '2w'].map(parseAge)).toEqual([5_400_000, 43_200_000, 2_592_000_000, 1_209_600_000])
  expect([0, 999, 1536, 20 * 2 ** 20].map(sizeText)).toEqual(['0 B', '999 B', '1.5 KB', '20 MB'])
})
