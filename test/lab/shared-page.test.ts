/**
 * A notebook's page in Chromium, from a file, with the network out of reach: charts draw, tables sort, and whatever a hostile notebook
 * holds neither runs in the page nor reaches out. Screenshots in both themes are left to be looked at.
 */
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { pageFrom, shown } from '../sharing/shared-literal.ts'
import { temporaryFolder } from '../support/notebook-file.ts'
import { launchBrowser, screenshot } from './lab-page.ts'

/** What is used of the page's own globals: this project is checked without the types of a browser. */
declare const document: {
  readonly body: object
  querySelector(selector: string): { readonly style: { readonly height: string } } | null
}
declare const getComputedStyle: (element: object) => { readonly backgroundColor: string }

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

/** A server that a page may try to tell something: what reached it. */
const listener = async (): Promise<{ readonly address: string; readonly heard: readonly string[] }> => {
  const heard: string[] = []
  const server = createServer((request, response) => {
    heard.push(request.url ?? '')
    response.end()
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard }
}

interface Opened {
  readonly page: Page
  readonly dialogs: readonly string[]
}

const open = async (html: string, colorScheme: 'light' | 'dark' = 'light'): Promise<Opened> => {
  const file = join(temporaryFolder(), 'page.html')
  writeFileSync(file, html)
  const page = await browser.newPage({ viewport: { width: 1100, height: 900 }, colorScheme })
  const dialogs: string[] = []
  page.on('dialog', dialog => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  await page.goto(`file://${file}`)
  return { page, dialogs }
}

const bars = { values: [3, 5, 2].map((count, i) => ({ name: 'abc'[i], count })) }
const vegaLite = {
  $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
  data: bars,
  mark: 'bar',
  encoding: { x: { field: 'name' }, y: { field: 'count', type: 'quantitative' } },
}
const plotly = { data: [{ x: [1, 2, 3], y: [2, 6, 3] }], layout: { title: 'Plotly' } }
const table =
  '<table><thead><tr><th>name</th><th>n</th></tr></thead><tbody><tr><td>b</td><td>10</td></tr><tr><td>a</td><td>9</td></tr></tbody></table>'

describe('a page in a browser', () => {
  it('draws Vega-Lite and Plotly with nothing but itself', async () => {
    const { page } = await open(
      pageFrom([
        { markdown: '# Charts' },
        shown({ 'application/vnd.vegalite.v5+json': vegaLite }),
        shown({ 'application/vnd.plotly.v1+json': plotly }),
      ]),
    )
    const frames = page.locator('.chart iframe')
    await frames.nth(0).scrollIntoViewIfNeeded()
    await frames.nth(0).contentFrame().locator('svg .mark-rect path').nth(2).waitFor()
    await frames.nth(1).scrollIntoViewIfNeeded()
    await frames.nth(1).contentFrame().locator('.plot-container .trace path').first().waitFor()
    await page.screenshot({ path: screenshot('shared-charts') })
  })

  it('sorts a table by the column clicked, numbers as numbers', async () => {
    const { page } = await open(pageFrom([shown({ 'text/html': table })]))
    const firsts = () => page.locator('.html tbody td:first-child').allTextContents()
    expect(await firsts()).toEqual(['b', 'a'])
    await page.locator('.html th').nth(1).click()
    expect(await firsts()).toEqual(['a', 'b'])
    await page.locator('.html th').nth(1).click()
    expect(await firsts()).toEqual(['b', 'a'])
  })

  it.each(['light', 'dark'] as const)('reads well in the %s theme', async scheme => {
    const { page } = await open(
      pageFrom([
        { markdown: '# Penguins\n\nA text with a formula, $\\bar x = \\frac{1}{n}\\sum x_i$, and `code`.' },
        { code: 'const rows = load("penguins.csv") // 344', outputs: [] },
        shown({ 'text/html': table }),
        shown({
          'image/svg+xml':
            '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="60"><circle cx="30" cy="30" r="20"/></svg>',
        }),
        {
          code: 'throw new Error("no")',
          outputs: [{ output_type: 'error', ename: 'Error', evalue: 'no', traceback: ['Error: no'] }],
        },
      ]),
      scheme,
    )
    const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    expect(background).toBe(scheme === 'dark' ? 'rgb(22, 24, 29)' : 'rgb(255, 255, 255)')
    await page.screenshot({ path: screenshot(`shared-${scheme}`), fullPage: true })
  })

  it('runs the scripts of HTML outputs in their frames, and gives the frames their heights', async () => {
    const html =
      '<div id=a style="height:500px">x</div><script>document.getElementById("a").textContent = "ran"</script>'
    const { page } = await open(pageFrom([shown({ 'text/html': html })]))
    await page.locator('iframe').contentFrame().getByText('ran').waitFor()
    await page.waitForFunction(() => document.querySelector('iframe')?.style.height === '500px')
  })
})

describe('a hostile notebook in a browser', () => {
  it('runs nothing in the page, opens nothing and reaches nobody', async () => {
    const { address, heard } = await listener()
    const evil = 'alert(1);document.title="owned"'
    const reach =
      `try{parent.document.title="owned"}catch{}try{top.location="${address}/top"}catch{}` +
      `fetch("${address}/fetch").catch(()=>{});new Image().src="${address}/image";` +
      `open("${address}/popup");localStorage`
    const leave = `<script>location="${address}/leave"</script>`
    const { page, dialogs } = await open(
      pageFrom([
        { markdown: `# Title <img src=x onerror='${evil}'><script>${evil}</script><svg/onload='${evil}'>` },
        { markdown: '[x](javascript:alert(1)) <a href="javascript:alert(1)" id=js>click</a>' },
        shown({ 'text/html': `<table><tr><td onclick='${evil}' onmouseover='${evil}'>cell</td></tr></table>` }),
        shown({
          'image/svg+xml': `<svg xmlns="http://www.w3.org/2000/svg" onload='${evil}'><script>${evil}</script><image href="${address}/svg"/></svg>`,
        }),
        shown({
          'text/html': `<script>${reach}</script><img src="${address}/img"><link rel=stylesheet href="${address}/css">`,
        }),
        shown({ 'text/html': leave }),
        shown({
          'text/html': `<meta http-equiv=refresh content="0;url=${address}/refresh"><form action="${address}/form"><input id=f></form><script>document.forms[0].submit()</script>`,
        }),
        {
          code: `//| label: '<img src=x onerror=${evil}>'\n1`,
          outputs: [
            {
              output_type: 'stream',
              name: 'stdout',
              text: `\u001b]8;;javascript:${evil}\u0007link\u001b]8;;\u0007<script>${evil}</script>`,
            },
          ],
        },
      ]),
    )
    for (const frame of await page.locator('iframe').all()) await frame.scrollIntoViewIfNeeded()
    // Frames report their height when their scripts have run: those that may.
    await page.waitForFunction(() => document.querySelector('iframe')?.style.height !== '')
    await page.waitForLoadState('networkidle')
    expect(await page.title()).not.toBe('owned')
    expect({ heard, dialogs, pages: page.context().pages().length }).toEqual({ heard: [], dialogs: [], pages: 1 })
  })
})
