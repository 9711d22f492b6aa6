/**
 * Runs a notebook at each point of a sweep, in one session: only what reads a parameter that changed runs, the rest is found by its
 * inputs. A point that failed is told and the others go on. A point that stands as an earlier batch of the sweep left it adds no batch.
 */
import type { NotebookCell } from '../runtime/notebook/ipynb.ts'
import type { DeclaredParameters } from '../runtime/parameters/declared.ts'
import { canonical, type ParameterValues } from '../runtime/parameters/parameters.ts'
import type { NotebookRuntime } from '../runtime/runtime.ts'
import type { BatchRow } from '../runtime/store/batches.ts'
import type { StoreOnDisk } from '../runtime/store/maintenance.ts'
import { type Batch, recordBatch } from './batch.ts'
import { type RunWatcher, runNotebook } from './run-notebook.ts'

export interface SweepOptions {
  readonly runtime: NotebookRuntime
  readonly store: StoreOnDisk | undefined
  readonly notebook: string
  readonly declared: DeclaredParameters
  /** The cells as these values make them. */
  readonly cellsFor: (values: ParameterValues) => readonly NotebookCell[]
  /** Set alike at every point. */
  readonly fixed: ParameterValues
  readonly points: readonly ParameterValues[]
  readonly name: string
  readonly note?: string
  readonly environment: Readonly<Record<string, unknown>>
  readonly watcher: (cells: readonly NotebookCell[]) => RunWatcher
  readonly onPoint: (point: ParameterValues, done: SweptPoint) => void
  readonly stop: AbortSignal
}

export interface SweptPoint extends Batch {
  /** An earlier batch of the sweep ended with the very same runs. */
  readonly known: boolean
}

export const runSweep = async (options: SweepOptions): Promise<readonly SweptPoint[]> => {
  const { runtime, store, declared, fixed, points, stop } = options
  const explored = [...new Set(points.flatMap(point => Object.keys(point)))]
  const { notebook, name, note, environment } = options
  const about = { notebook, sweep: name, explored, environment, ...(note === undefined ? {} : { note }) }
  const before = new Map(
    [...(store?.batches.list({ notebook, sweep: name }) ?? [])].reverse().map(batch => [canonical(batch.given), batch]),
  )
  const swept: SweptPoint[] = []
  for (const point of points) {
    if (stop.aborted) break
    const given = { ...fixed, ...point }
    const cells = options.cellsFor(given)
    runtime.figures.along(point)
    runtime.setParameters(given)
    runtime.setDocument(cells)
    const go = () => runNotebook({ runtime, cells, watcher: options.watcher(cells), stop })
    const work = { runtime, cells, declared, stopped: () => stop.aborted, go }
    const batch = await recordBatch(store, { ...about, given }, work)
    const known = isSame(before.get(canonical(given)), batch)
    if (known) store?.batches.drop(batch.id)
    swept.push({ ...batch, known })
    options.onPoint(point, { ...batch, known })
  }
  return swept
}

const isSame = (before: BatchRow | undefined, { end }: Batch): boolean =>
  before !== undefined &&
  before.outcome === end.outcome &&
  before.runs.length === end.runs.length &&
  end.runs.every(run => before.runs.includes(run))
