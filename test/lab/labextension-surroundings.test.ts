/**
 * The extension through what happens around a notebook: themes, files that change, a new name, a copy, a broken line, a keyboard instead
 * of a mouse. The marks stay true, and readable.
 */
import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import type { LabPage } from './lab-page.ts'
import { becomes, withExtension } from './with-extension.ts'

const { open, openAgain, server } = withExtension()

const allFresh = async (nb: LabPage, count: number): Promise<void> => {
  for (let index = 0; index < count; index++) await becomes(nb, index, 'fresh')
}

/** What is used of the page's own globals: this project is checked without the types of a browser. */
interface Styled {
  readonly parentElement: Styled | null
}
declare const getComputedStyle: (element: Styled) => { readonly color: string; readonly backgroundColor: string }

/** Contrast of a text with what is behind it, by the WCAG's formula: 21 for black on white. */
const contrastOf = (nb: LabPage, selector: string): Promise<number> =>
  nb.page
    .locator(selector)
    .first()
    .evaluate((element: Styled) => {
      const channels = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number)
      const luminance = (colour: string): number => {
        const [r = 0, g = 0, b = 0] = channels(colour)
          .slice(0, 3)
          .map(value => value / 255)
          .map(value => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
        return 0.2126 * r + 0.7152 * g + 0.0722 * b
      }
      let behind: Styled | null = element
      while (behind && channels(getComputedStyle(behind).backgroundColor)[3] === 0) behind = behind.parentElement
      const back = luminance(behind ? getComputedStyle(behind).backgroundColor : 'rgb(255, 255, 255)')
      const front = luminance(getComputedStyle(element).color)
      return (Math.max(back, front) + 0.05) / (Math.min(back, front) + 0.05)
    })

describe('in a narrow window', () => {
  it('the marks stand beside the numbers and over no code, and every button of the toolbar can be reached', async () => {
    const nb = await open('narrow.ipynb', { a: 'const narrow = 1', b: 'narrow + 1' })
    await nb.command('notebook:run-all-cells')
    await becomes(nb, 1, 'fresh')
    await nb.page.setViewportSize({ width: 600, height: 800 })
    await nb.command('application:toggle-left-area')
    const [badge, code] = [nb.codeCell(1).locator('.cellar-Badge'), nb.codeCell(1).locator('.cm-content')]
    await nb.screenshot('extension-narrow')
    const [mark, text] = [(await badge.boundingBox())!, (await code.boundingBox())!]
    expect(mark.y + mark.height <= text.y || mark.x + mark.width <= text.x).toBe(true)
    const button = nb.page.getByRole('button', { name: 'Run stale', exact: true })
    if (!(await button.isVisible())) await nb.page.locator('.jp-Toolbar-responsive-opener').last().click()
    await button.waitFor()
  })
})

describe('the toolbar', () => {
  it('has its buttons in one place, whatever runs: JupyterLab hides what outgrows its measure', async () => {
    const nb = await open('steady-bar.ipynb', { a: 'await new Promise(done => setTimeout(done, 1_000))', b: '"bar"' })
    await nb.page.setViewportSize({ width: 1000, height: 800 })
    const bar = nb.page.locator('.jp-NotebookPanel-toolbar .cellar-Toolbar')
    const run = nb.page.getByRole('button', { name: 'Run stale (2)' })
    await run.waitFor()
    const before = await bar.boundingBox()
    await run.click()
    await nb.page.getByRole('button', { name: 'Stop' }).waitFor()
    expect(await bar.boundingBox()).toEqual(before)
    await nb.screenshot('extension-toolbar')
    await allFresh(nb, 2)
    expect(await bar.boundingBox()).toEqual(before)
  })
})

describe("JupyterLab's minimap", () => {
  it('shows the states of the cells, also of one that moved', async () => {
    const rest = Array.from({ length: 40 }, (_, n) => [`c${n}`, `'apart ${n}'`])
    const nb = await open('jupyter-minimap.ipynb', { a: 'const mm = 1', b: 'mm + 1', ...Object.fromEntries(rest) })
    await nb.command('notebook:run-all-cells')
    await becomes(nb, 41, 'fresh')
    await nb.command('notebook:toggle-virtual-scrollbar')
    await nb.show(nb.codeCell(0))
    const items = nb.page.locator('.jp-WindowedPanel-scrollbar-item')
    const begin = (...states: readonly string[]) =>
      vi.waitFor(async () => {
        const shown = await items.evaluateAll(all => all.map(item => item.getAttribute('data-cellar-state')))
        expect(shown).toEqual([...states, ...Array(42 - states.length).fill('fresh')])
      }, 15_000)
    // JupyterLab draws it as one scrolls.
    await nb.codeCell(0).hover()
    await nb.page.mouse.wheel(0, 60)
    await begin('fresh')
    await nb.type(0, 'const mm = 2')
    await begin('stale', 'stale')
    await nb.screenshot('extension-jupyter-minimap')
    await nb.codeCell(1).locator('.jp-InputPrompt').click()
    await nb.command('notebook:move-cell-down')
    await nb.page.mouse.wheel(0, 60)
    await begin('stale', 'fresh', 'stale')
  })
})

describe('in the dark', () => {
  it('a drawing whose text is black can be read', async () => {
    const nb = await open('paper.ipynb', {
      a: 'display.svg(\'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20"><text y="15">black</text></svg>\')',
    })
    await nb.command('apputils:change-theme', { theme: 'JupyterLab Dark' })
    await nb.run(0)
    const picture = nb.outputOf(0).locator('img')
    const back = await picture.evaluate((image: Styled) => getComputedStyle(image).backgroundColor)
    expect(back).toBe('rgb(255, 255, 255)')
    await nb.command('apputils:change-theme', { theme: 'JupyterLab Light' })
  })
})

describe('in the theme', () => {
  it.each(['JupyterLab Light', 'JupyterLab Dark', 'JupyterLab Dark High Contrast'])(
    '%s every mark and label can be read',
    async theme => {
      const name = theme.toLowerCase().replaceAll(' ', '-')
      const nb = await open(`${name}.ipynb`, {
        a: `const ${name.replaceAll('-', '_')} = 2`,
        b: `${name.replaceAll('-', '_')} * 10`,
        c: 'throw new Error("no")',
        d: '"new"',
      })
      await nb.command('apputils:change-theme', { theme })
      await nb.page.locator(`body[data-jp-theme-name="${theme}"]`).waitFor({ state: 'attached' })
      await nb.run(1)
      await becomes(nb, 1, 'fresh')
      await nb.run(2)
      await becomes(nb, 2, 'failed')
      await nb.type(0, `const ${name.replaceAll('-', '_')} = 3`)
      await becomes(nb, 1, 'stale')
      await nb.page.locator('.jp-SideBar.jp-mod-right [data-id="cellar-panel"]').click()
      await nb.page.locator('.cellar-Graph-cell').first().waitFor()
      await nb.screenshot(`extension-theme-${name}`)
      for (const text of [
        '.cellar-Badge > span',
        '.cellar-Tabs-list [aria-selected=true]',
        '.cellar-Toolbar .jp-ToolbarButtonComponent-label',
      ])
        expect([text, await contrastOf(nb, text)]).toEqual([text, expect.toSatisfy((ratio: number) => ratio >= 4.5)])
    },
  )
})

describe('a file on disk that changes', () => {
  it('marks the cells that read it at once, and nothing runs', async () => {
    writeFileSync(join(server().notebooks, 'data.csv'), '1')
    const nb = await open('reads.ipynb', {
      a: "import { readFileSync } from 'node:fs'",
      b: "readFileSync('data.csv', 'utf8')",
    })
    await nb.command('notebook:run-all-cells')
    await allFresh(nb, 2)
    writeFileSync(join(server().notebooks, 'data.csv'), '22')
    await becomes(nb, 1, 'stale')
    await nb.codeCell(1).locator('.cellar-Badge[title*="data.csv"]').waitFor()
    expect(await nb.outputOf(1).textContent()).toContain("'1'")
    await nb.page.getByRole('button', { name: 'Run stale (1)' }).click()
    await nb.outputOf(1).filter({ hasText: "'22'" }).waitFor()
  })
})

describe('a notebook that is', () => {
  it('renamed keeps its marks and reruns as before', async () => {
    const nb = await open('before.ipynb', { a: 'const before = 2', b: 'before + 1' })
    await nb.command('notebook:run-all-cells')
    await allFresh(nb, 2)
    await nb.command('docmanager:save')
    await nb.rename('after.ipynb')
    await nb.type(0, 'const before = 5')
    await becomes(nb, 1, 'stale')
    await nb.page.keyboard.press('Control+Enter')
    await nb.outputOf(1).filter({ hasText: '6' }).waitFor()
    await allFresh(nb, 2)
  })

  it('duplicated has its results without running again, once asked', async () => {
    const nb = await open('original.ipynb', { a: 'const once = Date.now()', b: 'console.log(once)' })
    await nb.command('notebook:run-all-cells')
    await allFresh(nb, 2)
    const shown = await nb.outputOf(1).textContent()
    await nb.command('docmanager:save')
    copyFileSync(join(server().notebooks, 'original.ipynb'), join(server().notebooks, 'copy.ipynb'))
    const copy = await openAgain('copy.ipynb')
    await copy.page.getByRole('button', { name: 'Run stale (2)' }).click()
    await allFresh(copy, 2)
    expect(await copy.outputOf(1).textContent()).toBe(shown)
    expect(await copy.page.locator('.jp-CodeCell[data-cellar-origin="store"]').count()).toBe(2)
  })
})

describe('a line to the kernel that breaks', () => {
  it('leaves no mark untrue: what was typed meanwhile is told when it is back', async () => {
    const nb = await open('line.ipynb', { a: 'const line = 2', b: 'line + 1' })
    await nb.command('notebook:run-all-cells')
    await allFresh(nb, 2)
    const back = nb.reconnect()
    await nb.type(0, 'const line = 7')
    await back
    await becomes(nb, 1, 'stale')
    await nb.page.keyboard.press('Control+Enter')
    await nb.outputOf(1).filter({ hasText: '8' }).waitFor()
    await allFresh(nb, 2)
  })
})

describe('without a mouse or a screen', () => {
  it('states are said, tabs are reached by arrows and graph and runs by Tab', async () => {
    const nb = await open('keys.ipynb', { a: 'const keys = 2', b: 'keys + 1' })
    await nb.command('notebook:run-all-cells')
    await allFresh(nb, 2)
    await nb.page.getByRole('button', { name: /^Fresh\. Ran for .* Defines keys\.$/ }).waitFor()
    await nb.page.locator('.jp-SideBar.jp-mod-right [data-id="cellar-panel"]').click()
    await nb.page.getByRole('button', { name: 'Cell [1], fresh, defines keys' }).waitFor()
    await nb.page.getByRole('tab', { name: 'Graph', exact: true }).focus()
    await nb.page.keyboard.press('ArrowRight')
    await nb.page.keyboard.press('ArrowRight')
    await nb.page.keyboard.press('ArrowRight')
    await nb.page.locator('[role=tab][aria-selected=true]:focus', { hasText: 'Runs' }).waitFor()
    await nb.page.getByRole('tabpanel', { name: 'Runs' }).locator('li').first().waitFor()
    await nb.page.keyboard.press('Tab')
    await nb.page.locator('select[aria-label="Whose runs"]:focus').waitFor()
  })
})
