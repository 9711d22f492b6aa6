/**
 * Runs the notebooks of a `cellar run` through the same runtime as the kernel. All that can be wrong with what was asked is found before
 * the first cell runs.
 */
import { statSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { withBatchStore } from './batch-store.ts'
import { chooseCell } from './cell-choice.ts'
import { nearPath } from './near-path.ts'
import { numberOfJobs } from './number-of-jobs.ts'
import { readNotebook } from './opened-notebook.ts'
import { valuesFor } from './parameter-options.ts'
import type { RunOptions } from './run.ts'
import { runOne } from './run-one.ts'
import { type SetNotebook, withParameters } from './set-notebook.ts'
import { timeText } from './time-text.ts'
import { UsageError } from './usage-error.ts'

/** Gives the exit code. */
export const runNotebooks = async (paths: readonly string[], options: RunOptions): Promise<0 | 1> =>
  (await runAll(await checkUse(paths, options), options)) ? 0 : 1

const checkUse = async (paths: readonly string[], options: RunOptions): Promise<readonly SetNotebook[]> => {
  const { output, force, to, resume } = options
  const several = paths.length > 1
  if (several && output !== undefined)
    throw new UsageError('-o names one file, but there are several notebooks. Use --inplace, or run them one by one.')
  if (several && options.html !== undefined)
    throw new UsageError(
      '--html names one file, but there are several notebooks. Run them one by one, or make a report.',
    )
  if (several && (force ?? to) !== undefined)
    throw new UsageError(
      `${force === undefined ? '--to' : '--force'} names a cell of one notebook, but there are several. Run that one by itself.`,
    )
  if (output !== undefined) checkTarget('-o', output)
  if (options.html !== undefined) checkTarget('--html', options.html)
  const notebooks = paths.map(readNotebook)
  for (const word of [force, to]) if (word !== undefined) for (const { cells } of notebooks) chooseCell(cells, word)
  const values = valuesFor(
    notebooks.map(notebook => notebook.cells),
    options,
  )
  const set = notebooks.map((notebook, index) => withParameters(notebook, values[index] ?? {}))
  return resume === true ? Promise.all(set.map(resumed)) : set
}

const checkTarget = (flag: string, file: string): void => {
  const folder = dirname(resolve(file))
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`There is no folder ${folder} to write ${basename(file)} in. Make it first.`)
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`${flag} ${file} is a folder. Give the path of the file to write.`)
}

/** With the parameters of its last run, if that did not come to its end; what was given now goes before them. */
const resumed = (notebook: SetNotebook): Promise<SetNotebook> =>
  withBatchStore(notebook.path, async store => {
    const [last] = store?.batches.list({ notebook: notebook.path, limit: 1 }) ?? []
    if (last === undefined || (last.outcome !== 'lost' && last.outcome !== 'stopped')) {
      process.stderr.write(
        `${nearPath(notebook.path)}: no run was left unfinished; what is fresh is restored as ever.\n`,
      )
      return notebook
    }
    const given = Object.entries(last.given).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`)
    const from = timeText(last.startedAt)
    process.stderr.write(`${nearPath(notebook.path)}: going on with the run of ${from} UTC${given.join(',')}\n`)
    return withParameters(readNotebook(notebook.path), { ...last.given, ...notebook.parameters })
  })

/** At most so many at once. After a failure no other starts, unless told to keep going. */
const runAll = async (notebooks: readonly SetNotebook[], options: RunOptions): Promise<boolean> => {
  const waiting = [...notebooks]
  let ok = true
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      ok = (await runOne(next, options)) && ok
      if (!ok && options.keepGoing !== true)
        for (const { path } of waiting.splice(0))
          process.stderr.write(`${nearPath(path)}: not started (--keep-going would)\n`)
    }
  }
  await Promise.all(Array.from({ length: Math.min(numberOfJobs(options.jobs), notebooks.length) }, lane))
  return ok
}
