/**
 * A report and a printed page in Chromium: pictures load from the files beside the pages, the filter finds among all figures, hostile figures
 * run nothing even when opened by themselves, and a PDF holds the notebook's text.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cellar } from '../support/command-line.ts'
import { notebookFile, notebookText, temporaryFolder } from '../support/notebook-file.ts'
import { launchBrowser, screenshot } from './lab-page.ts'

/** What is used of the page's own globals: this project is checked without the types of a browser. */
interface PageImage {
  readonly naturalWidth: number
}

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

const svg = (inside: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60" onload="alert(1)"><script>alert(2)</script>${inside}</svg>`

const site = async (): Promise<string> => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'sub'))
  const plots = Object.fromEntries(
    ['red', 'green', 'blue'].map(colour => [
      colour,
      `//| label: fig-${colour}\n//| fig-cap: '<img src=x onerror=alert(3)>'\ndisplay.svg(\`${svg(`<rect width="90" height="60" fill="${colour}"/>`)}\`)`,
    ]),
  )
  writeFileSync(join(folder, 'plots.ipynb'), notebookText(plots))
  writeFileSync(join(folder, 'sub/fails.ipynb'), notebookText({ a: "throw new Error('no such thing')" }))
  for (const name of ['plots.ipynb', 'sub/fails.ipynb']) await cellar('run', join(folder, name))
  expect((await cellar('report', folder, '-o', join(folder, 'site'))).code).toBe(0)
  return join(folder, 'site')
}

describe('a report in a browser', () => {
  it('shows all figures, filters them, and runs nothing that came with them', async () => {
    const folder = await site()
    const page = await browser.newPage({ viewport: { width: 1100, height: 800 }, colorScheme: 'dark' })
    const dialogs: string[] = []
    page.on('dialog', dialog => {
      dialogs.push(dialog.message())
      void dialog.dismiss()
    })
    await page.goto(`file://${folder}/index.html`)
    await page.screenshot({ path: screenshot('report-overview') })
    await page.getByRole('link', { name: 'Figures' }).click()
    expect(await page.locator('.card').count()).toBe(3)
    const widths = await page
      .locator('.card img')
      .evaluateAll(images => images.map(image => (image as unknown as PageImage).naturalWidth))
    expect(widths).toEqual([90, 90, 90])
    await page.screenshot({ path: screenshot('report-figures') })
    await page.getByRole('searchbox').fill('GREEN plots')
    expect(await page.locator('.card b').allTextContents()).toEqual(['fig-green'])
    await page.getByText('how it came about').click()
    await page.getByText('fill="green"').waitFor()
    for (const name of readdirSync(join(folder, 'figures'))) await page.goto(`file://${folder}/figures/${name}`)
    expect(dialogs).toEqual([])
  })

  it('leads from the overview to the traceback', async () => {
    const page = await browser.newPage()
    await page.goto(`file://${await site()}/index.html`)
    await page.getByRole('link', { name: /no such thing/ }).click()
    await page.locator('pre.error', { hasText: 'no such thing' }).waitFor()
  })
})

it('a PDF is printed by the browser that is there', async () => {
  const path = notebookFile({ a: 'console.log(6 * 7)' })
  await cellar('run', path)
  const output = `${path}.pdf`
  const { code, stderr } = await cellar('export', path, '--to', 'pdf', '-o', output)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(readFileSync(output).subarray(0, 5).toString()).toBe('%PDF-')
  expect(readFileSync(output).length).toBeGreaterThan(5_000)
})
