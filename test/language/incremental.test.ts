/** What an edit costs in a large notebook, counted in files that TypeScript reads again. */
import { expect, test } from 'vitest'
import { type TypedNotebook, typedFolder } from './typed-notebook.ts'

const { open } = typedFolder()

const cells = Array.from({ length: 200 }, (_, i) =>
  i === 0
    ? 'const v0 = [{ n: 1 }]'
    : `const v${i} = v${i - 1}.map(r => ({ n: r.n + ${i} }))\nfunction f${i}() { return v${i}.length }`,
)

/** The names of the files that are parsed anew between two looks at the program. */
const reread = (nb: TypedNotebook, work: () => void): readonly string[] => {
  const before = new Set(nb.types.program.getSourceFiles())
  work()
  const files = nb.types.program.getSourceFiles().filter(file => !before.has(file))
  return files.map(file => file.fileName.replace(/.*__cellar_/, ''))
}

test('200 cells: typing in one reads again that one alone, wherever it stands', () => {
  const nb = open(...cells)
  nb.settle()
  for (const at of [1, 100, 199]) {
    nb.offers(`v${at - 1}.|`, at)
    expect(reread(nb, () => expect(nb.offers(`x; v${at - 1}.ma|`, at)).toEqual(['map']))).toEqual(['focus.ts'])
  }
})

test('typing on in one word reads nothing again', () => {
  const nb = open(...cells.slice(0, 3))
  nb.offers('v1.|')
  expect(reread(nb, () => expect(nb.offers('v1.ma|')).toEqual(['map']))).toEqual([])
})

test('200 cells: an edit of one cell reads again that cell, and one import line of each cell that depends on it', () => {
  const nb = open(...cells)
  nb.settle()
  nb.offers('v199.|')
  const files = reread(nb, () => nb.edit(197, `${cells[197]}\n// a comment`))
  expect(files.filter(f => !f.startsWith('above_'))).toHaveLength(1)
  expect(files.filter(f => f.startsWith('above_'))).toHaveLength(3)
})

test('200 cells: an edit that nothing depends on leaves the declarations of the others', () => {
  const nb = open(...cells, 'const lonely = 1')
  nb.settle()
  nb.offers('lonely.|')
  const files = reread(nb, () => {
    nb.edit(200, 'const lonely = 2')
    nb.settle()
  })
  expect(files).toHaveLength(2)
})

test('200 cells: the same document again costs nothing', () => {
  const nb = open(...cells)
  nb.settle()
  nb.problems(3)
  expect(reread(nb, () => nb.edit(0, cells[0] ?? ''))).toEqual([])
})
