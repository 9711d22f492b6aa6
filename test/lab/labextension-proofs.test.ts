/**
 * Proofs in a notebook that JupyterLab saved: sent away without its store, `cellar status` tells its outputs from edited ones. Opening
 * changes nothing in the file, and a saved notebook is saved.
 */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { cellar } from '../support/command-line.ts'
import { temporaryFolder } from '../support/notebook-file.ts'
import type { LabPage } from './lab-page.ts'
import { becomes, withExtension } from './with-extension.ts'

const { open, openAgain, server } = withExtension()

interface File {
  readonly cells: readonly { readonly metadata: { readonly cellar?: { readonly key: string } } }[]
}

const fileOf = (name: string): string => join(server().notebooks, name)
const read = (name: string): File => JSON.parse(readFileSync(fileOf(name), 'utf8')) as File

/** Saves, as a person does again who sees no proof yet. */
const savedWithProofs = (nb: LabPage, name: string, count: number): Promise<void> =>
  vi.waitFor(
    async () => {
      await nb.command('docmanager:save')
      expect(read(name).cells.filter(({ metadata }) => metadata.cellar !== undefined)).toHaveLength(count)
    },
    { timeout: 20_000, interval: 50 },
  )

/** As who gets the file by mail sees it. */
const statesElsewhere = async (name: string): Promise<readonly (readonly [string, string])[]> => {
  const path = join(temporaryFolder(), name)
  copyFileSync(fileOf(name), path)
  const { stdout } = await cellar('status', path, '--json')
  const { cells } = JSON.parse(stdout) as {
    cells: readonly { readonly state: string; readonly because?: { readonly text: string } }[]
  }
  return cells.map(({ state, because }) => [state, because?.text ?? ''] as const)
}

const isDirty = (nb: LabPage): Promise<number> => nb.page.locator('.jp-mod-current.jp-mod-dirty').count()

it('a notebook saved by JupyterLab proves its outputs, whatever a cell shows', async () => {
  const nb = await open('proven.ipynb', {
    a: 'const n = 2',
    b: 'n * 10',
    bar: "for (const part of ['10 %', '100 %']) process.stdout.write(`\\r${part}`)\nconsole.log('\\ndone')",
    late: "setTimeout(() => console.log('late'), 1_000)\nconsole.log('at once')",
    typed: 'const text: string = n as any as number\nconsole.log(text)',
    updated: "const handle = display('one')\nhandle.update('two')",
    fails: "throw new Error('no')",
  })
  await nb.command('notebook:run-all-cells').catch(() => undefined)
  await becomes(nb, 6, 'failed')
  await nb.outputOf(3).filter({ hasText: 'late' }).waitFor()
  await nb.outputOf(4).filter({ hasText: 'Type check' }).waitFor()
  await savedWithProofs(nb, 'proven.ipynb', 7)
  expect(await isDirty(nb)).toBe(0)
  expect(await statesElsewhere('proven.ipynb')).toEqual([...Array(6).fill(['fresh', '']), ['failed', '']])
})

it('an edit that was saved and not run is found', async () => {
  const nb = await open('edited.ipynb', { a: 'const e = 2', b: 'e * 10' })
  await nb.command('notebook:run-all-cells')
  await becomes(nb, 1, 'fresh')
  await savedWithProofs(nb, 'edited.ipynb', 2)
  await nb.type(0, 'const e = 3')
  await becomes(nb, 0, 'stale')
  await nb.command('docmanager:save')
  expect(await statesElsewhere('edited.ipynb')).toEqual([
    ['stale', 'Its code was edited since it ran.'],
    ['stale', "`e` from [1], which doesn't hold."],
  ])
})

it('opening a notebook changes nothing in it, and saving it again the least', async () => {
  const nb = await open('steady.ipynb', { a: 'const s = 2', b: 's * 10' })
  await nb.command('notebook:run-all-cells')
  await becomes(nb, 1, 'fresh')
  await savedWithProofs(nb, 'steady.ipynb', 2)
  const before = readFileSync(fileOf('steady.ipynb'), 'utf8')
  await nb.page.reload()
  await becomes(nb, 1, 'fresh')
  expect(await isDirty(nb)).toBe(0)
  await nb.command('docmanager:save')
  expect(readFileSync(fileOf('steady.ipynb'), 'utf8')).toBe(before)
})

it('a proof goes when another kernel made the output', async () => {
  const nb = await open('foreign.ipynb', { a: '1 + 1' })
  await nb.run(0)
  await becomes(nb, 0, 'fresh')
  await savedWithProofs(nb, 'foreign.ipynb', 1)
  await nb.useKernel('python3')
  await nb.run(0)
  await nb.hasRun(0)
  await savedWithProofs(nb, 'foreign.ipynb', 0)
})

it('what the file proves stays where the store knows nothing of it', async () => {
  const nb = await open('sent.ipynb', { a: '"sent"', b: '"along"' })
  await nb.command('notebook:run-all-cells')
  await becomes(nb, 1, 'fresh')
  await savedWithProofs(nb, 'sent.ipynb', 2)
  const text = readFileSync(fileOf('sent.ipynb'), 'utf8').replaceAll('"a"', '"x"').replaceAll('"b"', '"y"')
  writeFileSync(fileOf('got.ipynb'), text.replace('"mode"', '"other"'))
  const got = await openAgain('got.ipynb')
  await becomes(got, 1, 'new')
  await got.command('notebook:insert-cell-below')
  await got.command('docmanager:save')
  expect(read('got.ipynb').cells.filter(({ metadata }) => metadata.cellar)).toHaveLength(2)
})
