/** The extension in real JupyterLab in Chromium: what a person sees of their cells, and what runs without being asked. */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type JupyterServer, startJupyterServer } from '../support/jupyter-server.ts'
import { notebookText } from '../support/notebook-file.ts'
import { LabPage, launchBrowser } from './lab-page.ts'

// A server, a browser and kernels start on a machine that others use too; the extension may have to be built first.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 })

const repository = resolve(import.meta.dirname, '../..')
let server: JupyterServer
let browser: Browser
let lab: LabPage | undefined
const consoleErrors: string[] = []

const chain = { a: 'const n = 2', b: 'const m = n * 10', c: 'm + 1' }

const open = async (name: string, cells: Parameters<typeof notebookText>[0]): Promise<LabPage> => {
  writeFileSync(join(server.notebooks, name), notebookText(cells))
  lab = await LabPage.open(browser, { base: server.base, notebook: name })
  lab.page.on('pageerror', error => consoleErrors.push(String(error)))
  return lab
}

const becomes = (page: LabPage, index: number, state: string): Promise<void> =>
  page.page
    .locator(`.jp-Notebook .jp-CodeCell >> nth=${index} >> xpath=self::*[@data-cellar-state="${state}"]`)
    .waitFor()

beforeAll(async () => {
  execFileSync(process.execPath, [join(repository, 'scripts/labextension.js')], { stdio: 'inherit' })
  server = await startJupyterServer({ labextensions: { 'cellar-lab': join(repository, 'labextension/dist') } })
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await lab?.keepEvidence(task.name)
  await lab?.close()
  lab = undefined
  expect(consoleErrors.splice(0)).toEqual([])
})

describe('a cell', () => {
  it('says new, then fresh, and opening runs nothing', async () => {
    const nb = await open('marks.ipynb', chain)
    for (const index of [0, 1, 2]) await becomes(nb, index, 'new')
    expect(await nb.outputs.count()).toBe(0)
    await nb.screenshot('extension-new')
    await nb.command('notebook:run-all-cells')
    for (const index of [0, 1, 2]) await becomes(nb, index, 'fresh')
    await nb.screenshot('extension-fresh')
  })
})

describe('auto mode', () => {
  it('reruns what a changed cell made stale, each with its own output', async () => {
    const nb = await open('auto.ipynb', chain)
    await nb.command('notebook:run-all-cells')
    await nb.outputOf(2).filter({ hasText: '21' }).waitFor()
    await nb.type(0, 'const n = 3')
    await becomes(nb, 0, 'stale')
    await nb.screenshot('extension-edited')
    await nb.page.keyboard.press('Control+Enter')
    await nb.outputOf(2).filter({ hasText: '31' }).waitFor()
    for (const index of [0, 1, 2]) await becomes(nb, index, 'fresh')
    await nb.screenshot('extension-rerun')
  })
})
