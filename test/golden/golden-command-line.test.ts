/**
 * The golden cases on an edited file: every step writes the notebook and runs `cellar run` on it in a process of its own. What the file then
 * shows must be what a fresh run shows; what the last run says it ran must not exceed the case's ideal.
 */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cellar } from '../support/command-line.ts'
import { afterStep, type GoldenCase, goldenCases } from '../support/golden.ts'
import { notebookFile, temporaryFolder } from '../support/notebook-file.ts'
import { failedInFile, shownInFile } from '../support/shown-in-file.ts'

describe('through `cellar run` on an edited file', () => {
  test.each(goldenCases().map(c => [c.name, c] as const))('%s', async (_name, golden) => {
    const { path, ran } = await play(golden)
    expect(shownInFile(path)).toMatchObject(golden.expect)
    expect(failedInFile(path)).toEqual(golden.errors ?? [])
    if (golden.ideal !== null) expect(golden.ideal, `ran ${ran}`).toEqual(expect.arrayContaining([...ran]))
  })
})

const play = async ({ cells, steps }: GoldenCase): Promise<{ path: string; ran: readonly string[] }> => {
  const folder = temporaryFolder()
  let book = cells
  let ran: readonly string[] = []
  for (const step of steps) {
    book = afterStep(book, step)
    const path = notebookFile(Object.fromEntries(book.map(c => [c.id, c.source])), folder)
    const { stdout, stderr } = await cellar('run', path, '--inplace', '--json')
    expect(stdout, stderr).toMatch(/^\{/)
    const run = JSON.parse(stdout) as { readonly cells: readonly { readonly id: string; readonly ran: boolean }[] }
    ran = run.cells.filter(c => c.ran).map(c => c.id)
  }
  return { path: join(folder, 'notebook.ipynb'), ran }
}
