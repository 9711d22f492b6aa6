/**
 * `cellar status`: each code cell's state and why, as the runtime knows it without running anything. Where the store knows no run of the notebook,
 * what the file's own proofs say; where it does, it adds which of the file's outputs those proofs disown.
 */
import type { Command } from 'commander'
import { statusAsText } from '../runtime/plan/status-text.ts'
import type { Verdict } from '../runtime/sharing/proof/check-proofs.ts'
import { verdictsOf } from '../runtime/sharing/proof/verdicts-of-file.ts'
import type { CellView } from '../runtime/view.ts'
import { type OpenedNotebook, withNotebook } from './opened-notebook.ts'

export const statusCommand = (program: Command): void => {
  program
    .command('status')
    .summary('list each cell of a notebook: its state and why')
    .description(
      'Lists each cell of a notebook: its state and why. Without a store, tells from the proofs in the file whether its outputs ' +
        'belong to its code.',
    )
    .argument('<notebook>', 'path of a .ipynb file')
    .option('--json', 'print JSON')
    .action((path: string, options: { readonly json?: boolean }) =>
      withNotebook(path, async opened => {
        const status = statusOf(opened)
        process.stdout.write(options.json ? `${JSON.stringify(status)}\n` : statusText(opened, status))
      }),
    )
}

interface Status {
  readonly cells: readonly (CellView | undefined)[]
  /** Where the states come from. */
  readonly from: 'store' | 'file'
  /** What the file's proofs say, of the cells that have one or should. */
  readonly file: readonly Verdict[]
}

const statusOf = ({ runtime, cells, path }: OpenedNotebook): Status => {
  const views = new Map(runtime.states().map(view => [view.id, view]))
  const file = verdictsOf(cells, path)
  const isKnown = [...views.values()].some(
    ({ run, state }) => run !== undefined && !/^inert-/.test(run) && state !== 'new',
  )
  const verdicts = new Map(file.map(verdict => [verdict.id as string, verdict]))
  const isProven = cells.some(({ id }) => (verdicts.get(id)?.state ?? 'new') !== 'new')
  if (isKnown || !isProven) return { cells: cells.map(({ id }) => views.get(id)), from: 'store', file }
  return { cells: cells.map(({ id }) => viewOf(views.get(id), verdicts.get(id))), from: 'file', file }
}

const viewOf = (view: CellView | undefined, verdict: Verdict | undefined): CellView | undefined => {
  if (view === undefined || verdict === undefined) return view
  const { because: _, ...rest } = view
  if (verdict.because.length === 0) return { ...rest, state: verdict.state }
  const because = { kind: 'output-changed', text: verdict.because.join(' '), via: [], inputs: [] } as const
  return { ...rest, state: verdict.state, because }
}

const statusText = ({ cells }: OpenedNotebook, { cells: views, from, file }: Status): string => {
  const table = statusAsText(
    cells,
    views.filter(view => view !== undefined),
  )
  if (from === 'file')
    return `${table}\nThe store knows no run of this notebook: this is what the proofs in the file say.\n`
  const disowned = file.filter(({ state }) => state === 'stale')
  if (disowned.length === 0) return table
  const lines = disowned.map(({ id, because }) => {
    const number = cells.findIndex(cell => cell.id === id) + 1
    return `  [${number}] ${because.join(' ')}\n`
  })
  return `${table}\nOutputs in the file that don't belong to the code there:\n${lines.join('')}`
}
