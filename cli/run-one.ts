/**
 * Runs one notebook of a `cellar run`, tells how it goes, writes it where it was asked for, and keeps the run with its parameters.
 * What it was interrupted in is found again by the next run: results are kept as they come. Where another process runs the same, it
 * waits for that to end, however it does, and then has only to run what is left.
 */
import { dirname, resolve } from 'node:path'
import { type Held, othersDone, recordBatch } from '../pipeline/batch.ts'
import { environmentOf } from '../pipeline/environment.ts'
import { runNotebook } from '../pipeline/run-notebook.ts'
import { keepUpToDate } from '../pipeline/up-to-date.ts'
import type { StoreOnDisk } from '../runtime/store/maintenance.ts'
import { withBatchStore } from './batch-store.ts'
import { chooseCell } from './cell-choice.ts'
import { nearPath } from './near-path.ts'
import { packageVersion } from './package-root.ts'
import { followFigures } from './saved-figures.ts'
import { type OpenedNotebook, readNotebook, withRuntime } from './opened-notebook.ts'
import { RunProgress } from './run-progress.ts'
import { type SetNotebook, withParameters } from './set-notebook.ts'
import { onStopRequests } from './stop-requests.ts'
import { writeNotebook, writeResult } from './write-notebook.ts'

export interface RunOneOptions {
  readonly output?: string
  readonly inplace?: boolean
  readonly html?: string
  readonly json?: boolean
  readonly force?: string
  readonly to?: string
  /** False with `--no-figures`. */
  readonly figures?: boolean
}

/** True when all is well with it. */
export const runOne = (notebook: SetNotebook, options: RunOneOptions): Promise<boolean> =>
  withBatchStore(notebook.path, async store => {
    const { path, parameters } = notebook
    // Whoever waited runs the notebook as it is then.
    for (let now = notebook; ; now = withParameters(readNotebook(path), parameters)) {
      const ended = await runUnlessHeld(store, now, options)
      if (typeof ended === 'boolean') return ended
      process.stderr.write(`${nearPath(path)}: process ${ended.by} runs it; waiting for that to end\n`)
      await othersDone(store, { notebook: path, given: parameters })
    }
  })

const runUnlessHeld = (
  store: StoreOnDisk | undefined,
  notebook: SetNotebook,
  options: RunOneOptions,
): Promise<boolean | Held> => {
  const environment = environmentOf(dirname(notebook.path))
  return withRuntime(
    notebook,
    async opened => {
      const { runtime, cells, path } = opened
      const { declared, parameters } = notebook
      runtime.setParameters(parameters)
      const chosen = (word: string | undefined) => (word === undefined ? undefined : chooseCell(cells, word).id)
      const progress = new RunProgress(process.stderr, cells, runtime)
      const requests = onStopRequests({ runtime, progress })
      const figures = followFigures(runtime.figures, line => progress.say(line))
      const go = () =>
        runNotebook({
          runtime,
          cells,
          force: chosen(options.force),
          to: chosen(options.to),
          watcher: progress,
          stop: requests.stop,
        })
      const about = { notebook: path, explored: [], given: parameters, environment: await environment }
      const stopped = () => requests.stop.aborted
      const batch = await recordBatch(store, about, { runtime, cells, declared, stopped, go }).finally(requests.close)
      if ('is' in batch) return batch
      const { id, run, end } = batch
      const unwritten = [written(opened, run, options), await writtenPage(opened, options)].filter(
        why => why !== undefined,
      )
      for (const why of unwritten) progress.say(why)
      const summary = { cells: run.cells, figures: await figures(), ok: run.ok }
      if (options.json) process.stdout.write(`${JSON.stringify(summary)}\n`)
      const isWhole = [options.to, options.force, ...Object.keys(parameters)].every(asked => asked === undefined)
      if (isWhole && run.ok && opened.notices.length === 0 && store !== undefined)
        keepUpToDate(store, id, { ...opened, run, version: packageVersion })
      progress.finish(path, run.cells, { ...end, isPart: options.to !== undefined })
      return run.ok && unwritten.length === 0
    },
    options.figures === false ? { figures: 'off' } : {},
  )
}

const written = (
  opened: OpenedNotebook,
  run: Parameters<typeof writeNotebook>[2],
  { inplace, output }: RunOneOptions,
): string | undefined => {
  const target = inplace ? opened.path : output
  return target === undefined ? undefined : writeNotebook(resolve(target), opened, run)
}

const writtenPage = async (opened: OpenedNotebook, { html }: RunOneOptions): Promise<string | undefined> => {
  if (html === undefined) return undefined
  const { pageOf } = await import('./export-page.ts')
  return writeResult(resolve(html), await pageOf(opened), '--html')
}
