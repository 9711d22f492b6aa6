/** The notebooks that come with Cellar are valid, clean and named as they should be. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { languageInfo } from '../../kernel/language-info.ts'

interface Cell {
  readonly id: string
  readonly cell_type: 'markdown' | 'code'
  readonly source: readonly string[]
  readonly outputs?: readonly unknown[]
  readonly execution_count?: number | null
}

const folder = join(import.meta.dirname, '..', '..', 'notebooks')
const names = readdirSync(folder).filter(name => name.endsWith('.ipynb'))

describe.each(names)('%s', name => {
  const text = readFileSync(join(folder, name), 'utf8')
  const notebook = JSON.parse(text) as {
    cells: readonly Cell[]
    metadata: object
    nbformat: number
    nbformat_minor: number
  }
  const { cells } = notebook
  const code = cells.filter(cell => cell.cell_type === 'code')

  test('is nbformat 4.5 for this kernel', () => {
    expect([notebook.nbformat, notebook.nbformat_minor]).toEqual([4, 5])
    expect(notebook.metadata).toMatchObject({
      kernelspec: { name: 'cellar', display_name: 'TypeScript (Cellar)', language: 'typescript' },
    })
  })

  test('is not marked as changed when it is opened: it says of its language what the kernel says', () => {
    expect(notebook.metadata).toMatchObject({ language_info: languageInfo() })
  })

  test('is written as Jupyter writes it', () => {
    expect(text).toBe(`${JSON.stringify(notebook, null, 1)}\n`)
  })

  test('every cell has an id of its own that the format allows', () => {
    expect(new Set(cells.map(cell => cell.id)).size).toBe(cells.length)
    for (const { id } of cells) expect(id).toMatch(/^[a-zA-Z0-9_-]{1,64}$/)
  })

  test('is kept without outputs, and no cell is empty', () => {
    for (const cell of code) expect(cell).toMatchObject({ outputs: [], execution_count: null })
    for (const cell of cells) expect(cell.source.join('').trim()).not.toBe('')
  })

  test('reads only files that are in the repository or that it wrote', () => {
    const sources = code.map(cell => cell.source.join('')).join('\n')
    const read = [...sources.matchAll(/readFile\('([^']+)'/g)].map(found => String(found[1]))
    const written = [...sources.matchAll(/writeFile\('([^']+)'/g)].map(found => String(found[1]))
    for (const path of read) {
      if (!written.includes(path)) expect(readFileSync(join(folder, path)).length).toBeGreaterThan(0)
    }
  })
})

test('the tour is among them', () => {
  expect(names).toContain('tour.ipynb')
})
