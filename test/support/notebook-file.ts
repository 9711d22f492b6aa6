/** Builds notebook files from a literal: cell id → source, and more of a cell where a test needs it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

type CellText = string | { readonly source: string; readonly tags?: readonly string[] }

export const notebookText = (cells: Readonly<Record<string, CellText>>): string => {
  const json = {
    cells: Object.entries(cells).map(([id, cell]) => {
      const { source, tags } = typeof cell === 'string' ? { source: cell, tags: undefined } : cell
      return {
        cell_type: 'code',
        execution_count: null,
        id,
        metadata: tags ? { tags } : {},
        outputs: [],
        source: [source],
      }
    }),
    metadata: { kernelspec: { display_name: 'TypeScript (Cellar)', language: 'typescript', name: 'cellar' } },
    nbformat: 4,
    nbformat_minor: 5,
  }
  return `${JSON.stringify(json, null, 1)}\n`
}

/** A folder that goes when the test ends. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'cellar-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Writes the notebook into a folder of its own and gives its path. */
export const notebookFile = (cells: Readonly<Record<string, CellText>>, folder = temporaryFolder()): string => {
  const path = join(folder, 'notebook.ipynb')
  writeFileSync(path, notebookText(cells))
  return path
}
