/**
 * The golden cases as a person plays them in real JupyterLab: typing, running, moving and deleting in the page. Once nothing is stale,
 * the page shows what a fresh run from top to bottom shows. All of them each night; `npm test` plays every fourth.
 */
import { expect, test } from 'vitest'
import { afterStep, type GoldenCase, goldenCases, type SourceCell, type Step } from '../support/golden.ts'
import type { LabPage } from './lab-page.ts'
import { withExtension } from './with-extension.ts'

const { open } = withExtension()

const cases = goldenCases().filter((_, index) => process.env.CELLAR_NIGHTLY !== undefined || index % 4 === 0)

const select = async (nb: LabPage, cells: readonly SourceCell[], id: string): Promise<number> => {
  const index = cells.findIndex(cell => cell.id === id)
  await nb.codeCell(index).locator('.jp-InputPrompt').click()
  return index
}

const play = async (
  nb: LabPage,
  cells: readonly SourceCell[],
  step: Exclude<Step, { op: 'restart' }>,
): Promise<void> => {
  switch (step.op) {
    case 'runAll':
      // A cell that fails fails the command too.
      await nb.command('notebook:run-all-cells').catch(() => undefined)
      return
    case 'run':
      await select(nb, cells, step.id)
      await nb.command('notebook:run-cell').catch(() => undefined)
      return
    case 'edit': {
      const index = await select(nb, cells, step.id)
      await nb.codeCell(index).locator('.cm-content').click()
      await nb.page.keyboard.press('Control+A')
      await nb.page.keyboard.insertText(step.source)
      return
    }
    case 'delete':
      await select(nb, cells, step.id)
      await nb.command('notebook:delete-cell')
      return
    case 'move': {
      const from = await select(nb, cells, step.id)
      const up = step.index < from
      for (let moves = Math.abs(step.index - from); moves > 0; moves--)
        await nb.command(up ? 'notebook:move-cell-up' : 'notebook:move-cell-down')
      return
    }
    default:
      step satisfies never
  }
}

const playAll = async (nb: LabPage, golden: GoldenCase): Promise<readonly SourceCell[]> => {
  let cells = golden.cells
  for (const step of golden.steps) {
    if (step.op !== 'restart') await play(nb, cells, step)
    cells = afterStep(cells, step)
  }
  await nb.command('cellar:run-stale')
  return cells
}

test.each(cases.map(golden => [golden.name, golden] as const))('%s', async (name, golden) => {
  const nb = await open(`${name}.ipynb`, Object.fromEntries(golden.cells.map(({ id, source }) => [id, source])))
  await nb.page.locator('.jp-CodeCell[data-cellar-state]').first().waitFor()
  const cells = await playAll(nb, golden)
  const expected = cells.map(({ id }) => golden.expect[id] ?? '')
  // Timers show what they show when they fire.
  await expect.poll(() => nb.printed(), { timeout: 30_000 }).toEqual(expected)
  const states = await nb.states()
  expect(cells.flatMap(({ id }, index) => (states[index] === 'failed' ? [id] : []))).toEqual(golden.errors ?? [])
})
