/** `import { openNotebook } from 'cellar'`, by the package's own name: plan, run, values, and what it refuses. */
import { onTestFinished, describe, expect, it } from 'vitest'
import { openNotebook } from '../../pipeline/api.ts'
import { notebookFile } from '../support/notebook-file.ts'

const cells = {
  a: 'const { n } = params({ n: 2 })',
  b: "//| label: rows\nconst rows = new Map([['x', [n, new Date(0)]]])\nconsole.log('made')",
  c: 'const f = () => n',
}
const open = async (path = notebookFile(cells), options = {}) => {
  const nb = await openNotebook(path, options)
  onTestFinished(() => nb.close())
  return nb
}

describe('openNotebook', () => {
  it('plans without running, runs, and says what ran', async () => {
    const nb = await open()
    expect(nb.plan()).toEqual(['a', 'b', 'c'])
    const { ok, cells } = await nb.run()
    expect(ok).toBe(true)
    expect(cells.map(cell => [cell.id, cell.state, cell.ran, cell.text])).toEqual([
      ['a', 'fresh', true, ''],
      ['b', 'fresh', true, 'made\n'],
      ['c', 'fresh', true, ''],
    ])
    expect(nb.plan()).toEqual([])
  })

  it('gives values as copies, also after another process ran it', async () => {
    const path = notebookFile(cells)
    const first = await openNotebook(path, { parameters: { n: 5 } })
    await first.run()
    await first.close()
    const nb = await open(path, { parameters: { n: 5 } })
    expect((await nb.run()).cells.some(cell => cell.ran)).toBe(false)
    expect(await nb.value('rows')).toEqual(new Map([['x', [5, new Date(0)]]]))
    await expect(nb.value('f')).rejects.toThrow("`f` can't be read")
    await expect(nb.value('1; x')).rejects.toThrow('is no name')
    await expect(nb.value('nowhere')).rejects.toThrow("`nowhere` can't be read: nowhere is not defined")
  })

  it('says which notebook is not there', async () => {
    await expect(openNotebook('/gone/a.ipynb')).rejects.toThrow('There is no /gone/a.ipynb. Give the path')
  })

  it('takes parameters, one cell to run to, and refuses wrong ones', async () => {
    const nb = await open()
    nb.setParameters({ n: 7 })
    await nb.run({ to: 'rows' })
    expect(nb.plan()).toEqual(['c'])
    expect(() => nb.setParameters({ n: 'x' })).toThrow('takes a number')
    expect(() => nb.setParameters({ k: 1 })).toThrow('There is no parameter `k`')
    await expect(nb.run({ to: 'nowhere' })).rejects.toThrow('No code cell "nowhere"')
    await expect(openNotebook(notebookFile(cells), { parameters: { n: true } })).rejects.toThrow('takes a number')
  })

  it('tells of a cell that failed', async () => {
    const nb = await open(notebookFile({ a: 'throw new TypeError("no")', b: '1' }))
    const { ok, cells } = await nb.run()
    expect([ok, cells[0]?.error, cells[1]?.state]).toEqual([false, { name: 'TypeError', message: 'no' }, 'fresh'])
  })
})
