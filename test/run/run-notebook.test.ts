/** A whole notebook run from its file: what that costs beside its cells, and what isn't tried again. */
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
  const watcher = { started: () => {}, ended: () => {}, uncaught: () => {} }
  const { ok } = await runNotebook({ runtime, cells, watcher, stop: new AbortController().signal })
  expect(ok).toBe(true)
  expect(states.mock.calls.length).toBeLessThan(2)
  expect(readStates).not.toHaveBeenCalled()
})

test.each([
  ['takes too long', '//| timeout: 0.2\nconst x = 1; for (;;);', 'timeout'],
  ['takes its process with it', "const x = 1; process.kill(process.pid, 'SIGKILL')", 'failed'],
])('a cell that %s blocks those below it, and is run once by each run of the notebook', async (_, source, state) => {
  const runtime = await notebookFolder().open()
  onTestFinished(() => runtime.close())
  const cells = [source, 'x', 'x + 1', 'const y = 2'].map((code, i) => newCell(cellId(`c${i}`), code, []))
  runtime.setDocument(cells)
  const watcher = { started: () => {}, ended: () => {}, uncaught: () => {} }
  const run = await runNotebook({ runtime, cells, watcher, stop: new AbortController().signal })
  expect(run.cells.map(cell => cell.state)).toEqual([state, 'blocked', 'blocked', 'fresh'])
  expect(runtime.runs({ cell: cellId('c0'), limit: 9, offset: 0 })).toHaveLength(1)
})
