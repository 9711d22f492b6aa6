/**
 * `cellar run`: runs notebooks headless through the same runtime as the kernel and writes outputs where it is told to.
 * All that can be wrong with what was asked is found before the first cell runs. Exit 0: all fresh; 1: a cell failed or was not reached; 2: wrong use.
 */
import { statSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { withBatchStore } from './batch-store.ts'
import { chooseCell } from './cell-choice.ts'
import { numberOfJobs } from './number-of-jobs.ts'
import { readNotebook } from './opened-notebook.ts'
import { type ParameterOptions, parameterOptions, valuesFor } from './parameter-options.ts'
import { runOne, type RunOneOptions } from './run-one.ts'
import { type SetNotebook, withParameters } from './set-notebook.ts'
import { UsageError } from './usage-error.ts'

interface RunOptions extends ParameterOptions, RunOneOptions {
  readonly jobs: string
  readonly keepGoing?: boolean
  readonly resume?: boolean
}

export const runCommand = (program: Command): void => {
  parameterOptions(program.command('run'))
    .summary('run notebooks without Jupyter')
    .description('Runs notebooks top to bottom; what is fresh is restored, not run. Outputs are kept in .cellar/.')
    .argument('<notebooks...>', 'paths of .ipynb files')
    .addOption(
      new Option('-o, --output <file>', 'write the notebook with its outputs to this file').conflicts('inplace'),
    )
    .option('--inplace', 'write the outputs into the notebook itself')
    .option('--html <file>', 'also write it as one page that opens offline')
    .option('--no-figures', 'keep no figures, and write no files of them')
    .option('--json', 'print a JSON summary on stdout, one line for each notebook')
    .option('--force <cell>', 'run this cell again even when it is fresh: its id, label or number')
    .option('--to <cell>', 'run this cell and what it depends on, and no other')
    .option('-j, --jobs <n>', 'how many notebooks at once', '1')
    .option('--keep-going', 'start the next notebook even when one has failed')
    .option('--resume', 'go on with the last run that was not finished, with its parameters')
    .action(async (paths: readonly string[], options: RunOptions) => {
      const notebooks = await checkUse(paths, options)
      process.exitCode = (await runAll(notebooks, options)) ? 0 : 1
    })
}

const checkUse = async (paths: readonly string[], options: RunOptions): Promise<readonly SetNotebook[]> => {
  const { output, force, to, jobs, resume } = options
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
  numberOfJobs(jobs)
  if (output !== undefined && !statSync(dirname(resolve(output)), { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(
      `There is no folder ${dirname(resolve(output))} to write ${basename(output)} in. Make it first.`,
    )
  if (output !== undefined && statSync(output, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`-o ${output} is a folder. Give the path of the file to write.`)
  const notebooks = paths.map(readNotebook)
  for (const word of [force, to]) if (word !== undefined) for (const { cells } of notebooks) chooseCell(cells, word)
  const values = valuesFor(
    notebooks.map(notebook => notebook.cells),
    options,
  )
  const set = notebooks.map((notebook, index) => withParameters(notebook, values[index] ?? {}))
  return resume === true ? Promise.all(set.map(resumed)) : set
}

/** With the parameters of its last run, if that did not come to its end; what was given now goes before them. */
const resumed = (notebook: SetNotebook): Promise<SetNotebook> =>
  withBatchStore(notebook.path, async store => {
    const [last] = store?.batches.list({ notebook: notebook.path, limit: 1 }) ?? []
    if (last === undefined || (last.outcome !== 'lost' && last.outcome !== 'stopped')) {
      process.stderr.write(`${notebook.path}: no run was left unfinished; what is fresh is restored as ever.\n`)
      return notebook
    }
    const given = Object.entries(last.given).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`)
    const from = new Date(last.startedAt).toISOString().slice(0, 19).replace('T', ' ')
    process.stderr.write(`${notebook.path}: going on with the run of ${from} UTC${given.join(',')}\n`)
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
        for (const { path } of waiting.splice(0)) process.stderr.write(`${path}: not started (--keep-going would)\n`)
    }
  }
  await Promise.all(Array.from({ length: Math.min(numberOfJobs(options.jobs), notebooks.length) }, lane))
  return ok
}
