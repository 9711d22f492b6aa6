/**
 * `cellar export` to forms with results, as a user meets it: what comes out of a notebook that ran, and that nothing runs for it. The page
 * is looked at in page.test.ts.
 */
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { notebookMarkdown } from '../../runtime/sharing/markdown.ts'
import { cellar } from '../support/command-line.ts'
import { notebookFile } from '../support/notebook-file.ts'
import { sharedFrom, shown } from './shared-literal.ts'

const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>'

describe('export', () => {
  it('to ipynb writes the file that a run writes, from the store alone', async () => {
    const path = notebookFile({ a: 'const n = 6', blank: '', b: 'console.log(n * 7)\nn', c: `display.svg('${svg}')` })
    const [ran, exported] = ['ran.ipynb', 'exported.ipynb'].map(name => join(dirname(path), name)) as [string, string]
    await cellar('run', path, '-o', ran)
    const { code } = await cellar('export', path, '--to', 'ipynb', '-o', exported)
    expect(code).toBe(0)
    expect(readFileSync(exported, 'utf8')).toBe(readFileSync(ran, 'utf8'))
  })

  it('to html shows what is stale as stale, with its last output', async () => {
    const path = notebookFile({ a: 'const n = 6', b: 'console.log(n * 7)' })
    await cellar('run', path)
    writeFileSync(path, readFileSync(path, 'utf8').replace('n = 6', 'n = 60'))
    const { stdout } = await cellar('export', path, '--to', 'html')
    expect(stdout).toContain('<span class="state stale">stale</span>')
    expect(stdout).toContain('<pre class="stream stdout">42\n</pre>')
    expect(stdout).toContain('<svg xmlns=')
  })

  it('to html shows a cell that never ran because one above failed as blocked, with by whom', async () => {
    const path = notebookFile({ a: "const n = 6\nthrow new Error('no')", b: 'console.log(n * 7)' })
    await cellar('run', path)
    const { stdout } = await cellar('export', path, '--to', 'html')
    expect(stdout).toContain('<span class="state blocked">blocked</span>')
    expect(stdout).toContain('[1] failed, and this cell needs what it defines.')
  })

  it('to html is what a run writes with --html', async () => {
    const path = notebookFile({ a: 'console.log(6 * 7)' })
    const page = join(dirname(path), 'page.html')
    const { code } = await cellar('run', path, '--html', page)
    expect(code).toBe(0)
    const { stdout } = await cellar('export', path, '--to', 'html')
    const undated = (html: string) => html.replace(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, '')
    expect(undated(readFileSync(page, 'utf8'))).toBe(undated(stdout))
    expect(stdout).toContain('<span class="state fresh">fresh</span>')
  })

  it('to html says the same state in the text and in the graph, also of a cell whose code ran elsewhere', async () => {
    const path = notebookFile({ a: 'console.log(1)', b: 'console.log(1)', c: 'console.log(2)' })
    await cellar('run', path)
    const { stdout } = await cellar('export', path, '--to', 'html')
    expect(stdout.match(/<section class="cell is-fresh"/g)).toHaveLength(3)
    expect(stdout.match(/<title>fresh<\/title>/g)).toHaveLength(3)
  })

  it('to html keeps the versions that a figure had before', async () => {
    const path = notebookFile({ a: `//| label: fig-a\ndisplay.svg('${svg}')` })
    await cellar('run', path)
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('height=\\"9\\"', 'height=\\"8\\"'))
    await cellar('run', path)
    const { stdout } = await cellar('export', path, '--to', 'html')
    const pictures = [...stdout.matchAll(/src="data:image\/svg\+xml;base64,([^"]+)"/g)].map(
      ([, base64]) => /height="(\d)"/.exec(Buffer.from(base64!, 'base64').toString())?.[1],
    )
    expect(pictures).toEqual(['8', '9'])
    expect(stdout).toMatch(/<b>fig-a<\/b> version 1/)
  })

  it('to md puts pictures beside the file', async () => {
    const path = notebookFile({ a: `display.svg('${svg}')` })
    await cellar('run', path)
    const output = join(dirname(path), 'out.md')
    await cellar('export', path, '--to', 'md', '-o', output)
    expect(readFileSync(output, 'utf8')).toContain('![cell-1-1](out_files/cell-1-1.svg)')
    expect(readFileSync(join(dirname(path), 'out_files/cell-1-1.svg'), 'utf8')).toBe(svg)
  })

  it('to html and md call a figure by its label and show its caption', async () => {
    const path = notebookFile({ a: `//| label: fig-a\n//| fig-cap: Mass <in> [g]\ndisplay.svg('${svg}')` })
    await cellar('run', path)
    const output = join(dirname(path), 'out.md')
    await cellar('export', path, '--to', 'md', '-o', output)
    expect(readFileSync(output, 'utf8')).toContain('![Mass <in> \\[g\\]](out_files/fig-a.svg)')
    const { stdout } = await cellar('export', path, '--to', 'html')
    expect(stdout).toContain('<p class="caption">Mass &lt;in&gt; [g]</p>')
    expect(stdout).toContain('alt="Mass &lt;in&gt; [g]"')
  })

  it('to md has a picture of a chart and of a drawing in HTML, where their libraries are', async () => {
    const chart = `display.vega({ $schema: 'https://vega.github.io/schema/vega-lite/v5.json', data: { values: [{ a: 1 }] }, mark: 'point', encoding: {} })`
    const drawing = `display.html('<figure><div>legend</div>${svg}</figure>')`
    const path = notebookFile({ chart, drawing })
    symlinkSync(resolve(import.meta.dirname, '../../node_modules'), join(dirname(path), 'node_modules'))
    await cellar('run', path)
    const { stdout } = await cellar('export', path, '--to', 'md')
    expect(stdout.match(/!\[cell-\d-1\]\(data:image\/svg\+xml;base64,/g)).toHaveLength(2)
    const { stdout: html } = await cellar('export', path, '--to', 'html')
    expect(html).toMatch(/<div class="chart"><iframe [^>]*><\/iframe><img class="paper"/)
  })

  it('to pdf says what is missing where there is no browser', async () => {
    const path = notebookFile({ a: '1' })
    const { CELLAR_CHROMIUM } = process.env
    process.env.CELLAR_CHROMIUM = join(dirname(path), 'no-such-browser')
    const { code, stderr } = await cellar('export', path, '--to', 'pdf', '-o', join(dirname(path), 'out.pdf'))
    if (CELLAR_CHROMIUM === undefined) delete process.env.CELLAR_CHROMIUM
    else process.env.CELLAR_CHROMIUM = CELLAR_CHROMIUM
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/no-such-browser, which is no program/) })
    expect(existsSync(join(dirname(path), 'out.pdf'))).toBe(false)
  })
})

describe('Markdown', () => {
  const markdown = (...cells: Parameters<typeof sharedFrom>[0]) => notebookMarkdown(sharedFrom(cells), () => 'p.png')

  it('keeps texts, fences code and prints outputs without control sequences', () => {
    const text = ['\u001b[31mred\u001b[0m\n']
    expect(
      markdown({ markdown: '# T' }, { code: 'go()', outputs: [{ output_type: 'stream', name: 'stdout', text }] }),
    ).toBe('# T\n\n```ts\ngo()\n```\n\n```text\nred\n```\n')
  })

  it('cannot be broken out of by a fence in an output', () => {
    const text = '```\n<script>alert(1)</script>\n````'
    expect(markdown({ code: 'x', outputs: [{ output_type: 'stream', name: 'stdout', text }] })).toContain(
      `\`\`\`\`\`text\n${text}\n\`\`\`\`\`\n`,
    )
  })

  it('holds no script of an HTML output', () => {
    expect(markdown(shown({ 'text/html': '<p onclick=x>hi</p><script>alert(1)</script>', 'text/plain': 'hi' }))).toBe(
      '```ts\nshow()\n```\n\n```text\nhi\n```\n',
    )
  })
})
