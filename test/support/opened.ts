/** A runtime on a notebook in a folder of its own, and what each cell came to: outcome, output, and which cells ran. */
import { onTestFinished } from 'vitest'
import { cellId } from '../../runtime/brand.ts'
import type { RunEvent } from '../../runtime/run/events.ts'
import type { ExecuteResult, NotebookRuntime } from '../../runtime/runtime.ts'
import { notebookFolder } from './notebook-folder.ts'

export interface Came {
  readonly result: ExecuteResult
  readonly text: string
}

export interface Opened {
  readonly folder: string
  readonly runtime: () => NotebookRuntime
  /** Runs every cell in order. */
  readonly runAll: () => Promise<Readonly<Record<string, Came>>>
  readonly run: (id: string, onText?: (text: string) => void) => Promise<Came>
  readonly edit: (id: string, source: string) => void
  readonly restart: () => Promise<void>
}

export const opened = async (cells: Readonly<Record<string, string>>): Promise<Opened> => {
  const { folder, open } = notebookFolder()
  const sources = new Map(Object.entries(cells))
  let runtime = await open()
  onTestFinished(() => runtime.close())
  const document = () => [...sources].map(([id, source]) => ({ id: cellId(id), source }))
  runtime.setDocument(document())
  const run = async (id: string, onText: (text: string) => void = () => {}): Promise<Came> => {
    let text = ''
    const onEvent = (event: RunEvent): void => {
      if (event.type !== 'stream') return
      text += event.text
      onText(text)
    }
    const result = await runtime.execute({ cell: cellId(id), code: sources.get(id) ?? '', onEvent })
    return { result, text }
  }
  return {
    folder,
    runtime: () => runtime,
    run,
    runAll: async () => {
      const came: Record<string, Came> = {}
      for (const id of sources.keys()) came[id] = await run(id)
      return came
    },
    edit: (id, source) => {
      sources.set(id, source)
      runtime.setDocument(document())
    },
    restart: async () => {
      await runtime.close()
      runtime = await open()
      runtime.setDocument(document())
    },
  }
}
