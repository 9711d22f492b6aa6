/**
 * `cellar run`: its options, and the notebooks that are up to date, which need no more than to be said so. Exit 0: all fresh; 1: a cell
 * failed, left an error that nobody caught or was not reached; 2: wrong use.
 */
import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { beginSession } from '../runtime/executor/session/session-process.ts'
import { isStore, storeFolder } from '../runtime/store/store-folder.ts'
import { numberOfJobs } from './number-of-jobs.ts'
import { type ParameterOptions, withParameterFlags } from './parameter-flags.ts'
import type { RunOneOptions } from './run-one.ts'

export interface RunOptions extends ParameterOptions, RunOneOptions {
  readonly jobs: string
  readonly keepGoing?: boolean
  readonly resume?: boolean
}

export const runCommand = async (program: Command): Promise<void> => {
  const command = await withParameterFlags(program.command('run'))
  command
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
      const jobs = numberOfJobs(options.jobs)
      const mayBeUpToDate = !asksForMore(options) && paths.some(isKnown)
      const left = mayBeUpToDate ? await (await import('./not-up-to-date.ts')).notUpToDate(paths) : paths
      if (left.length === 0) return
      const begun = asksForMore(options) ? [] : left.slice(0, jobs).map(path => beginSession(resolve(path)))
      try {
        process.exitCode = await (await import('./run-notebooks.ts')).runNotebooks(left, options)
      } finally {
        for (const session of begun) session.end()
      }
    })
}

/** More than that a notebook is run as it is, and what happened is said. */
const asksForMore = ({ jobs: _jobs, keepGoing: _keepGoing, figures = true, ...rest }: RunOptions): boolean =>
  !figures || Object.values(rest).some(value => value !== undefined)

/** Something is kept where it is. If not, nothing is loaded before its session begins. */
const isKnown = (path: string): boolean => isStore(storeFolder(path, process.env))
