/** A whole notebook run from its file: what that costs beside its cells. */
import { expect, onTestFinished, test, vi } from 'vitest'
import { runNotebook } from '../../pipeline/run-notebook.ts'
import { cellId } from '../../runtime/brand.ts'
import { newCell } from '../../runtime/notebook/ipynb.ts'
import { notebookFolder } from '../support/notebook-folder.ts'

test('the states of all cells are looked at once, not after each cell', async () => {
  const runtime = await notebookFolder().open()
  onTestFinished(() => runtime.close())
  const cells = ['const a = 1', 'const b = a', 'const c = b'].map((source, i) => newCell(cellId(`c${i}`), source, []))
  runtime.setDocument(cells)
  const states = vi.spyOn(runtime, 'states')
  const readStates = vi.spyOn(runtime, 'readStates')
  const watcher = { started: () => {}, ended: () => {} }
  const { ok } = await runNotebook({ runtime, cells, watcher, stop: new AbortController().signal })
  expect(ok).toBe(true)
  expect(states.mock.calls.length).toBeLessThan(2)
  expect(readStates).not.toHaveBeenCalled()
})
