/**
 * The extension in Jupyter Notebook 7, which is another application of the same parts: marks, auto mode and the side panel are there.
 * Errors of Notebook's own (7.6.5 throws one on opening, without any extension too) are not ours.
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type JupyterServer, startJupyterServer } from '../support/jupyter-server.ts'
import { notebookText } from '../support/notebook-file.ts'
import { LabPage, launchBrowser } from './lab-page.ts'
import { becomes, builtExtension } from './with-extension.ts'

// A server, a browser and a kernel start on a machine that others use too; the extension may have to be built first.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 240_000 })

let server: JupyterServer
let browser: Browser

beforeAll(async () => {
  execFileSync(process.execPath, [resolve(import.meta.dirname, '../../scripts/labextension.js')], { stdio: 'inherit' })
  server = await startJupyterServer({ labextensions: { 'cellar-lab': builtExtension }, app: 'notebook' })
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await server?.close()
})

it('marks cells, reruns what a change made stale and shows the graph', async () => {
  writeFileSync(join(server.notebooks, 'seven.ipynb'), notebookText({ a: 'const n = 2', b: 'n * 10' }))
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
  const errors: string[] = []
  page.on('pageerror', ({ stack = '' }) => stack.includes('cellar') && errors.push(stack))
  await page.goto(`${server.base}/notebooks/seven.ipynb`)
  const nb = new LabPage(page)
  for (const index of [0, 1]) await becomes(nb, index, 'new')
  await nb.command('notebook:run-all-cells')
  await nb.outputOf(1).filter({ hasText: '20' }).waitFor()
  await nb.type(0, 'const n = 3')
  await page.keyboard.press('Control+Enter')
  await nb.outputOf(1).filter({ hasText: '30' }).waitFor()
  await becomes(nb, 1, 'fresh')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Alt+Shift+G')
  await page.getByRole('button', { name: 'Cell [2], fresh' }).waitFor()
  await page.locator('[role=tab]:focus', { hasText: 'Graph' }).waitFor()
  await nb.screenshot('extension-notebook7')
  expect(errors).toEqual([])
})
