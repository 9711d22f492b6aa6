/**
 * A notebook that was run to its end is known to be up to date without being opened, and is opened again as soon as anything that it
 * rests on differs: its text, what its cells read outside, what they made, the settings around it.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { packageVersion } from '../../cli/package-root.ts'
import { repeatUpToDate } from '../../pipeline/up-to-date.ts'
import type { BatchRow } from '../../runtime/store/batches.ts'
import { StoreError } from '../../runtime/store/errors.ts'
import { openStore } from '../../runtime/store/open-store.ts'
import { cellar } from '../support/command-line.ts'
import { notebookFile, notebookText } from '../support/notebook-file.ts'

const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="4"/></svg>'
const cells = {
  rows: `import { readFileSync, readdirSync, writeFileSync } from 'node:fs'\nconst rows = readFileSync('rows.csv', 'utf8')`,
  level: `const level = process.env.TEST_LEVEL ?? 'none'`,
  parts: `const parts = readdirSync('parts')`,
  scale: `import { scale } from './scale.ts'\nconsole.log(scale)`,
  total: `//| produces: total.txt\nwriteFileSync('total.txt', String(rows.length))`,
  figure: `display.svg('${svg}')`,
}

type FileOf = (name: string) => string

/** Run to its end, all that its cells read being there. */
const whole = async (sources: Readonly<Record<string, string>> = cells): Promise<FileOf> => {
  const file: FileOf = name => join(dirname(path), name)
  const path = notebookFile(sources)
  mkdirSync(file('parts'))
  writeFileSync(file('rows.csv'), 'a,b\n')
  writeFileSync(file('scale.ts'), 'export const scale = 2\n')
  await cellar('run', path)
  return file
}

const repeated = (file: FileOf) => {
  const store = openStore({ folder: file('.cellar') })
  return repeatUpToDate(store, file('notebook.ipynb'), packageVersion).finally(() => store.close())
}

test('it is told as the same run by an opened notebook would be, and recorded like it', async () => {
  const file = await whole()
  const path = file('notebook.ipynb')
  expect(await repeated(file)).toMatchObject({ counts: { ran: 0, restored: 6 } })
  const told = async (...options: readonly string[]) =>
    (await cellar('run', path, ...options)).stderr.replace(/ in .*/, '')
  expect(await told()).toBe(`${path}: no cells ran, 6 restored\n`)
  // A page is asked for as well: it has to be opened.
  expect(await told('--html', file('page.html'))).toBe(await told())
  const store = openStore({ folder: file('.cellar') })
  const batches = store.batches.list({ notebook: path })
  store.close()
  const counted = ({ outcome, counts: { ran, restored } }: BatchRow) => [outcome, ran, restored]
  expect(batches.map(counted)).toEqual([...Array(4).fill(['ok', 0, 6]), ['ok', 6, 0]])
  expect(batches.map(({ runs }) => runs.length)).toEqual(Array(5).fill(6))
})

const edited = notebookText({ ...cells, level: 'const level = 1' })

test.each<[string, (file: FileOf) => unknown]>([
  ['the notebook is edited', file => writeFileSync(file('notebook.ipynb'), edited)],
  ['a file that was read is another', file => writeFileSync(file('rows.csv'), 'a,c\n')],
  ['a folder that was listed has another file', file => writeFileSync(file('parts/one'), '')],
  ['a local module is edited', file => writeFileSync(file('scale.ts'), 'export const scale = 3\n')],
  ['a file that a cell made is gone', file => rmSync(file('total.txt'))],
  ['the file of a figure is gone', file => rmSync(file('_output'), { recursive: true })],
  ['figures are to have other types', file => writeFileSync(file('cellar.yaml'), 'fig-types: pdf')],
  ['TypeScript is to be compiled otherwise', file => writeFileSync(file('tsconfig.json'), tsconfig)],
])('it is opened when %s', async (_what, change) => {
  const file = await whole()
  expect(await repeated(file)).toBeDefined()
  change(file)
  expect(await repeated(file)).toBeUndefined()
})

const tsconfig = '{ "compilerOptions": { "experimentalDecorators": true } }'

test('it is opened when a variable of the environment that was read is another', async () => {
  const file = await whole()
  process.env.TEST_LEVEL = 'high'
  onTestFinished(() => {
    delete process.env.TEST_LEVEL
  })
  expect((await cellar('run', file('notebook.ipynb'))).stderr).toContain('1 cell ran, 5 restored')
})

test('it is always opened when a cell failed', async () => {
  expect(await repeated(await whole({ a: 'throw new Error("no")' }))).toBeUndefined()
})

test('it is always opened when there is something to say of it', async () => {
  const file = await whole()
  writeFileSync(file('tsconfig.json'), '{')
  const said = async () => (await cellar('run', file('notebook.ipynb'))).stderr
  expect(await said()).toContain('tsconfig.json is not JSON')
  expect(await said()).toContain('tsconfig.json is not JSON')
})

test('it is told all the same where the store takes nothing any more', async () => {
  const file = await whole()
  const store = openStore({ folder: file('.cellar') })
  const repeat = () => {
    throw new StoreError('full', { what: 'Nothing was written', why: 'the disk is full', next: 'Free some space' })
  }
  const full = { ...store, batches: { ...store.batches, repeat } }
  expect(await repeatUpToDate(full, file('notebook.ipynb'), packageVersion)).toMatchObject({ counts: { restored: 6 } })
  store.close()
})
