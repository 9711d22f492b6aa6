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
  /** What was said of it until now without stopping anything. */
  readonly notices: readonly string[]
}

export type ReadNotebook = Omit<OpenedNotebook, 'runtime'>

export const readNotebook = (path: string): ReadNotebook => {
  if (!existsSync(path)) throw new UsageError(`There is no ${path}. Give the path of a notebook (.ipynb).`)
  if (statSync(path).isDirectory()) throw new UsageError(`${path} is a folder. Give the path of a notebook in it.`)
  const text = readFileSync(path, 'utf8')
  const { notebook, warnings } = parseNotebook(text, path)
  warnings.forEach(say)
  return { path: resolve(path), text, notebook, cells: codeCells(notebook), notices: warnings }
}

export const withNotebook = <T>(path: string, work: (opened: OpenedNotebook) => Promise<T>): Promise<T> =>
  withRuntime(readNotebook(path), work)

/** With the document in it. To be closed. */
export const openRuntime = async (
  { path, cells }: ReadNotebook,
  options: Pick<OpenOptions, 'figures' | 'onNotice'> = {},
): Promise<NotebookRuntime> => {
  const runtime = await openNotebook({ onNotice: say, ...options, notebookPath: path, cwd: dirname(path), batch: true })
  runtime.setDocument(cells)
  return runtime
}

export const withRuntime = async <T>(
  read: ReadNotebook,
  work: (opened: OpenedNotebook) => Promise<T>,
  options: Pick<OpenOptions, 'figures'> = {},
): Promise<T> => {
  const notices = [...read.notices]
  const onNotice = (text: string): void => {
    notices.push(text)
    say(text)
  }
  const runtime = await openRuntime(read, { ...options, onNotice })
  try {
    return await work({ ...read, runtime, notices })
  } finally {
    await runtime.close()
  }
}

const say = (text: string): void => void process.stderr.write(`${text}\n`)
