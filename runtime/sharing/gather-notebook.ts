/**
 * Gathers what is shared of a notebook: sources from the file, outputs and states from the runtime, and where the store has no run of a cell,
 * the outputs that the file holds. It runs no cell.
 */
import { analyse } from '../analysis/analyse.ts'
import { runId } from '../brand.ts'
import { isCommand } from '../notebook/commands.ts'
import { outputsInFile } from '../notebook/file-outputs.ts'
import { codeCells, type NotebookCell, type NotebookFile } from '../notebook/ipynb.ts'
import { NotebookOutputs } from '../notebook/outputs.ts'
import type { NotebookRuntime } from '../runtime.ts'
import type { CellView, GraphView } from '../view.ts'
import { picturesOf } from './pictures.ts'
import type { Verdict } from './proof/check-proofs.ts'
import { verdictsOf } from './proof/verdicts-of-file.ts'
import type { SharedCell, SharedCode, SharedNotebook } from './shared-notebook.ts'

export interface GatherFrom {
  /** Absolute. */
  readonly path: string
  readonly notebook: NotebookFile
  /** Has the notebook's cells as its document. */
  readonly runtime: Pick<NotebookRuntime, 'states' | 'graph' | 'events' | 'runs'>
  /** milliseconds since 1970 */
  readonly now: number
}

export const gatherNotebook = ({ path, notebook, runtime, now }: GatherFrom): SharedNotebook => {
  const views = new Map(runtime.states().map(view => [view.id, view]))
  const shown = new NotebookOutputs()
  const withRun = new Set<string>()
  for (const { id } of notebook.cells) {
    const run = views.get(id)?.run
    const events = run === undefined ? undefined : runtime.events(runId(run))
    if (events === undefined) continue
    withRun.add(id)
    for (const event of events) shown.record(id, event)
  }
  const verdicts = new Map(verdictsOf(codeCells(notebook), path).map(verdict => [verdict.id, verdict]))
  let number = 0
  const cells = notebook.cells.map((cell): SharedCell => {
    if (cell.type === 'markdown')
      return { is: 'markdown', id: cell.id, source: cell.source, pictures: picturesOf(cell, path) }
    if (cell.type !== 'code') return { is: 'raw', id: cell.id, source: cell.source }
    number++
    const outputs = withRun.has(cell.id) ? shown.outputs(cell.id, number) : outputsInFile(cell.json.outputs)
    const view = views.get(cell.id)
    if (withRun.has(cell.id))
      return { ...codeFacts(cell, number, view), ...storedState(view), outputs, ...runOf(runtime, view) }
    const proven = view?.state === 'blocked' ? {} : provenState(verdicts.get(cell.id))
    return { ...codeFacts(cell, number, view), ...proven, outputs }
  })
  const fileName = path.slice(path.lastIndexOf('/') + 1)
  const heading = firstHeading(cells)
  const title = heading ?? fileName.replace(/\.ipynb$/, '')
  return {
    title,
    titleInText: heading !== undefined,
    fileName,
    gatheredAt: now,
    cells,
    graph: graphOf(runtime.graph(), cells),
  }
}

const codeFacts = (
  cell: NotebookCell,
  number: number,
  view: CellView | undefined,
): Omit<SharedCode, 'outputs' | 'run'> => {
  const { label, caption } = isCommand(cell.source) ? {} : namesOf(cell)
  return {
    is: 'code',
    id: cell.id,
    number,
    ...(label === undefined ? {} : { label }),
    ...(caption === undefined ? {} : { caption }),
    source: cell.source,
    folded: isHidden(cell.json.metadata),
    state: view?.state ?? 'new',
    ...(view?.because === undefined ? {} : { because: view.because.text }),
  }
}

const namesOf = ({
  source,
}: NotebookCell): { readonly label?: string | undefined; readonly caption?: string | undefined } => {
  const { label, other } = analyse(source).options
  return { label, caption: typeof other['fig-cap'] === 'string' ? other['fig-cap'] : undefined }
}

/** No screen has shown it yet, but the store has it, and here it is shown. */
const storedState = (view: CellView | undefined): Partial<Pick<SharedCode, 'state'>> =>
  view?.state === 'new' ? { state: 'fresh' } : {}

/** Of outputs that only the file knows. */
const provenState = (verdict: Verdict | undefined): Partial<Pick<SharedCode, 'state' | 'because'>> => {
  if (verdict === undefined) return {}
  const { state, because } = verdict
  return because.length === 0 ? { state } : { state, because: because.join(' ') }
}

const runOf = (runtime: Pick<NotebookRuntime, 'runs'>, view: CellView | undefined): Pick<SharedCode, 'run'> => {
  const [row] = view?.run === undefined ? [] : runtime.runs({ run: runId(view.run), limit: 1, offset: 0 })
  return row === undefined ? {} : { run: { id: row.id, startedAt: row.startedAt, ms: row.ms } }
}

/** What JupyterLab writes when one collapses a cell's code. */
const isHidden = (metadata: unknown): boolean =>
  (metadata as { readonly jupyter?: { readonly source_hidden?: unknown } } | undefined)?.jupyter?.source_hidden === true

/** In the states that the cells are shown in. */
const graphOf = ({ nodes, edges }: GraphView, cells: readonly SharedCell[]): GraphView => {
  const states = new Map(cells.flatMap(cell => (cell.is === 'code' ? [[cell.id, cell.state] as const] : [])))
  return { nodes: nodes.map(node => ({ ...node, state: states.get(node.id) ?? node.state })), edges }
}

const firstHeading = (cells: readonly SharedCell[]): string | undefined => {
  for (const cell of cells) {
    const heading = cell.is === 'markdown' ? /^#{1,3}\s+(.+?)\s*#*\s*$/m.exec(cell.source)?.[1] : undefined
    if (heading !== undefined) return heading.replace(/[*_`]/g, '')
  }
  return undefined
}
