/**
 * A notebook file and the runtime opened on it, for every verb that looks at or runs one. The file is read and judged
 * before anything starts; the runtime is closed whatever comes of the work.
 */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type OpenOptions, openNotebook } from '../runtime/index.ts'
import { codeCells, type NotebookCell, type NotebookFile, parseNotebook } from '../runtime/notebook/ipynb.ts'
import type { NotebookRuntime } from '../runtime/runtime.ts'
import { UsageError } from './usage-error.ts'

export interface OpenedNotebook {
  readonly path: string
  readonly text: string
  readonly notebook: NotebookFile
  readonly cells: readonly NotebookCell[]
  readonly runtime: NotebookRuntime
}

export type ReadNotebook = Omit<OpenedNotebook, 'runtime'>

export const readNotebook = (path: string): ReadNotebook => {
  if (!existsSync(path)) throw new UsageError(`There is no ${path}. Give the path of a notebook (.ipynb).`)
  if (statSync(path).isDirectory()) throw new UsageError(`${path} is a folder. Give the path of a notebook in it.`)
  const text = readFileSync(path, 'utf8')
  const { notebook, warnings } = parseNotebook(text, path)
  for (const warning of warnings) process.stderr.write(`${warning}\n`)
  return { path: resolve(path), text, notebook, cells: codeCells(notebook) }
}

export const withNotebook = <T>(path: string, work: (opened: OpenedNotebook) => Promise<T>): Promise<T> =>
  withRuntime(readNotebook(path), work)

/** With the document in it. To be closed. */
export const openRuntime = async (
  { path, cells }: ReadNotebook,
  options: Pick<OpenOptions, 'figures'> = {},
): Promise<NotebookRuntime> => {
  const runtime = await openNotebook({
    ...options,
    notebookPath: path,
    cwd: dirname(path),
    batch: true,
    onNotice: text => process.stderr.write(`${text}\n`),
  })
  runtime.setDocument(cells)
  return runtime
}

export const withRuntime = async <T>(
  read: ReadNotebook,
  work: (opened: OpenedNotebook) => Promise<T>,
  options: Pick<OpenOptions, 'figures'> = {},
): Promise<T> => {
  const runtime = await openRuntime(read, options)
  try {
    return await work({ ...read, runtime })
  } finally {
    await runtime.close()
  }
}
