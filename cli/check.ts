/**
 * `cellar check`: does the notebook show what Restart & Run All would? Runs it in a fresh process and compares, cell by cell.
 * Where they differ it runs once more: two fresh runs that agree point at a bug of Cellar, two that don't at the notebook.
 * It changes no result: files that cells write are put back. Exit 0: the same; 1: a cell differs; 2: wrong use.
 */
import type { Command } from 'commander'
import { type CellId, runId } from '../runtime/brand.ts'
import { titleOf } from '../runtime/notebook/cell-title.ts'
import { isCommand } from '../runtime/notebook/commands.ts'
import { NotebookOutputs, type NotebookOutput } from '../runtime/notebook/outputs.ts'
import type { CellView } from '../runtime/view.ts'
import { freshRun } from './fresh-run.ts'
import { type OpenedNotebook, withNotebook } from './opened-notebook.ts'
import { type Difference, firstDifference } from './output-difference.ts'
import { UsageError } from './usage-error.ts'

type Outputs = ReadonlyMap<string, readonly NotebookOutput[]>

interface DifferingCell extends Difference {
  readonly id: string
  /** Among the code cells, from 1. */
  readonly number: number
  readonly title: string
  readonly looksLike: 'a bug of Cellar' | 'non-determinism'
}

interface CheckReport {
  readonly ok: boolean
  readonly compared: number
  /** Cells that are not fresh: what they show claims nothing. */
  readonly left: readonly { readonly id: string; readonly state: CellView['state'] }[]
  readonly differences: readonly DifferingCell[]
}

export const checkCommand = (program: Command): void => {
  program
    .command('check')
    .summary('compare with a fresh Restart & Run All')
    .description('Runs the notebook in a fresh process and names the first cell that shows something else there.')
    .argument('<notebook>', 'path of a .ipynb file')
    .option('--json', 'print JSON')
    .action((path: string, options: { readonly json?: boolean }) =>
      withNotebook(path, async opened => {
        const report = await check(opened)
        process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : asText(report))
        process.exitCode = report.ok ? 0 : 1
      }),
    )
}

const check = async (opened: OpenedNotebook): Promise<CheckReport> => {
  const { path, runtime } = opened
  const { shown, left } = shownNow(opened)
  if (shown.size === 0)
    throw new UsageError(`No cell of ${path} is fresh, so there is nothing to check. Run it first: cellar run ${path}`)
  const stop = new AbortController()
  const end = (): void => stop.abort()
  process.once('SIGINT', end).once('SIGTERM', end)
  try {
    return await runtime.rewound(async rewind => {
      const anew = async (): Promise<Outputs> => {
        await rewind()
        return freshRun(path, stop.signal)
      }
      const fresh = await anew()
      const differing = differencesOf(shown, fresh)
      const again = differing.size === 0 ? fresh : await anew()
      const differences = [...differing].map(([id, difference]) => describe(opened, { id, difference, fresh, again }))
      return { ok: differences.length === 0, compared: shown.size, left, differences }
    })
  } finally {
    process.off('SIGINT', end).off('SIGTERM', end)
  }
}

/** What the screen shows of each cell that counts as done, from the store. */
const shownNow = ({
  runtime,
  cells,
}: OpenedNotebook): { readonly shown: Outputs; readonly left: CheckReport['left'] } => {
  const views = new Map(runtime.states().map(view => [view.id, view]))
  const all = new NotebookOutputs()
  const done: CellId[] = []
  const left: CheckReport['left'][number][] = []
  for (const { id, source } of cells) {
    if (isCommand(source)) continue
    const { state = 'new', run } = views.get(id) ?? {}
    const events =
      (state === 'fresh' || state === 'failed') && run !== undefined ? runtime.events(runId(run)) : undefined
    if (events === undefined) left.push({ id, state })
    else {
      done.push(id)
      for (const event of events) all.record(id, event)
    }
  }
  return { shown: new Map(done.map(id => [id, all.outputs(id, 1)])), left }
}

const differencesOf = (shown: Outputs, fresh: Outputs): ReadonlyMap<string, Difference> => {
  const found = new Map<string, Difference>()
  for (const [id, outputs] of shown) {
    const difference = firstDifference(outputs, fresh.get(id) ?? [])
    if (difference !== undefined) found.set(id, difference)
  }
  return found
}

const describe = (
  { cells }: OpenedNotebook,
  { id, difference, fresh, again }: { id: string; difference: Difference; fresh: Outputs; again: Outputs },
): DifferingCell => {
  const index = cells.findIndex(cell => cell.id === id)
  const agree = firstDifference(fresh.get(id) ?? [], again.get(id) ?? []) === undefined
  const looksLike = agree ? 'a bug of Cellar' : 'non-determinism'
  return { id, number: index + 1, title: titleOf(cells[index]!), looksLike, ...difference }
}

const asText = ({ compared, left, differences: [first, ...others] }: CheckReport): string => {
  const cells = (n: number): string => `${n} cell${n === 1 ? '' : 's'}`
  const rest = left.length === 0 ? '' : `Not compared, as not fresh: ${left.map(({ id }) => id).join(', ')}.\n`
  if (first === undefined) return `${cells(compared)} compared: a fresh run shows the same.\n${rest}`
  const why = {
    'a bug of Cellar': 'Two fresh runs agree with each other, so this looks like a bug of Cellar. Please report it.',
    'non-determinism': 'Two fresh runs differ from each other too, so this looks like real non-determinism.',
  }[first.looksLike]
  const more = others.map(cell => `[${cell.number}] ${cell.title}: ${cell.where} (${cell.looksLike})\n`)
  return [
    `[${first.number}] ${first.title} shows something else in a fresh run: ${first.where}\n`,
    `  shown now: ${first.shown}\n  fresh run: ${first.fresh}\n${why}\n`,
    ...(more.length === 0 ? [] : [`Also different:\n`, ...more]),
    rest,
  ].join('')
}
