/** A temporary folder with its own store, and a runtime on a notebook in it. Removed when the test ends. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openNotebook } from '../../runtime/index.ts'
import type { NotebookRuntime } from '../../runtime/runtime.ts'
import { Player, type SourceCell } from './golden.ts'

export interface NotebookFolder {
  readonly folder: string
  readonly open: () => Promise<NotebookRuntime>
}

export const notebookFolder = (): NotebookFolder => {
  const folder = mkdtempSync(join(tmpdir(), 'cellar-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return { folder, open: () => openNotebook({ notebookPath: join(folder, 'nb.ipynb'), cwd: folder }) }
}

/** A notebook from a literal: `{ a: 'const n = 2', b: 'n + 1' }`. Closed when the test ends. */
export const openPlayer = async (cells: Readonly<Record<string, string>> | readonly SourceCell[]): Promise<Player> => {
  const list = Array.isArray(cells)
    ? (cells as readonly SourceCell[])
    : Object.entries(cells).map(([id, source]) => ({ id, source: String(source) }))
  const player = await Player.open(list, notebookFolder().open)
  onTestFinished(() => player.close())
  return player
}

/** A runtime on an empty notebook, closed when the test ends. */
export const openRuntime = async (): Promise<NotebookRuntime> => {
  const runtime = await notebookFolder().open()
  onTestFinished(() => runtime.close())
  return runtime
}
