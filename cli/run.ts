/**
 * `cellar run`: runs notebooks headless through the same runtime as the kernel and writes outputs where it is told to.
 * Refuses to overwrite a notebook that changed while it ran. Exit 0: all fresh; 1: a cell failed or was not reached; 2: wrong use.
 */
import { readFileSync, statSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { type Command, Option } from 'commander'
import type { CellId } from '../runtime/brand.ts'
import { codeCells, serialiseNotebook, withResults } from '../runtime/notebook/ipynb.ts'
import { declaredParameters } from '../runtime/parameters/declared.ts'
import { withInjected } from '../runtime/parameters/injected.ts'
import type { ParameterValues } from '../runtime/parameters/parameters.ts'
import { withProofs } from '../runtime/sharing/proof/prove.ts'
import { chooseCell } from './cell-choice.ts'
import { followFigures } from './saved-figures.ts'
import { onStopRequests } from './stop-requests.ts'
import { type OpenedNotebook, type ReadNotebook, readNotebook, withRuntime } from './opened-notebook.ts'
import { type ParameterOptions, parameterOptions, valuesFor } from './parameter-options.ts'
import { type NotebookRun, runNotebook } from '../pipeline/run-notebook.ts'
import { RunProgress } from './run-progress.ts'
import { UsageError } from './usage-error.ts'
import { writeWhole } from './whole-file.ts'

interface RunOptions extends ParameterOptions {
  readonly output?: string
  readonly inplace?: boolean
  readonly html?: string
  readonly json?: boolean
  readonly force?: string
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
    .option('--json', 'print a JSON summary on stdout, one line for each notebook')
    .option('--force <cell>', 'run this cell again even when it is fresh: its id, label or number')
    .action(async (paths: readonly string[], options: RunOptions) => {
      const notebooks = checkUse(paths, options)
      let ok = true
      for (const notebook of notebooks) ok = (await runOne(notebook, options)) && ok
      process.exitCode = ok ? 0 : 1
    })
}

/** All that can be wrong is found before the first cell runs. */
const checkUse = (paths: readonly string[], options: RunOptions): readonly SetNotebook[] => {
  const { output, html, force } = options
  if (paths.length > 1 && output !== undefined)
    throw new UsageError('-o names one file, but there are several notebooks. Use --inplace, or run them one by one.')
  if (paths.length > 1 && html !== undefined)
    throw new UsageError(
      '--html names one file, but there are several notebooks. Run them one by one, or make a report.',
    )
  if (paths.length > 1 && force !== undefined)
    throw new UsageError('--force names a cell of one notebook, but there are several. Run that one by itself.')
  if (output !== undefined && !statSync(dirname(resolve(output)), { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(
      `There is no folder ${dirname(resolve(output))} to write ${basename(output)} in. Make it first.`,
    )
  if (output !== undefined && statSync(output, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`-o ${output} is a folder. Give the path of the file to write.`)
  const notebooks = paths.map(readNotebook)
  if (force !== undefined) for (const { cells } of notebooks) chooseCell(cells, force)
  const values = valuesFor(
    notebooks.map(notebook => notebook.cells),
    options,
  )
  return notebooks.map((notebook, index) => withParameters(notebook, values[index] ?? {}))
}

const runOne = (notebook: SetNotebook, options: RunOptions): Promise<boolean> =>
  withRuntime(notebook, async opened => {
    const { runtime, cells, path } = opened
    runtime.setParameters(notebook.parameters)
    const start = performance.now()
    const progress = new RunProgress(process.stderr, cells)
    const force: CellId | undefined = options.force === undefined ? undefined : chooseCell(cells, options.force).id
    const requests = onStopRequests({ runtime, progress })
    const figures = followFigures(runtime.figures, line => progress.say(line))
    let run: NotebookRun
    try {
      run = await runNotebook({ runtime, cells, force, watcher: progress, stop: requests.stop })
    } finally {
      requests.close()
    }
    const target = options.inplace ? opened.path : options.output
    const written = target === undefined || write(resolve(target), opened, run, progress)
    if (options.html !== undefined) {
      const { pageOf } = await import('./export-page.ts')
      writeWhole(resolve(options.html), await pageOf(opened))
    }
    const summary = { cells: run.cells, figures: await figures(), ok: run.ok }
    if (options.json) process.stdout.write(`${JSON.stringify(summary)}\n`)
    progress.finish(path, run, performance.now() - start)
    return run.ok && written
  })

interface SetNotebook extends ReadNotebook {
  readonly parameters: ParameterValues
}

/** The notebook as these values make it: those of a cell tagged `parameters` stand in a cell below it. */
const withParameters = (read: ReadNotebook, parameters: ParameterValues): SetNotebook => {
  const notebook = withInjected(read.notebook, declaredParameters(read.cells), parameters)
  return { ...read, notebook, cells: codeCells(notebook), parameters }
}

const write = (target: string, opened: OpenedNotebook, run: NotebookRun, progress: RunProgress): boolean => {
  if (target === opened.path && readFileSync(target, 'utf8') !== opened.text) {
    progress.say(
      `${target} was changed by someone else while it ran, so nothing was written to it. ` +
        'Run it again: what did not change is restored.',
    )
    return false
  }
  const text = serialiseNotebook(withProofs(withResults(opened.notebook, run.results), opened))
  try {
    writeWhole(target, text)
    return true
  } catch (error) {
    progress.say(
      `${target} can't be written: ${(error as Error).message}. It is as it was. ` +
        'Make room or choose another file with -o, and run it again: what did not change is restored.',
    )
    return false
  }
}
