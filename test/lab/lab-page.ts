/**
 * JupyterLab in Debian's Chromium, driven as a user would and asked by its own commands. Every wait is for something that
 * shows on the page; a failed test leaves a screenshot.
 */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core'

/** Where screenshots go, to be looked at. `CELLAR_SCREENSHOTS` names a folder that stays. */
const screenshots = process.env.CELLAR_SCREENSHOTS ?? mkdtempSync(join(tmpdir(), 'cellar-screenshots-'))

export const screenshot = (name: string): string => join(screenshots, `${name}.png`)

/** What JupyterLab shows its tests of itself (`--LabApp.expose_app_in_browser`); only what is used here. */
interface JupyterApp {
  readonly commands: { execute(id: string, args?: object): Promise<unknown> }
  readonly shell: {
    readonly currentWidget: {
      readonly context: { rename(name: string): Promise<void> }
      readonly content: { readonly widgets: readonly { readonly model: { readonly outputs?: CellOutputs } }[] }
      readonly sessionContext: {
        changeKernel(options: { readonly name: string }): Promise<unknown>
        readonly ready: Promise<void>
        readonly session: {
          readonly kernel: {
            readonly info: Promise<unknown>
            reconnect(): Promise<void>
            requestComplete(request: { readonly code: string; readonly cursor_pos: number }): Promise<unknown>
          }
        }
      }
    }
  }
}
interface CellOutputs {
  toJSON(): readonly { readonly name?: string; readonly text?: string | readonly string[] }[]
}
declare const jupyterapp: JupyterApp

/** Longest that anything may take to show on a loaded machine. */
const PATIENCE_MS = 30_000

export const launchBrowser = (): Promise<Browser> => {
  const executablePath = process.env.CELLAR_CHROMIUM ?? '/usr/bin/chromium'
  return chromium.launch({ executablePath, args: ['--no-sandbox'] })
}

/** Windows of one person: they share what the browser has loaded, so only the first takes its time. */
export const windowsOf = (browser: Browser): Promise<BrowserContext> =>
  browser.newContext({ viewport: { width: 1280, height: 900 } })

/** What is used of the page's own globals: this project is checked without the types of a browser. */
interface PageElement {
  getBoundingClientRect(): { readonly top: number; readonly height: number }
  scrollIntoView(options: { readonly block: 'center'; readonly behavior: 'instant' }): void
}
declare const innerHeight: number
declare const requestAnimationFrame: (draw: () => void) => void

export class LabPage {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  /** Opens a notebook in a workspace of its own and waits for its kernel. */
  static async open(
    windows: BrowserContext,
    options: { readonly base: string; readonly notebook: string },
  ): Promise<LabPage> {
    const page = await windows.newPage()
    page.setDefaultTimeout(PATIENCE_MS)
    const workspace = options.notebook.replace(/\W/g, '-')
    await page.goto(`${options.base}/lab/workspaces/${workspace}/tree/${options.notebook}?reset`)
    const lab = new LabPage(page)
    await lab.idle()
    // The indicator says idle before there is a kernel, and cells run then are lost.
    await page.evaluate(async () => {
      const { sessionContext } = jupyterapp.shell.currentWidget
      await sessionContext.ready
      await sessionContext.session.kernel.info
    })
    return lab
  }

  /** A command of JupyterLab; resolves when the command is done (all cells run). */
  command(id: string, args: object = {}): Promise<unknown> {
    return this.page.evaluate(([name, given]) => jupyterapp.commands.execute(name, given), [id, args] as const)
  }

  /** Gives the notebook another kernel, by its kernelspec's name. */
  async useKernel(name: string): Promise<void> {
    await this.page.evaluate(
      kernel => jupyterapp.shell.currentWidget.sessionContext.changeKernel({ name: kernel }),
      name,
    )
  }

  async rename(name: string): Promise<void> {
    await this.page.evaluate(to => jupyterapp.shell.currentWidget.context.rename(to), name)
  }

  /** The line to the kernel breaks and is there again. */
  async reconnect(): Promise<void> {
    await this.page.evaluate(() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.reconnect())
  }

  idle(): Promise<void> {
    return this.#status('idle')
  }

  busy(): Promise<void> {
    return this.#status('busy')
  }

  async #status(status: string): Promise<void> {
    await this.page
      .locator(`.jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook-ExecutionIndicator[data-status="${status}"]`)
      .waitFor()
  }

  /** Scrolls to it and resolves when it is on the screen: cells get their heights only as they come into view. */
  async show(what: Locator): Promise<void> {
    await what.evaluate(
      (element: PageElement) =>
        new Promise<void>(done => {
          let still = 0
          const look = (): void => {
            const { top, height } = element.getBoundingClientRect()
            const isThere = height > 0 && top >= 0 && top + height / 2 < innerHeight
            still = isThere ? still + 1 : 0
            if (still > 10) return done()
            if (!isThere) element.scrollIntoView({ block: 'center', behavior: 'instant' })
            requestAnimationFrame(look)
          }
          look()
        }),
    )
  }

  get outputs(): Locator {
    return this.page.locator('.jp-Notebook .jp-OutputArea-output')
  }

  codeCell(index: number): Locator {
    return this.page.locator('.jp-Notebook .jp-CodeCell').nth(index)
  }

  /** What each code cell printed to stdout. */
  printed(): Promise<readonly string[]> {
    return this.page.evaluate(() =>
      jupyterapp.shell.currentWidget.content.widgets.flatMap(({ model: { outputs } }) =>
        outputs === undefined
          ? []
          : outputs
              .toJSON()
              .filter(({ name }) => name === 'stdout')
              .map(({ text }) => [text ?? ''].flat().join(''))
              .join(''),
      ),
    )
  }

  /** What each code cell's mark says. */
  states(): Promise<readonly (string | null)[]> {
    return this.page
      .locator('.jp-Notebook .jp-CodeCell')
      .evaluateAll(cells => cells.map(cell => cell.getAttribute('data-cellar-state')))
  }

  outputOf(index: number): Locator {
    return this.codeCell(index).locator('.jp-OutputArea-output')
  }

  /** Replaces a code cell's source by typing. */
  async type(index: number, source: string): Promise<void> {
    await this.codeCell(index).locator('.cm-content').click()
    await this.page.keyboard.press('Control+A')
    await this.page.keyboard.type(source)
  }

  async run(index: number): Promise<void> {
    await this.codeCell(index).locator('.cm-content').click()
    await this.page.keyboard.press('Control+Enter')
  }

  /** The cell's prompt shows a number: its run has ended. */
  hasRun(index: number): Promise<void> {
    return this.codeCell(index)
      .locator('.jp-InputPrompt', { hasText: /\[\d+\]/ })
      .waitFor()
  }

  /** JupyterLab drops an answer that takes over a second, as on a loaded machine: then one presses Tab again. */
  async completes(offered: Locator): Promise<void> {
    for (let presses = 1; ; presses++) {
      await this.page.keyboard.press('Tab')
      try {
        return await offered.waitFor({ timeout: 3_000 })
      } catch (error) {
        if (presses === 10) throw error
      }
    }
  }

  /** The kernel's first answer about code takes its time, and JupyterLab doesn't wait for it: here it is waited for. */
  async languageIsWarm(): Promise<void> {
    await this.page.evaluate(() =>
      jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestComplete({ code: 'x', cursor_pos: 1 }),
    )
  }

  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: screenshot(name) })
  }

  /** A picture of all that is shown, for a test that failed. */
  async keepEvidence(name: string): Promise<void> {
    await this.page.screenshot({ path: join(screenshots, `failed-${name.replace(/\W+/g, '-')}.png`), fullPage: true })
  }

  async close(): Promise<void> {
    await this.page.close()
  }
}
