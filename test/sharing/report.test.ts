/**
 * `cellar report`, as a user meets it: a site over real notebooks that ran, failed or can't be read; what it refuses to overwrite; and that
 * names, captions and errors from notebooks stay text in it.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runId, version } from '../../runtime/brand.ts'
import { locationOf } from '../../runtime/location.ts'
import { provenanceOf } from '../../runtime/sharing/report/provenance.ts'
import type { RunTrace } from '../../runtime/store/store.ts'
import { runLiteral } from '../store/literals.ts'
import { cellar } from '../support/command-line.ts'
import { notebookText, temporaryFolder } from '../support/notebook-file.ts'

const circle = (r: number) => `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="${r}"/></svg>`

const notebooks = async (): Promise<string> => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'sub'))
  mkdirSync(join(folder, 'node_modules'))
  writeFileSync(join(folder, 'data.txt'), '5')
  const plot = {
    unrelated: 'const other = 1',
    read: "import { readFileSync } from 'node:fs'\nconst r = Number(readFileSync('data.txt', 'utf8'))",
    plot: `//| label: fig-round\n//| fig-cap: Round <b>things</b>\ndisplay.svg('${circle(0)}'.replace('"0"', '"' + r + '"'))`,
  }
  writeFileSync(join(folder, 'plot.ipynb'), notebookText(plot))
  const rows = `[{ a: 1, '<b>': '<i>' }]`
  writeFileSync(join(folder, 'table.ipynb'), notebookText({ a: `//| label: tab\ndisplay.table(${rows})` }))
  writeFileSync(join(folder, 'a-late.ipynb'), notebookText({ a: "throw new Error('late')" }))
  writeFileSync(join(folder, 'sub/fails.ipynb'), notebookText({ a: "throw new Error('<img src=x onerror=alert(1)>')" }))
  writeFileSync(join(folder, 'broken.ipynb'), 'no JSON')
  writeFileSync(join(folder, 'node_modules/theirs.ipynb'), notebookText({ a: '1' }))
  await cellar('run', join(folder, 'plot.ipynb'))
  await cellar('run', join(folder, 'sub/fails.ipynb'))
  await cellar('run', join(folder, 'table.ipynb'))
  await cellar('run', join(folder, 'a-late.ipynb'))
  return folder
}

describe('a report', () => {
  it('tells of every notebook, figure and failure, and what led to each figure', async () => {
    const folder = await notebooks()
    const { code, stdout } = await cellar('report', folder)
    const site = join(folder, '_output/report')
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${join(site, 'index.html')}\n` })
    const text = (name: string) => readFileSync(join(site, name), 'utf8')
    const index = text('index.html')
    expect(index.match(/<tr><td>/g)).toHaveLength(5)
    expect(index).toContain('<a href="notebooks/plot.html">plot.ipynb</a>')
    expect(index).toMatch(/broken\.ipynb<\/td><td><span class="state failed">unreadable/)
    expect(index).not.toContain('theirs.ipynb')
    expect(text('failures.html')).toContain(': &lt;img src=x onerror=alert(1)&gt;')
    expect(text('failures.html').match(/(?<=<h2>)[^<]+/g)).toEqual(['a-late.ipynb', 'sub/fails.ipynb'])
    const figures = text('figures.html')
    expect(figures.match(/<figure class="card"/g)).toHaveLength(2)
    expect(figures).toContain('<th>&lt;b&gt;</th></tr></thead><tbody><tr><td>1</td><td>&lt;i&gt;</td></tr>')
    expect(figures).toContain('<b>fig-round</b> Round &lt;b&gt;things&lt;/b&gt;')
    const files = readdirSync(join(site, 'figures'))
    const picture = files.find(name => name.endsWith('.svg'))
    expect(text(`figures/${files.find(name => name.endsWith('.csv'))}`)).toBe('a,<b>\r\n1,<i>\r\n')
    expect(figures).toContain(`src="figures/${picture}"`)
    expect(text(`figures/${picture}`)).toContain('<circle r="5"')
    const provenance = text('provenance/plot--plot.html')
    expect(provenance).toContain('data.txt')
    expect(provenance).toContain('readFileSync')
    expect(provenance).not.toContain('other = 1')
  })

  it('replaces its own earlier site and nothing else', async () => {
    const folder = await notebooks()
    const site = join(folder, 'site')
    await cellar('report', folder, '-o', site)
    writeFileSync(join(site, 'old.html'), 'of the earlier report')
    expect((await cellar('report', folder, '-o', site)).code).toBe(0)
    expect(existsSync(join(site, 'old.html'))).toBe(false)
    const mine = temporaryFolder()
    writeFileSync(join(mine, 'mine.txt'), 'mine')
    const { code, stderr } = await cellar('report', folder, '-o', mine)
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/no report of Cellar. Name another folder/),
    })
    expect(readdirSync(mine)).toEqual(['mine.txt'])
  })
})

describe('provenance', () => {
  const trace = (id: string, reads: readonly string[], writes: readonly string[]): RunTrace => ({
    ...runLiteral({ id, wrote: writes }),
    reads: reads.map(name => ({ location: locationOf('name', name), version: version(`${name} 1`) })),
    writes: writes.map(name => ({
      ...runLiteral({ id, wrote: [name] }).writes[0]!,
      location: locationOf('name', name),
      version: version(`${name} 1`),
    })),
  })
  const details = (id: string) => ({ ...runLiteral({ id }), code: `code of ${id}` })

  it('is the ancestors of the cell, in document order, and no other cell', () => {
    const shown = [trace('a', [], ['x']), trace('b', [], ['y']), trace('c', ['x'], ['z']), trace('d', ['z'], [])]
    const found = provenanceOf(3, shown, run => details(run))
    expect(found?.steps.map(({ number, code }) => [number, code])).toEqual([
      [1, 'code of a'],
      [3, 'code of c'],
      [4, 'code of d'],
    ])
    expect(found?.unknown).toEqual([])
  })

  it('says which values come from runs that are not there any more', () => {
    const old = { ...trace('a', [], ['x']), writes: [{ ...trace('a', [], ['x']).writes[0]!, version: version('x 2') }] }
    const found = provenanceOf(1, [old, trace('b', ['x'], [])], run => details(run))
    expect(found?.steps.map(({ run }) => run)).toEqual([runId('b')])
    expect(found?.unknown).toEqual(['name:x'])
  })

  it('is not there for a cell that never ran', () => {
    expect(provenanceOf(0, [undefined], () => undefined)).toBeUndefined()
  })
})
