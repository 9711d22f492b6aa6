/**
 * What issue 5 promises of the extension's speed, measured in real JupyterLab in Chromium, in the page, as a person would. Each
 * measure is the median of several; the numbers are printed, so that one that creeps up is seen before it fails.
 */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { notebookText } from '../support/notebook-file.ts'
import { TYPING_PAUSE_MS } from '../../labextension/src/model/outbox.ts'
import type { LabPage } from './lab-page.ts'
import { longTasks, median, sighted, watchFor, watchLongTasks } from './stopwatch.ts'
import { builtExtension, withExtension } from './with-extension.ts'

const repository = resolve(import.meta.dirname, '../..')
const { server, open: openCells, openAgain } = withExtension()

const open = async (name: string, cells: Parameters<typeof openCells>[1]): Promise<LabPage> => {
  const lab = await openCells(name, cells)
  await lab.page.locator('.jp-CodeCell[data-cellar-state]').first().waitFor()
  return lab
}

const say = (what: string, times: readonly number[]): void =>
  console.log(`${what}: ${times.map(time => time.toFixed(0)).join(' ')}, median ${median(times).toFixed(0)} ms`)

/** The best median of several batches: others who use the machine only ever add time. */
const bestOf = async (what: string, limit: number, batch: () => Promise<readonly number[]>): Promise<number> => {
  const medians: number[] = []
  while (medians.length < 4 && !medians.some(time => time < limit)) {
    const times = await batch()
    medians.push(median(times))
    say(what, times)
  }
  return Math.min(...medians)
}

/** Each cell reads the one before it; results of one name aren't taken for another's. */
const chainOf = (length: number, name: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Array.from({ length }, (_, n) => [`c${n}`, `const ${name}${n} = ${n === 0 ? '1' : `${name}${n - 1} + 1`}`]),
  )

it('a changed cell and the two below it show their output within 150 ms of Shift-Enter', async () => {
  const nb = await open('chain.ipynb', { a: 'const n = 2', b: 'const m = n * 10', c: 'm + 1' })
  await nb.command('notebook:run-all-cells')
  let n = 2
  const time = await bestOf('Shift-Enter to the last output of a chain of 3', 150, async () => {
    const times: number[] = []
    for (const _ of Array.from({ length: 7 })) {
      await nb.type(0, `const n = ${++n}`)
      await watchFor(nb.page, { selector: '.jp-OutputArea-output', text: String(n * 10 + 1) }, { key: 'Enter' })
      await nb.page.keyboard.press('Shift+Enter')
      times.push(await sighted(nb.page))
    }
    return times
  })
  expect(time).toBeLessThan(150)
})

it('200 cells are marked within 100 ms of the pause in typing', async () => {
  const nb = await open('marks.ipynb', chainOf(200, 'v'))
  await nb.command('notebook:run-all-cells')
  await nb.page.locator('.jp-CodeCell[data-cellar-state="fresh"] >> nth=199').waitFor()
  const time = await bestOf('From the pause in typing to 200 marks', 100, async () => {
    const times: number[] = []
    for (const [key, state] of Array.from(
      { length: 4 },
      () =>
        [
          ['0', 'stale'],
          ['Backspace', 'fresh'],
        ] as const,
    ).flat()) {
      await nb.codeCell(0).locator('.cm-content').click()
      await nb.page.keyboard.press('Control+End')
      await watchFor(nb.page, { selector: `.jp-CodeCell[data-cellar-state="${state}"]`, nth: 199 }, { key })
      await nb.page.keyboard.press(key)
      times.push((await sighted(nb.page)) - TYPING_PAUSE_MS)
    }
    return times
  })
  expect(time).toBeLessThan(100)
})

/** JupyterLab itself takes a minute until it has attached 1,000 cells, and longer beside others. */
const attached = { state: 'attached', timeout: 200_000 } as const

it('typing in 1,000 cells is held up no longer than with another kernel, and their graph opens within 1 s', {
  timeout: 480_000,
}, async () => {
  const notebook = join(server().notebooks, 'large.ipynb')
  writeFileSync(notebook, notebookText(chainOf(1_000, 'w')))
  execFileSync(process.execPath, [join(repository, 'bin/cellar.js'), 'run', notebook, '--inplace'], { stdio: 'ignore' })
  const nb = await openAgain('large.ipynb')
  await nb.page.locator('.jp-CodeCell[data-cellar-state="fresh"] >> nth=999').waitFor(attached)
  await watchFor(nb.page, { selector: '.cellar-Graph-cell', nth: 999 })
  await nb.page.locator('.jp-SideBar.jp-mod-right [data-id="cellar-panel"]').click()
  const graph = await sighted(nb.page)
  say('The graph of 1,000 cells opens', [graph])
  expect(graph).toBeLessThan(1_000)
  await watchLongTasks(nb.page)
  const typed = await longestWhileTyping(nb)
  await nb.page.locator('.jp-CodeCell[data-cellar-state="stale"] >> nth=999').waitFor(attached)
  await nb.useKernel('python3')
  const otherwise = await longestWhileTyping(nb)
  say('The longest task over 50 ms in each round of typing (0: none)', typed)
  say('and with another kernel', otherwise)
  expect(median(typed)).toBeLessThan(Math.max(50, median(otherwise) * 1.5))
})

const longestWhileTyping = async (nb: LabPage): Promise<readonly number[]> => {
  const longest: number[] = []
  const { page } = nb
  await nb.codeCell(0).locator('.cm-content').click()
  await page.keyboard.press('Control+End')
  await longTasks(page)
  for (let round = 0; round < 7; round++) {
    await page.keyboard.type(' + 2 + 3', { delay: 60 })
    longest.push(Math.max(0, ...(await longTasks(page))))
  }
  return longest
}

it('what the page loads of the extension is under 400 KB gzipped', () => {
  const scripts = readdirSync(join(builtExtension, 'static')).filter(name => name.endsWith('.js'))
  const bytes = scripts.map(name => gzipSync(readFileSync(join(builtExtension, 'static', name))).length)
  const sum = bytes.reduce((all, size) => all + size, 0)
  console.log(`${scripts.length} scripts, ${(sum / 1024).toFixed(0)} KB gzipped with those loaded on demand`)
  expect(sum).toBeLessThan(400 * 1024)
})
