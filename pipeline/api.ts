/**
 * What scripts and tests import: open a notebook, see what would run, run it, read its values. It drives the runtime as every front does
 * and keeps nothing of its own; user code runs in the notebook's session, and values come out as copies.
 */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { deserialize } from 'node:v8'
import { openNotebook as openRuntime } from '../runtime/index.ts'
import { findCell, noSuchCell } from '../runtime/notebook/cell-choice.ts'
import { codeCells, type NotebookCell, parseNotebook } from '../runtime/notebook/ipynb.ts'
import { NotebookError } from '../runtime/notebook/notebook-error.ts'
import { declaredParameters } from '../runtime/parameters/declared.ts'
import { checkValues } from '../runtime/parameters/given.ts'
import { withInjected } from '../runtime/parameters/injected.ts'
import type { NotebookRuntime } from '../runtime/runtime.ts'
import type { CellView } from '../runtime/view.ts'
import type * as Declared from './cellar.d.ts'
import { type NotebookRun, runNotebook } from './run-notebook.ts'

export const openNotebook: typeof Declared.openNotebook = async (path, { parameters = {} } = {}) => {
  if (!existsSync(path)) throw new NotebookError(`There is no ${path}. Give the path of a notebook (.ipynb).`)
  const { notebook } = parseNotebook(readFileSync(path, 'utf8'), path)
  const declared = declaredParameters(codeCells(notebook))
  const runtime = await openRuntime({ notebookPath: resolve(path), cwd: dirname(resolve(path)), batch: true })
  let cells: readonly NotebookCell[] = []
  const setParameters: Declared.Notebook['setParameters'] = values => {
    checkValues(declared, values)
    cells = codeCells(withInjected(notebook, declared, values))
    runtime.setParameters(values)
    runtime.setDocument(cells)
  }
  try {
    setParameters(parameters)
  } catch (error) {
    await runtime.close()
    throw error
  }
  return {
    setParameters,
    states: () => runtime.states().map(stateOf),
    plan: () =>
      runtime
        .states()
        .filter(({ state }) => state === 'new' || state === 'stale')
        .map(({ id }) => id),
    run: async ({ to } = {}) => {
      const chosen = to === undefined ? undefined : findCell(cells, to)
      if (to !== undefined && chosen === undefined) throw new RangeError(noSuchCell(cells, to))
      return run(runtime, cells, chosen)
    },
    value: name => valueOf(runtime, name),
    close: () => runtime.close(),
  }
}

const stateOf = ({ id, state, because }: CellView): Declared.CellState => ({
  id,
  state,
  ...(because === undefined ? {} : { because: because.text }),
})

const run = async (
  runtime: NotebookRuntime,
  cells: readonly NotebookCell[],
  to: NotebookCell | undefined,
): Promise<Declared.RunResult> => {
  const errors = new Map<string, Declared.CellResult['error']>()
  const done = await runNotebook({
    runtime,
    cells,
    to: to?.id,
    stop: new AbortController().signal,
    watcher: {
      started: () => {},
      ended: (cell, _outcome, error) => {
        if (error !== undefined) errors.set(cell.id, { name: error.name, message: error.message })
      },
      uncaught: (cell, { name, message }) => void errors.set(cell.id, { name, message }),
      waiting: () => {},
    },
  })
  return {
    ok: done.ok,
    cells: done.cells.map(({ id, state, because, ran, ms }, index) => {
      const error = errors.get(id)
      return {
        ...{ id, state, ran, ms, text: textOf(done, cells[index]!) },
        ...(because === undefined ? {} : { because: because.text }),
        ...(error === undefined ? {} : { error }),
      }
    }),
  }
}

const textOf = ({ results }: NotebookRun, cell: NotebookCell): string =>
  (results.get(cell.id)?.outputs ?? [])
    .flatMap(output => (output.output_type === 'stream' ? [[output.text].flat().join('')] : []))
    .join('')

const MIME = 'application/vnd.cellar.structured-clone'

/** By a cell that is in no document, at its end: whatever it needs is brought about as for any cell. */
const valueOf = async (runtime: NotebookRuntime, name: string): Promise<unknown> => {
  if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)) throw new TypeError(`"${name}" is no name.`)
  let bytes: string | undefined
  const { error } = await runtime.execute({
    code: `(value => ({ [Symbol.for('Jupyter.display')]: () => ({ '${MIME}': require('node:v8').serialize(value).toString('base64') }) }))(${name})`,
    silent: true,
    onEvent: event => {
      if (event.type === 'result') bytes = event.data[MIME] as string | undefined
    },
  })
  if (bytes === undefined)
    throw new Error(`\`${name}\` can't be read: ${error?.message ?? 'it is nothing that can be copied'}.`)
  return deserialize(Buffer.from(bytes, 'base64')) as unknown
}
