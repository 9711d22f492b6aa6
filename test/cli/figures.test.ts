/** `cellar figures` and `cellar config` as a user calls them: on a store that real runs have filled. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseHTML } from 'linkedom'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pictureFor } from '../../cli/terminal-picture.ts'
import { cellar, type Ended } from '../support/command-line.ts'
import { notebookText } from '../support/notebook-file.ts'

let folder = ''
let first: Ended
const store = () => ['--store', join(folder, '.cellar')]
const figures = (...args: readonly string[]) => cellar('figures', ...args, ...store())
const drawing = (fill: string): string =>
  `//| label: box\n//| fig-types: [svg, png]\n'<svg width="40" height="20"><rect width="20" height="20" fill="${fill}"/></svg>'`
const run = async (fill: string): Promise<Ended> => {
  writeFileSync(join(folder, 'nb.ipynb'), notebookText({ a: drawing(fill) }))
  return cellar('run', join(folder, 'nb.ipynb'), '--json')
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cellar-figures-'))
  first = await run('red')
  await run('blue')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('run says a line for each file it saves, and lists the figures in its summary', async () => {
  expect(first.stderr).toMatch(/^Saving .*_output\/figures\/nb\/svg\/box\.svg$/m)
  expect(first.stderr).toMatch(/^Saving .*_output\/figures\/nb\/png\/box\.png$/m)
  const { figures } = JSON.parse(first.stdout)
  expect(figures).toEqual([{ name: 'box', cell: expect.any(String), version: 1, saved: expect.any(Array) }])
  expect(figures[0].saved).toHaveLength(2)
  const again = await cellar('run', join(folder, 'nb.ipynb'), '--json')
  expect(again.stderr).not.toContain('Saving')
  expect(JSON.parse(again.stdout).figures).toMatchObject([{ version: 2, saved: [] }])
})

test('run --no-figures keeps none, and neither does check: it only compares', async () => {
  const path = join(folder, 'other.ipynb')
  writeFileSync(path, notebookText({ a: drawing('green') }))
  expect(JSON.parse((await cellar('run', path, '--no-figures', '--inplace', '--json')).stdout).figures).toEqual([])
  expect((await cellar('check', path)).code).toBe(0)
  expect(existsSync(join(folder, '_output/figures/other'))).toBe(false)
})

describe('figures', () => {
  test('lists the newest version of each, and with --all every one', async () => {
    expect((await figures('list')).stdout).toMatch(/box@2 .*image\/svg\+xml/)
    const all = JSON.parse((await figures('list', '--all', '--json')).stdout) as { version: number }[]
    expect(all.map(row => row.version)).toEqual([2, 1])
  })

  test('show says what led to a version', async () => {
    const { stdout } = await figures('show', 'box@1')
    expect(stdout).toMatch(/figure +box@1/)
    expect(stdout).toContain('fill="red"')
    expect(stdout).not.toContain('fill="blue"')
  })

  test('export writes any version in any type, by the ending of the file', async () => {
    const begins = { png: '\u0089PNG', svg: '<svg', pdf: '%PDF-1.4', eps: '%!PS-Adobe' }
    for (const [type, magic] of Object.entries(begins)) {
      const file = join(folder, `out.${type}`)
      expect((await figures('export', 'box@1', '-o', file)).code).toBe(0)
      expect(readFileSync(file, 'latin1').startsWith(magic)).toBe(true)
    }
  })

  test('diff measures the pixels, names what changed, and writes a page that runs nothing', async () => {
    const page = join(folder, 'diff.html')
    expect((await figures('diff', 'box', '-o', page)).stdout).toMatch(/box@1 and box@2: 50\.00 % of the pixels differ/)
    const { document } = parseHTML(readFileSync(page, 'utf8'))
    expect(document.querySelectorAll('img').length).toBe(3)
    expect(document.querySelector('script')).toBeNull()
    expect(document.body.textContent).toContain('changed: the code')
    expect([...document.querySelectorAll('pre')].map(pre => pre.textContent.includes('<svg'))).toEqual([true, true])
  })

  test('restore puts an older version in front and on disk', async () => {
    expect((await figures('restore', 'box@1')).stdout).toMatch(/Saving .*box\.svg[\s\S]*as version 3/)
    expect(readFileSync(join(folder, '_output/figures/nb/svg/box.svg'), 'utf8')).toContain('red')
  })

  test('tag names a version for all other verbs', async () => {
    await figures('tag', 'box@2', 'paper')
    expect((await figures('show', 'box@paper')).stdout).toMatch(/figure +box@2/)
    const { stdout } = await figures('list', '--tag', 'paper', '--json')
    expect((JSON.parse(stdout) as object[]).map(row => Reflect.get(row, 'version') as unknown)).toEqual([2])
    await figures('tag', 'box@2', 'paper', '--remove')
    expect((await figures('show', 'box@paper')).stderr).toMatch(/Figure box has no version paper\. There are 3, 2, 1\./)
  })

  test.each([
    [['show', 'no'], 'There is no figure no'],
    [['diff', 'box@1'], 'no version before 1'],
    [['export', 'box', '-f', 'gif'], 'No type "gif" of box. There are png, svg, pdf, eps.'],
  ])('answers wrong use: %j', async (args, why) => {
    const { code, stderr } = await figures(...args)
    expect([code, stderr]).toEqual([2, expect.stringContaining(why)])
  })
})

test('config explains where each value comes from, and what is wrong with a file', async () => {
  const project = join(folder, 'project')
  mkdirSync(project)
  writeFileSync(join(project, 'cellar.yaml'), 'fig-types: pdf\ncapture: sometimes\n')
  const { code, stdout, stderr } = await cellar('config', project, '--explain')
  expect(stdout).toMatch(/fig-types +pdf +project file +.*cellar\.yaml\n +png, svg \(overridden\) +default/)
  expect([code, stderr]).toEqual([2, expect.stringContaining('`capture` must be all or off, not "sometimes".')])
  expect((await cellar('config', join(folder, 'nowhere'))).code).toBe(2)
  expect(existsSync(join(project, '_output'))).toBe(false)
})

describe('a picture in a terminal', () => {
  const png = Buffer.alloc(5_000, 7)

  test('is sent whole to kitty and iTerm2, in their own codes', () => {
    const kitty = pictureFor({ KITTY_WINDOW_ID: '1' }, png) ?? ''
    const chunks = kitty
      .trim()
      .split('\u001b\\')
      .filter(Boolean)
      .map(code => code.replace('\u001b_G', '').split(';'))
    expect(Buffer.from(chunks.map(([, data]) => data).join(''), 'base64').equals(png)).toBe(true)
    expect(chunks.map(([control]) => control)).toEqual(['a=T,f=100,m=1', 'm=0'])
    const iterm = pictureFor({ TERM_PROGRAM: 'iTerm.app' }, png)
    expect(iterm).toBe(`\u001b]1337;File=inline=1;size=5000:${png.toString('base64')}\u0007\n`)
  })

  test('is not sent to others, nor through tmux', () => {
    expect(pictureFor({ TERM: 'xterm-256color' }, png)).toBeUndefined()
    expect(pictureFor({ KITTY_WINDOW_ID: '1', TMUX: '/tmp/t' }, png)).toBeUndefined()
  })
})
