/** The kernel in real JupyterLab in Chromium: what a person does in an afternoon, and what they must then see. */
import { cpSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type JupyterServer, startJupyterServer } from '../support/jupyter-server.ts'
import { notebookText } from '../support/notebook-file.ts'
import { LabPage, launchBrowser, windowsOf } from './lab-page.ts'

// A server, a browser and kernels start on a machine that others use too.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const repository = resolve(import.meta.dirname, '../..')
let server: JupyterServer
let browser: Browser
let windows: BrowserContext
let lab: LabPage | undefined

const open = async (name: string, cells?: Parameters<typeof notebookText>[0]): Promise<LabPage> => {
  if (cells) writeFileSync(join(server.notebooks, name), notebookText(cells))
  lab = await LabPage.open(windows, { base: server.base, notebook: name })
  return lab
}

beforeAll(async () => {
  server = await startJupyterServer()
  cpSync(join(repository, 'notebooks'), server.notebooks, { recursive: true })
  symlinkSync(join(repository, 'node_modules'), join(server.notebooks, 'node_modules'))
  browser = await launchBrowser()
  windows = await windowsOf(browser)
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await lab?.keepEvidence(task.name)
  await lab?.close()
  lab = undefined
})

describe('the tour', () => {
  it('opens unchanged, runs from top to bottom and shows a plot, a table, an error and a progress bar', async () => {
    const tour = await open('tour.ipynb')
    await tour.screenshot('tour-opened')
    expect(await tour.page.locator('#jp-main-dock-panel .lm-TabBar-tab.jp-mod-dirty').count()).toBe(0)
    await tour.command('notebook:run-all-cells')
    await tour.idle()
    for (const [what, selector] of [
      ['plot', '.jp-RenderedSVG'],
      ['table', '.jp-RenderedHTMLCommon table'],
      ['progress', '.jp-OutputArea-output progress'],
    ] as const) {
      await tour.show(tour.page.locator(`.jp-Notebook ${selector}`).first())
      await tour.screenshot(`tour-${what}`)
    }
    await tour.show(tour.outputs.filter({ hasText: 'RangeError: not an age' }))
    await tour.screenshot('tour-error')
    await tour.command('docmanager:save')
  })
})

describe('interrupt', () => {
  it('stops a loop that never ends and keeps the variables', async () => {
    const nb = await open('interrupt.ipynb', { a: 'const kept = 41', b: 'for (;;);', c: 'kept + 1' })
    await nb.run(0)
    await nb.hasRun(0)
    await nb.run(1)
    await nb.busy()
    await nb.command('notebook:interrupt-kernel')
    await nb
      .outputOf(1)
      .filter({ hasText: /interrupt/i })
      .waitFor()
    await nb.screenshot('interrupted')
    await nb.run(2)
    await nb.outputOf(2).filter({ hasText: '42' }).waitFor()
  })
})

describe('restart', () => {
  it('gives a kernel that answers', async () => {
    const nb = await open('restart.ipynb', { a: 'const n = process.pid', b: 'n > 0' })
    await nb.command('notebook:run-all-cells')
    await nb.outputOf(1).filter({ hasText: 'true' }).waitFor()
    await nb.command('notebook:clear-all-cell-outputs')
    const restarted = nb.command('kernelmenu:restart')
    await nb.page.locator('.jp-Dialog .jp-mod-accept').click()
    await restarted
    await nb.command('notebook:run-all-cells')
    await nb.outputOf(1).filter({ hasText: 'true' }).waitFor()
  })
})

describe('completion', () => {
  it('completes a name with Tab', async () => {
    const nb = await open('completion.ipynb', { a: 'const temperatures = [3, 4]', b: '' })
    await nb.run(0)
    await nb.languageIsWarm()
    await nb.type(1, 'temperat')
    const source = nb.codeCell(1).locator('.cm-content')
    // One candidate is put in at once, several are offered.
    const offered = nb.page
      .locator('.jp-Completer-item', { hasText: 'temperatures' })
      .or(source.filter({ hasText: 'temperatures' }))
    await nb.completes(offered.first())
    await nb.screenshot('completion')
  })

  it('offers members with their types', async () => {
    const nb = await open('members.ipynb', { a: 'const temperatures = [3, 4]', b: '' })
    await nb.run(0)
    await nb.languageIsWarm()
    await nb.type(1, 'temperatures.')
    await nb.completes(nb.page.locator('.jp-Completer-item', { hasText: 'toSorted' }).first())
    await nb.screenshot('members')
  })
})

describe('an error', () => {
  it('stops the cells after it and names its cell and line', async () => {
    const nb = await open('error.ipynb', {
      a: 'const f = () => {\n  throw new RangeError("too far")\n}',
      b: 'f()',
      c: '"never"',
    })
    await nb.command('notebook:run-all-cells')
    await nb.outputOf(1).filter({ hasText: 'RangeError' }).waitFor()
    await nb.screenshot('error')
    expect(await nb.outputOf(1).textContent()).toMatch(/too far/)
    expect(await nb.outputOf(2).count()).toBe(0)
  })
})

describe('input', () => {
  it('is asked in the notebook', async () => {
    const nb = await open('input.ipynb', { a: 'const who = await input("Who?");\n`Hello ${who}`' })
    await nb.run(0)
    const box = nb.page.locator('.jp-Stdin-input')
    await box.fill('Ada')
    await box.press('Enter')
    await nb.outputOf(0).filter({ hasText: 'Hello Ada' }).waitFor()
  })
})
