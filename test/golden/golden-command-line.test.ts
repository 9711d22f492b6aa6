/**
 * The golden cases on an edited file: every step writes the notebook and runs `cellar run` on it in a process of its own. What the file then
 * shows must be what a fresh run shows; what the last run says it ran must not exceed the case's ideal.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cellar } from '../support/command-line.ts'
import { afterStep, type GoldenCase, goldenCases } from '../support/golden.ts'
import { notebookFile, temporaryFolder } from '../support/notebook-file.ts'

describe('through `cellar run` on an edited file', () => {
  test.each(goldenCases().map(c => [c.name, c] as const))('%s', async (_name, golden) => {
    const { path, ran } = await play(golden)
    const { shown, failed } = outputsIn(path)
    expect(shown).toMatchObject(golden.expect)
    expect(failed).toEqual(golden.errors ?? [])
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

interface Output {
  readonly output_type: string
  readonly name?: string
  readonly text?: readonly string[]
}

const outputsIn = (path: string) => {
  const { cells } = JSON.parse(readFileSync(path, 'utf8')) as {
    readonly cells: readonly { readonly id: string; readonly outputs: readonly Output[] }[]
  }
  const stdout = (outputs: readonly Output[]): string =>
    outputs.flatMap(o => (o.name === 'stdout' ? (o.text ?? []) : [])).join('')
  return {
    shown: Object.fromEntries(cells.map(({ id, outputs }) => [id, stdout(outputs)])),
    failed: cells.filter(({ outputs }) => outputs.some(o => o.output_type === 'error')).map(({ id }) => id),
  }
}
