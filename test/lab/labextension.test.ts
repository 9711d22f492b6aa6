/** The extension in real JupyterLab in Chromium: what a person sees of their cells, and what runs without being asked. */
import { describe, expect, it } from 'vitest'
import { becomes, withExtension } from './with-extension.ts'

const { open, openAgain } = withExtension()

const chain = { a: 'const n = 2', b: 'const m = n * 10', c: 'm + 1' }

describe('a cell', () => {
  it('says new, then fresh, and opening runs nothing', async () => {
    const nb = await open('marks.ipynb', { a: 'const first = 2', b: 'first * 10' })
    for (const index of [0, 1]) await becomes(nb, index, 'new')
    expect(await nb.outputs.count()).toBe(0)
    await nb.command('notebook:run-all-cells')
    for (const index of [0, 1]) await becomes(nb, index, 'fresh')
    await nb.screenshot('extension-fresh')
  })

  it('says why it is stale, and a click goes to the cell that caused it', async () => {
    const nb = await open('why.ipynb', chain)
    await nb.command('notebook:run-all-cells')
    for (const index of [0, 1, 2]) await becomes(nb, index, 'fresh')
    await nb.command('cellar:toggle-mode')
    await nb.type(0, 'const n = 3')
    await nb.page.keyboard.press('Control+Enter')
    const badge = nb.codeCell(1).locator('.cellar-Badge[title^="`n` changed in [1]."]')
    await badge.waitFor()
    await nb.codeCell(2).locator('.cm-content').click()
    await badge.click()
    await nb.page.locator('.jp-CodeCell.jp-mod-active >> text=const n = 3').waitFor()
    await nb.screenshot('extension-stale')
    const why = nb.command('cellar:show-why')
    await nb.page.locator('.jp-Dialog', { hasText: 'This cell is fresh' }).waitFor()
    await nb.page.locator('.jp-Dialog .jp-mod-accept').click()
    await why
  })

  it('keeps its mark when it moves, comes back by undo and is seen again after a reload', async () => {
    const nb = await open('moves.ipynb', { a: 'const p = 1', b: 'p + 1', c: '"alone"' })
    await nb.command('notebook:run-all-cells')
    for (const index of [0, 1, 2]) await becomes(nb, index, 'fresh')
    await nb.codeCell(2).locator('.jp-InputPrompt').click()
    await nb.command('notebook:move-cell-up')
    await nb.codeCell(1).filter({ hasText: 'alone' }).waitFor()
    for (const index of [0, 1, 2]) await becomes(nb, index, 'fresh')
    await nb.command('notebook:delete-cell')
    await nb.codeCell(1).filter({ hasText: 'p + 1' }).waitFor()
    await nb.command('notebook:undo-cell-action')
    await nb.codeCell(2).waitFor()
    for (const index of [0, 1, 2]) await becomes(nb, index, 'fresh')
    await nb.command('docmanager:save')
    await nb.page.reload()
    for (const index of [0, 1, 2]) await becomes(nb, index, 'fresh')
  })
})

describe('auto mode', () => {
  it('reruns what a changed cell made stale, each with its own output, and leaves the editor to who types', async () => {
    const nb = await open('auto.ipynb', { ...chain, d: '' })
    await nb.command('notebook:run-all-cells')
    await nb.outputOf(2).filter({ hasText: '21' }).waitFor()
    await nb.type(0, 'const n = 3')
    await becomes(nb, 0, 'stale')
    await nb.screenshot('extension-edited')
    await nb.page.keyboard.press('Control+Enter')
    await nb.codeCell(3).locator('.cm-content').click()
    await nb.page.keyboard.type('typed meanwhile')
    await nb.outputOf(2).filter({ hasText: '31' }).waitFor()
    for (const index of [0, 1, 2]) await becomes(nb, index, 'fresh')
    await nb.page.keyboard.type(' and after')
    await nb.codeCell(3).locator('.cm-content', { hasText: 'typed meanwhile and after' }).waitFor()
    await nb.screenshot('extension-rerun')
  })
})

describe('a cell run by hand', () => {
  it('has what it depends on run first, with its new output in place, after a reload too', async () => {
    const nb = await open('ancestors.ipynb', {
      a: 'const k = 2\nk',
      b: 'const j = k * 10\nj',
      c: 'j + 1',
      d: '"other"',
    })
    await nb.command('notebook:run-all-cells')
    await nb.outputOf(2).filter({ hasText: '21' }).waitFor()
    await nb.command('docmanager:save')
    await nb.page.reload()
    await becomes(nb, 2, 'fresh')
    await nb.type(0, 'const k = 3\nk')
    await becomes(nb, 2, 'stale')
    await nb.run(2)
    await nb.outputOf(2).filter({ hasText: '31' }).waitFor()
    expect(await nb.outputOf(0).textContent()).toBe('3')
    expect(await nb.outputOf(1).textContent()).toBe('30')
  })
})

describe('the toolbar', () => {
  it('runs what is stale when asked, with its count, and nothing before', async () => {
    const nb = await open('lazy.ipynb', chain)
    await nb.page.getByRole('button', { name: 'Auto', exact: true }).click()
    await nb.command('notebook:run-all-cells')
    await nb.outputOf(2).filter({ hasText: '21' }).waitFor()
    await nb.type(0, 'const n = 4')
    await nb.page.keyboard.press('Control+Enter')
    await becomes(nb, 2, 'stale')
    await nb.page.getByRole('button', { name: 'Run stale (2)' }).click()
    await nb.outputOf(2).filter({ hasText: '41' }).waitFor()
    await nb.page.getByRole('button', { name: 'Run stale', exact: true }).waitFor()
  })

  it('stops a plan and the cell that it runs', async () => {
    const nb = await open('stop.ipynb', { a: '"ok"', b: 'for (;;);', c: '"never"' })
    await nb.page.getByRole('button', { name: 'Run stale (3)' }).click()
    await becomes(nb, 1, 'running')
    await becomes(nb, 2, 'queued')
    await nb.screenshot('extension-running')
    await nb.page.getByRole('button', { name: 'Stop' }).click()
    await becomes(nb, 1, 'cancelled')
    await becomes(nb, 2, 'new')
    expect(await nb.outputOf(2).count()).toBe(0)
  })
})

describe('two windows on one notebook', () => {
  it('show the same marks and outputs, and only the one that ran a cell reruns what it made stale', async () => {
    const nb = await open('windows.ipynb', { a: 'const w = 1', b: 'w + 1' })
    await nb.command('notebook:run-all-cells')
    await becomes(nb, 1, 'fresh')
    const other = await openAgain('windows.ipynb')
    await becomes(other, 1, 'fresh')
    await nb.type(0, 'const w = 2')
    await becomes(other, 1, 'stale')
    await nb.page.keyboard.press('Control+Enter')
    await nb.outputOf(1).filter({ hasText: '3' }).waitFor()
    await becomes(other, 1, 'fresh')
    await other.outputOf(1).filter({ hasText: '3' }).waitFor()
    expect(await other.page.locator('.jp-InputPrompt', { hasText: /\d/ }).count()).toBe(0)
  })
})

describe('a restarted kernel', () => {
  it('is told of the document again, and the marks stay true', async () => {
    const nb = await open('restarted.ipynb', { a: 'const q = 5', b: 'q + 1' })
    await nb.command('notebook:run-all-cells')
    await becomes(nb, 1, 'fresh')
    const restarted = nb.command('kernelmenu:restart')
    await nb.page.locator('.jp-Dialog .jp-mod-accept').click()
    await restarted
    await nb.type(0, 'const q = 6')
    await becomes(nb, 0, 'stale')
    await nb.page.keyboard.press('Control+Enter')
    await nb.outputOf(1).filter({ hasText: '7' }).waitFor()
    await becomes(nb, 1, 'fresh')
  })
})

describe('a foreign kernel', () => {
  it('gets no marks, no buttons and no message', async () => {
    const nb = await open('python.ipynb', { a: '1 + 1' })
    await becomes(nb, 0, 'new')
    await nb.useKernel('python3')
    await nb.codeCell(0).and(nb.page.locator(':not([data-cellar-state])')).waitFor()
    await nb.run(0)
    await nb.outputOf(0).filter({ hasText: '2' }).waitFor()
    expect(await nb.page.locator('[data-cellar-state], .cellar-Badge, .cellar-Toolbar button').count()).toBe(0)
  })
})

describe('the side panel', () => {
  it('shows the cells as a graph and the variables, each a way to its cell', async () => {
    const nb = await open('panel.ipynb', { ...chain, d: 'const rows = [1, 2, 3]', e: 'throw new Error("no")' })
    await nb.command('notebook:run-all-cells').catch(() => undefined)
    await becomes(nb, 4, 'failed')
    await nb.page.locator('.jp-SideBar.jp-mod-right [data-id="cellar-panel"]').click()
    const boxes = nb.page.locator('.cellar-Graph-cell')
    await boxes.nth(4).waitFor()
    expect(await nb.page.locator('.cellar-Graph-edge').count()).toBe(2)
    await boxes.nth(1).hover()
    await nb.page.locator('.cellar-Graph-cell.cellar-mod-near >> nth=2').waitFor()
    await nb.screenshot('extension-graph')
    await boxes.nth(2).click()
    await nb.page.locator('.jp-CodeCell.jp-mod-active >> text=m + 1').waitFor()
    await nb.page.getByRole('tab', { name: 'Variables', exact: true }).click()
    await nb.page.locator('.cellar-Variables tr', { hasText: 'rows' }).waitFor()
    await nb.screenshot('extension-variables')
  })
})
