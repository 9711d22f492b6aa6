/**
 * `cellar sweep`: a notebook over the product of its axes (`-p a=1,2,3 -p b=0:1:0.1`), each point a run of the table `cellar runs`. What
 * doesn't depend on an axis is computed once; run again, it does what is missing. Exit 0: every point is fresh; 1: one failed; 2: wrong use.
 */
import { basename, dirname } from 'node:path'
import type { Command } from 'commander'
import { type Axis, parseAxis, pointsOf } from '../pipeline/axes.ts'
import { environmentOf } from '../pipeline/environment.ts'
import { runSweep } from '../pipeline/sweep.ts'
import type { SweptPoint } from '../pipeline/sweep-points.ts'
import { titleOf } from '../runtime/notebook/cell-title.ts'
import { declaredParameters } from '../runtime/parameters/declared.ts'
import type { ParameterValues } from '../runtime/parameters/parameters.ts'
import type { NotebookRuntime } from '../runtime/runtime.ts'
import { withBatchStore } from './batch-store.ts'
import { chooseCell } from './cell-choice.ts'
import { nearPath } from './near-path.ts'
import { numberOfJobs } from './number-of-jobs.ts'
import { openRuntime, readNotebook } from './opened-notebook.ts'
import { type ParameterOptions, withParameterFlags } from './parameter-flags.ts'
import { assignmentsOf, valuesFor } from './parameter-options.ts'
import { printTable } from './print-table.ts'
import { withParameters } from './set-notebook.ts'
import { onStopRequests } from './stop-requests.ts'
import { sayLine } from './say-line.ts'
import { SweepProgress } from './sweep-progress.ts'
import { UsageError } from './usage-error.ts'

interface SweepOptions extends ParameterOptions {
  readonly zip?: boolean
  readonly name?: string
  readonly note?: string
  readonly json?: boolean
  readonly jobs: string
}

export const sweepCommand = async (program: Command): Promise<void> => {
  const command = await withParameterFlags(program.command('sweep'))
  command
    .summary('run a notebook for every combination of parameters')
    .description(
      'Runs a notebook at every point: -p a=1,2,3 lists values, -p b=0:1:0.1 counts from:to:by. Run again, only new points run.',
    )
    .argument('<notebook>', 'path of a .ipynb file')
    .option('--zip', 'pair the values up instead of combining each with each')
    .option('--name <name>', 'what the sweep is called (default: as the notebook)')
    .option('--note <text>', 'a remark to keep with it')
    .option('-j, --jobs <n>', 'how many points at once, each in a session of its own', '1')
    .option('--json', 'print a JSON summary, one line for each point')
    .action(sweep)
}

const sweep = async (path: string, options: SweepOptions): Promise<void> => {
  const jobs = numberOfJobs(options.jobs)
  const read = readNotebook(path)
  const { axes, fixed } = axesOf(read.cells, options)
  const points = pointsOf(axes, { zip: options.zip === true })
  const name = options.name ?? basename(read.path, '.ipynb')
  await withBatchStore(read.path, async store => {
    const say = (text: string): boolean => sayLine(process.stderr, text)
    const progress = new SweepProgress(say, points.length)
    const open = new Set<NotebookRuntime>()
    const interrupt = async (): Promise<void> => void (await Promise.all([...open].map(each => each.interrupt())))
    const requests = onStopRequests({ runtime: { interrupt }, progress })
    const swept = await runSweep({
      open: async () => {
        const runtime = await openRuntime(read)
        open.add(runtime)
        return runtime
      },
      jobs,
      store,
      notebook: read.path,
      declared: declaredParameters(read.cells),
      cellsFor: values => withParameters(read, values).cells,
      fixed,
      points,
      name,
      ...(options.note === undefined ? {} : { note: options.note }),
      environment: await environmentOf(dirname(read.path)),
      watcher: point => progress.watch(point),
      onFileAtManyPoints: ({ cell, file }) =>
        say(
          `${titleOf(chooseCell(read.cells, cell))} writes ${nearPath(file)} at every point: the points run one after the other, and the file is the last one's. A parameter in its name keeps each.`,
        ),
      onHeld: (point, by) => progress.held(point, by),
      onPoint: (point, done) => {
        progress.done(point, done)
        if (options.json) process.stdout.write(`${JSON.stringify(pointAsJson(point, done))}\n`)
      },
      stop: requests.stop,
    }).finally(requests.close)
    say(summaryOf(swept, points.length))
    if (options.json !== true && store !== undefined)
      process.stdout.write(printTable(store.batches.select(SHOWN, { notebook: read.path, sweep: name }), 'table'))
    process.exitCode = swept.length === points.length && swept.every(({ ok }) => ok) ? 0 : 1
  })
}

const SHOWN = 'SELECT * FROM runs ORDER BY started'

/** A `-p` with several values is an axis, one with a single value is fixed. */
const axesOf = (
  cells: Parameters<typeof declaredParameters>[0],
  options: SweepOptions,
): { readonly axes: readonly Axis[]; readonly fixed: ParameterValues } => {
  const declared = declaredParameters(cells)
  const axes = assignmentsOf(options).map(([name, text]) => parseAxis(declared, name, text))
  const varied = axes.filter(axis => axis.values.length > 1)
  if (varied.length === 0) throw new UsageError('No axis to sweep over. Give one, such as -p n=1,2,3.')
  const [fromFile = {}] = valuesFor([cells], { ...(options.params === undefined ? {} : { params: options.params }) })
  const single = axes.filter(axis => axis.values.length === 1).map(({ name, values }) => [name, values[0]] as const)
  return { axes: varied, fixed: { ...fromFile, ...Object.fromEntries(single) } }
}

const pointAsJson = (point: ParameterValues, { id, ok, known, parameters, records, counts }: SweptPoint): object => ({
  ...{ id, point, ok, known, parameters, records },
  ...counts,
})

const summaryOf = (swept: readonly SweptPoint[], planned: number): string => {
  const sum = (of: (point: SweptPoint) => number): number => swept.reduce((total, point) => total + of(point), 0)
  const left = planned - swept.length
  return [
    `${swept.length} points: ${swept.filter(({ known }) => known).length} there already`,
    `${sum(({ ok }) => (ok ? 0 : 1))} failed`,
    ...(left === 0 ? [] : [`${left} not reached`]),
    `${sum(({ counts }) => counts.ran)} cells ran, ${sum(({ counts }) => counts.restored)} restored`,
    `${(sum(({ counts }) => counts.savedMs) / 1000).toFixed(1)} s saved`,
  ].join(', ')
}
