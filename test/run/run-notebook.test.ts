/** A whole notebook run from its file: what that costs beside its cells, and what isn't tried again. */
import { expect, onTestFinished, test, vi } from 'vitest'
import { runNotebook } from '../../pipeline/run-notebook.ts'
import { cellId } from '../../runtime/brand.ts'
import { newCell } from '../../runtime/notebook/ipynb.ts'
import { notebookFolder } from '../support/notebook-folder.ts'

const watcher = { started: () => {}, ended: () => {}, uncaught: () => {}, waiting: () => {} }

test('the states of all cells are looked at once, not after each cell', async () => {
  const runtime = await notebookFolder().open()
  onTestFinished(() => runtime.close())
  const cells = ['const a = 1', 'const b = a', 'const c = b'].map((source, i) => newCell(cellId(`c${i}`), source, []))
  runtime.setDocument(cells)
  const states = vi.spyOn(runtime, 'states')
  const readStates = vi.spyOn(runtime, 'readStates')
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
  const run = await runNotebook({ runtime, cells, watcher, stop: new AbortController().signal })
  expect(run.cells.map(cell => cell.state)).toEqual([state, 'blocked', 'blocked', 'fresh'])
  expect(runtime.runs({ cell: cellId('c0'), limit: 9, offset: 0 })).toHaveLength(1)
})

test('timers that never end are told of, and waited for until the run is stopped', async () => {
  const runtime = await notebookFolder().open()
  onTestFinished(() => runtime.close())
  const sources = ['const again = () => setTimeout(again, 5); again()', 'setTimeout(() => {}, 50)', '1']
  const cells = sources.map((code, i) => newCell(cellId(`c${i}`), code, []))
  runtime.setDocument(cells)
  const stopping = new AbortController()
  const waited: (readonly string[])[] = []
  const waiting = (pending: typeof cells): void => {
    waited.push(pending.map(({ id }) => id))
    stopping.abort()
  }
  const { ok } = await runNotebook({ runtime, cells, watcher: { ...watcher, waiting }, stop: stopping.signal })
  expect(ok).toBe(true)
  expect(waited).toEqual([['c0']])
})
