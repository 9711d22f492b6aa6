/**
 * JupyterLab with the extension, for a test file: one server and browser, a page a test, and after each test no error in its console.
 * The extension is built first where it isn't.
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, vi } from 'vitest'
import { type JupyterServer, startJupyterServer } from '../support/jupyter-server.ts'
import { notebookText } from '../support/notebook-file.ts'
import { LabPage, launchBrowser, windowsOf } from './lab-page.ts'

const repository = resolve(import.meta.dirname, '../..')
export const builtExtension = join(repository, 'labextension/dist')

export interface WithExtension {
  readonly server: () => JupyterServer
  /** Writes a notebook of these cells and opens it. */
  readonly open: (name: string, cells: Parameters<typeof notebookText>[0]) => Promise<LabPage>
  /** Opens a notebook that is there, in another window too. */
  readonly openAgain: (name: string) => Promise<LabPage>
}

/** Called at the top of a test file. */
export const withExtension = (): WithExtension => {
  // A server, a browser and kernels start on a machine that others use too; the extension may have to be built first.
  vi.setConfig({ testTimeout: 180_000, hookTimeout: 240_000 })
  let server: JupyterServer | undefined
  let browser: Browser | undefined
  let windows: BrowserContext | undefined
  const pages: LabPage[] = []
  const consoleErrors: string[] = []
  const running = (): JupyterServer => {
    if (!server) throw new Error('The server starts before the first test.')
    return server
  }
  const openAgain = async (name: string): Promise<LabPage> => {
    if (!windows) throw new Error('The browser starts before the first test.')
    const lab = await LabPage.open(windows, { base: running().base, notebook: name })
    pages.push(lab)
    lab.page.on('pageerror', error => consoleErrors.push(String(error)))
    lab.page.on('console', message => {
      if (message.type() === 'error') consoleErrors.push(message.text())
    })
    return lab
  }
  beforeAll(async () => {
    execFileSync(process.execPath, [join(repository, 'scripts/labextension.js')], { stdio: 'inherit' })
    server = await startJupyterServer({ labextensions: { 'cellar-lab': builtExtension } })
    browser = await launchBrowser()
    windows = await windowsOf(browser)
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })
  afterEach(async ({ task }) => {
    for (const lab of pages.splice(0)) {
      if (task.result?.state === 'fail') await lab.keepEvidence(task.name)
      await lab.close()
    }
    expect(consoleErrors.splice(0)).toEqual([])
  })
  return {
    server: running,
    openAgain,
    open: (name, cells) => {
      writeFileSync(join(running().notebooks, name), notebookText(cells))
      return openAgain(name)
    },
  }
}

/** The mark of a code cell says this state. */
export const becomes = (lab: LabPage, index: number, state: string): Promise<void> =>
  lab.page
    .locator(`.jp-Notebook .jp-CodeCell >> nth=${index} >> xpath=self::*[@data-cellar-state="${state}"]`)
    .waitFor({ state: 'attached' })
