/** What the extension offers beside marks and reruns, in real JupyterLab in Chromium: the history of runs, names, editors. */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { notebookText } from '../support/notebook-file.ts'
import type { LabPage } from './lab-page.ts'
import { becomes, withExtension } from './with-extension.ts'

const { open, openAgain, server } = withExtension()

const program = resolve(import.meta.dirname, '../../bin/cellar.js')

/** What is used of the page's own globals: this project is checked without the types of a browser. */
interface Placed {
  getBoundingClientRect(): { readonly bottom: number }
}
declare const innerHeight: number

/** Opens a tab of the side panel. */
const openTab = async (nb: LabPage, name: string): Promise<void> => {
  await nb.page.locator('.jp-SideBar.jp-mod-right [data-id="cellar-panel"]').click()
  await nb.page.getByRole('tab', { name, exact: true }).click()
}

describe('the history of runs', () => {
  it('shows when, how long and why a cell ran and what it showed then, and brings one back', async () => {
    const nb = await open('history.ipynb', { a: 'const n = 2', b: 'n * 10' })
    await nb.command('notebook:run-all-cells')
    await nb.outputOf(1).filter({ hasText: '20' }).waitFor()
    await nb.type(0, 'const n = 3')
    await nb.page.keyboard.press('Control+Enter')
    await nb.outputOf(1).filter({ hasText: '30' }).waitFor()
    await nb.codeCell(1).locator('.jp-InputPrompt').click()
    await openTab(nb, 'Runs')
    const rows = nb.page.locator('.cellar-Runs li')
    await rows.nth(1).waitFor()
    expect(await rows.count()).toBe(2)
    await rows.nth(0).getByRole('button').first().click()
    const dialog = nb.page.locator('.jp-Dialog')
    await dialog.locator('dd', { hasText: '`n` had changed.' }).waitFor()
    await dialog.locator('.jp-OutputArea-output', { hasText: '30' }).waitFor()
    await nb.screenshot('extension-run')
    await dialog.getByRole('button', { name: 'Close' }).click()
    for (const index of [0, 1]) await rows.nth(index).getByRole('checkbox').check()
    await nb.page.getByRole('button', { name: 'Compare', exact: true }).click()
    await dialog.locator('.cellar-Run >> nth=0').locator('.jp-OutputArea-output', { hasText: '20' }).waitFor()
    await dialog.locator('.cellar-Run >> nth=1').locator('.jp-OutputArea-output', { hasText: '30' }).waitFor()
    await nb.screenshot('extension-compare')
    await dialog.getByRole('button', { name: 'Close' }).click()
    await rows
      .nth(1)
      .getByRole('button', { name: /^Tag the run/ })
      .click()
    await dialog.locator('input').fill('good')
    await dialog.locator('.jp-mod-accept').click()
    await rows.nth(1).getByRole('button', { name: 'Take the tag good off' }).waitFor()
    await nb.codeCell(0).locator('.jp-InputPrompt').click()
    await rows.nth(1).filter({ hasText: '[1]' }).getByRole('button').first().click()
    await dialog.locator('pre', { hasText: 'const n = 2' }).waitFor()
    await dialog.getByRole('button', { name: 'Restore This Code' }).click()
    await nb.codeCell(0).locator('.cm-content', { hasText: 'const n = 2' }).waitFor()
    await becomes(nb, 0, 'fresh')
    await nb.screenshot('extension-runs')
  })
})

describe('a notebook that is opened again', () => {
  it('shows the stored output of fresh cells where the file has none or an older one, and runs nothing', async () => {
    const cells = { a: 'const stamp = Date.now()\nconsole.log(stamp)', b: 'stamp + 1' }
    const nb = await open('again.ipynb', cells)
    await nb.command('notebook:run-all-cells')
    await becomes(nb, 1, 'fresh')
    const shown = [await nb.outputOf(0).textContent(), await nb.outputOf(1).textContent()]
    await nb.page.reload()
    await nb.outputOf(1).waitFor()
    expect([await nb.outputOf(0).textContent(), await nb.outputOf(1).textContent()]).toEqual(shown)
    for (const index of [0, 1]) await becomes(nb, index, 'fresh')
    expect(await nb.page.locator('.jp-InputPrompt', { hasText: /\d/ }).count()).toBe(0)
  })

  it('trusts the drawings that its own runs made, and none that came with a file', async () => {
    const drawing = (size: number) =>
      `display.svg('<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="9"><text>drawn</text></svg>')`
    const nb = await open('drawn.ipynb', { a: drawing(40) })
    await nb.command('notebook:run-all-cells')
    await nb.outputOf(0).locator('img').waitFor()
    await nb.page.reload()
    await nb.outputOf(0).locator('img').waitFor()
    const file = join(server().notebooks, 'foreign.ipynb')
    writeFileSync(file, notebookText({ a: drawing(50) }))
    // Somebody else ran it: another secret made the marks in its store.
    const env = { ...process.env, XDG_DATA_HOME: join(server().notebooks, 'elsewhere') }
    execFileSync(process.execPath, [program, 'run', file], { env, stdio: 'ignore' })
    const foreign = await openAgain('foreign.ipynb')
    await foreign.outputOf(0).locator('pre').waitFor()
    expect(await foreign.outputOf(0).locator('img, svg').count()).toBe(0)
  })

  it('asks its kernel about what is on the screen, and about all outputs at once', async () => {
    const cells = Array.from({ length: 60 }, (_, n) => [`c${n}`, `${n} + 0.5`])
    const nb = await open('quiet.ipynb', { wrong: 'const text: string = 1', ...Object.fromEntries(cells) })
    await nb.command('notebook:run-all-cells')
    await becomes(nb, 60, 'fresh')
    let sent = 0
    nb.page.on('websocket', socket => socket.on('framesent', () => sent++))
    await nb.page.reload()
    await nb.outputOf(60).filter({ hasText: '59.5' }).waitFor({ state: 'attached' })
    await nb.codeCell(0).locator('.cm-lintRange-error').waitFor()
    expect(sent).toBeLessThan(60)
  })
})

describe('the gallery of figures', () => {
  it('shows each figure with its versions, compares two by their pixels and brings one back', async () => {
    const circle = (radius: number) =>
      `display.svg('<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100"><circle cx="50" cy="50" r="${radius}"/></svg>')`
    const nb = await open('figures.ipynb', { a: `//| label: fig-dot\n//| fig-cap: A dot\n${circle(20)}` })
    await nb.command('notebook:run-all-cells')
    await nb.outputOf(0).locator('img, svg').first().waitFor()
    await nb.type(0, `//| label: fig-dot`)
    await nb.page.keyboard.press('Enter')
    await nb.page.keyboard.insertText(circle(40))
    await nb.page.keyboard.press('Control+Enter')
    await becomes(nb, 0, 'fresh')
    await openTab(nb, 'Figures')
    await nb.page.locator('.cellar-Figures li', { hasText: 'fig-dot · 2 versions' }).waitFor()
    await nb.screenshot('extension-figures')
    await nb.page.getByRole('button', { name: 'Open fig-dot' }).click()
    const dialog = nb.page.locator('.jp-Dialog')
    await dialog.locator('img >> nth=1').waitFor()
    await dialog.getByRole('button', { name: 'Difference' }).click()
    await dialog.locator('[role=status]', { hasText: /^3\d{3} of 10000 pixels differ/ }).waitFor()
    await nb.screenshot('extension-figure-difference')
    await dialog.getByRole('combobox', { name: 'Version', exact: true }).selectOption({ index: 1 })
    await dialog.getByRole('button', { name: 'Make this version the newest again' }).click()
    await dialog.locator('[role=status]', { hasText: 'Version 1 is the newest again, as version 3.' }).waitFor()
    await dialog.getByRole('button', { name: 'Close' }).click()
  })
})

describe('a table', () => {
  it('stands in the gallery with its first rows, and opens with all it has room for', async () => {
    const nb = await open('table.ipynb', {
      a: '//| label: tab\ndisplay.table(Array.from({ length: 150 }, (_, i) => ({ i, name: `row ${i}` })))',
    })
    await nb.command('notebook:run-all-cells')
    await becomes(nb, 0, 'fresh')
    await openTab(nb, 'Figures')
    await nb.page.locator('.cellar-Figures td', { hasText: 'row 3' }).first().waitFor()
    await nb.screenshot('extension-table')
    await nb.page.getByRole('button', { name: 'Open tab.csv' }).click()
    const dialog = nb.page.locator('.jp-Dialog')
    await dialog.locator('caption', { hasText: 'The first 100 rows' }).waitFor()
    const saved = nb.page.waitForEvent('download')
    await dialog.getByRole('button', { name: 'Save' }).click()
    expect((await saved).suggestedFilename()).toBe('tab-v1.csv')
    await nb.screenshot('extension-table-large')
    await dialog.getByRole('button', { name: 'Close' }).click()
  })
})

describe('the queue', () => {
  it('moves a job that waits before others, and back', async () => {
    const whole = `//| pool: true\n//| cores: ${availableParallelism()}\n`
    const nb = await open('priorities.ipynb', {
      a: `${whole}const a = 1; for (;;);`,
      b: `${whole}const b = 1; for (;;);`,
    })
    const ran = nb.command('notebook:run-all-cells').catch(() => undefined)
    await openTab(nb, 'Queue')
    const waiting = nb.page.locator('[data-job="waiting"]', { hasText: '[2]' })
    await waiting.getByRole('button', { name: 'Raise the priority of [2]' }).click()
    await waiting.filter({ hasText: 'priority 1' }).waitFor()
    await nb.screenshot('extension-priorities')
    for (let n = 0; n < 2; n++) await waiting.getByRole('button', { name: 'Lower the priority of [2]' }).click()
    await waiting.filter({ hasText: 'priority -1' }).waitFor()
    await nb.page.getByRole('button', { name: 'Cancel [2]' }).click()
    await waiting.waitFor({ state: 'detached' })
    await nb.page.getByRole('button', { name: 'Cancel [1]' }).click()
    await becomes(nb, 0, 'cancelled')
    await ran
  })

  it('shows what runs, and cancels it', async () => {
    const nb = await open('queue.ipynb', { a: 'const spinning = 1; for (;;);' })
    await nb.page.getByRole('button', { name: 'Run stale (1)' }).click()
    await becomes(nb, 0, 'running')
    await openTab(nb, 'Queue')
    await nb.page.locator('[data-job="running"]', { hasText: 'running in the session' }).waitFor()
    await nb.screenshot('extension-queue')
    await nb.page.getByRole('button', { name: 'Cancel [1]' }).click()
    await becomes(nb, 0, 'cancelled')
    await nb.page.locator('text=Nothing runs and nothing waits.').waitFor()
  })
})

describe('a large graph', () => {
  it('has a minimap, and pointing at it scrolls there; a small one has none', async () => {
    const cells = Array.from({ length: 60 }, (_, n) => [`c${n}`, `const v${n} = ${n === 0 ? '1' : `v${n - 1} + 1`}`])
    const nb = await open('minimap.ipynb', Object.fromEntries(cells))
    await openTab(nb, 'Graph')
    const minimap = nb.page.locator('.cellar-Minimap:not([hidden])')
    await minimap.waitFor()
    const last = nb.page.locator('.cellar-Graph-cell >> nth=59')
    const isSeen = () => last.evaluate((box: Placed) => box.getBoundingClientRect().bottom < innerHeight)
    expect(await isSeen()).toBe(false)
    const { width, height } = (await minimap.boundingBox())!
    await minimap.click({ position: { x: width / 2, y: height - 2 } })
    expect(await isSeen()).toBe(true)
    await nb.screenshot('extension-minimap')
    const small = await open('no-minimap.ipynb', { a: 'const a = 1', b: 'a' })
    await openTab(small, 'Graph')
    await small.page.locator('.cellar-Graph-cell').first().waitFor()
    await small.page.locator('.cellar-Minimap[hidden]').waitFor({ state: 'attached' })
  })
})

describe('the pool', () => {
  it('says in the toolbar how busy it is while it works, and nothing afterwards', async () => {
    const nb = await open('pool.ipynb', {
      a: '//| pool: true\nconst until = Date.now() + 4_000\nwhile (Date.now() < until);',
    })
    await nb.page.getByRole('button', { name: 'Run stale (1)' }).click()
    const load = nb.page.locator('.cellar-Toolbar [title="1 of 1 workers of the pool are busy."]')
    await load.filter({ hasText: 'Pool 1/1' }).waitFor()
    await nb.screenshot('extension-pool')
    await becomes(nb, 0, 'fresh')
    await load.waitFor({ state: 'detached' })
  })
})

describe('stored results', () => {
  it('are cleared after a word on what goes, and the cells run again', async () => {
    const nb = await open('clear.ipynb', { a: 'const kept = [1, 2, 3]', b: 'kept.length' })
    await nb.command('notebook:run-all-cells')
    await nb.outputOf(1).filter({ hasText: '3' }).waitFor()
    await nb.codeCell(1).locator('.jp-InputPrompt').click()
    const cleared = nb.command('cellar:clear-stored')
    const dialog = nb.page.locator('.jp-Dialog')
    await dialog.locator('text=The cells have to run again.').waitFor()
    await nb.screenshot('extension-clear')
    const items = await dialog.locator('option').allTextContents()
    expect(items).toEqual([
      expect.stringMatching(/^the selected cell: 1 run, \d.* k?B$/),
      expect.stringMatching(/^the whole notebook: 2 runs, \d.* k?B$/),
    ])
    await dialog.locator('select').selectOption({ index: 1 })
    await dialog.getByRole('button', { name: 'Clear' }).click()
    await cleared
    for (const index of [0, 1]) await becomes(nb, index, 'stale')
    expect(await nb.outputOf(1).textContent()).toBe('3')
    await nb.page.getByRole('button', { name: 'Run stale (2)' }).click()
    for (const index of [0, 1]) await becomes(nb, index, 'fresh')
  })
})

describe('a name', () => {
  it('leads to the cell that defines it, and is renamed in all cells', async () => {
    const nb = await open('names.ipynb', {
      a: 'const rows = [1, 2]',
      b: 'const f = (rows: number) => rows',
      c: 'rows.length',
    })
    await nb.command('notebook:run-all-cells')
    await nb.outputOf(2).filter({ hasText: '2' }).waitFor()
    await nb.languageIsWarm()
    await nb.codeCell(2).locator('.cm-content').click()
    await nb.page.keyboard.press('Home')
    await nb.page.keyboard.press('F12')
    await nb.page.locator('.jp-CodeCell.jp-mod-active', { hasText: 'const rows = [1, 2]' }).waitFor()
    await nb.page.keyboard.press('F2')
    const dialog = nb.page.locator('.jp-Dialog')
    await dialog.locator('text=2 places in 2 cells').waitFor()
    await dialog.locator('input').fill('records')
    await dialog.locator('.jp-mod-accept').click()
    await nb.codeCell(2).locator('.cm-content', { hasText: 'records.length' }).waitFor()
    expect(await nb.codeCell(0).locator('.cm-content').textContent()).toBe('const records = [1, 2]')
    expect(await nb.codeCell(1).locator('.cm-content').textContent()).toBe('const f = (rows: number) => rows')
  })
})

describe('a frozen cell', () => {
  it('is not rerun by a change above it until it is asked for', async () => {
    const nb = await open('frozen.ipynb', { a: 'const k = 2', b: 'k * 10' })
    await nb.command('notebook:run-all-cells')
    await becomes(nb, 1, 'fresh')
    await nb.codeCell(1).locator('.jp-InputPrompt').click()
    await nb.command('cellar:freeze')
    await nb.codeCell(1).locator('.cm-content', { hasText: '//| run: manual' }).waitFor()
    await becomes(nb, 1, 'fresh')
    await nb.type(0, 'const k = 3')
    await nb.page.keyboard.press('Control+Enter')
    await becomes(nb, 0, 'fresh')
    await becomes(nb, 1, 'stale')
    await nb.page.getByRole('button', { name: 'Run stale (1)' }).click()
    await nb.outputOf(1).filter({ hasText: '30' }).waitFor()
  })
})

describe('the editor', () => {
  it('underlines a type error, says what a name is, and hinders no run', async () => {
    const nb = await open('editor.ipynb', { a: 'const total: number = 2', b: 'total' })
    await nb.command('notebook:run-all-cells')
    await nb.outputOf(1).filter({ hasText: '2' }).waitFor()
    await nb.type(1, 'total.toUpperCase')
    await nb.codeCell(1).locator('.cm-lintRange-error').waitFor()
    await nb.codeCell(1).locator('.cm-lintRange-error').hover()
    await nb.page.locator('.cm-tooltip-lint', { hasText: "Property 'toUpperCase' does not exist" }).waitFor()
    await nb.screenshot('extension-lint')
    await nb.page.mouse.move(0, 0)
    await nb.codeCell(0).locator('.cm-line').locator('text=total').first().hover()
    await nb.page.locator('.cellar-Hover', { hasText: 'const total: number' }).waitFor()
    await nb.screenshot('extension-hover')
  })
})
