/**
 * Runs a notebook at each point of a sweep, in one session, or in several at once: only what reads a parameter that changed runs, the rest
 * is found by its inputs. A point that failed is told and the others go on. A point that stands as an earlier batch of the sweep left it
 * adds no batch.
 */
import type { NotebookCell } from '../runtime/notebook/ipynb.ts'
import type { DeclaredParameters } from '../runtime/parameters/declared.ts'
import { canonical, type ParameterValues } from '../runtime/parameters/parameters.ts'
import type { NotebookRuntime } from '../runtime/runtime.ts'
import type { BatchRow } from '../runtime/store/batches.ts'
import type { StoreOnDisk } from '../runtime/store/maintenance.ts'
import { type Batch, recordBatch } from './batch.ts'
import { type RunWatcher, runNotebook } from './run-notebook.ts'
import { type FileAtManyPoints, fileAtManyPoints, wavesOf } from './sweep-order.ts'

export interface SweepOptions {
  /** Opens the notebook for some points, one after the other. */
  readonly opened: (work: (runtime: NotebookRuntime) => Promise<void>) => Promise<void>
  /** How many points at once. */
  readonly jobs: number
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
  readonly watcher: (point: ParameterValues) => RunWatcher
  /** Told that the points run one after the other, whatever `jobs` says. */
  readonly onFileAtManyPoints: (writer: FileAtManyPoints) => void
  readonly onPoint: (point: ParameterValues, done: SweptPoint) => void
  readonly stop: AbortSignal
}

export interface SweptPoint extends Batch {
  /** An earlier batch of the sweep ended with the very same runs. */
  readonly known: boolean
}

export const runSweep = async (options: SweepOptions): Promise<readonly SweptPoint[]> => {
  const { points, jobs, stop } = options
  const swept = new Map<ParameterValues, SweptPoint>()
  const runPoint = pointRunner(options)
  let lanes = jobs
  // Opened anew for each wave: then it knows what the others did in the one before.
  for (const wave of jobs === 1 ? [points] : wavesOf(points)) {
    const waiting = [...wave]
    const lane = (): Promise<void> =>
      options.opened(async runtime => {
        for (let point = waiting.shift(); point !== undefined && !stop.aborted; point = waiting.shift())
          swept.set(point, await runPoint(runtime, point))
        if (lanes === 1 || wave[0] !== points[0]) return
        const writer = fileAtManyPoints(runtime, points, (at, point) => void put(options, at, point))
        if (writer === undefined) return
        lanes = 1
        options.onFileAtManyPoints(writer)
      })
    if (!stop.aborted) await Promise.all(Array.from({ length: Math.min(lanes, wave.length) }, lane))
  }
  return points.flatMap(point => swept.get(point) ?? [])
}

/** The notebook as it is at a point; returns its cells. */
const put = (
  { fixed, cellsFor }: SweepOptions,
  runtime: NotebookRuntime,
  point: ParameterValues,
): readonly NotebookCell[] => {
  const given = { ...fixed, ...point }
  const cells = cellsFor(given)
  runtime.setParameters(given)
  runtime.setDocument(cells)
  return cells
}

const pointRunner = (options: SweepOptions) => {
  const { store, declared, fixed, points, stop } = options
  const explored = [...new Set(points.flatMap(point => Object.keys(point)))]
  const { notebook, name, note, environment } = options
  const about = { notebook, sweep: name, explored, environment, ...(note === undefined ? {} : { note }) }
  const before = new Map(
    [...(store?.batches.list({ notebook, sweep: name }) ?? [])].reverse().map(batch => [canonical(batch.given), batch]),
  )
  return async (runtime: NotebookRuntime, point: ParameterValues): Promise<SweptPoint> => {
    const given = { ...fixed, ...point }
    runtime.figures.along(point)
    const cells = put(options, runtime, point)
    const go = () => runNotebook({ runtime, cells, watcher: options.watcher(point), stop })
    const work = { runtime, cells, declared, stopped: () => stop.aborted, go }
    const batch = await recordBatch(store, { ...about, given }, work)
    const known = isSame(before.get(canonical(given)), batch)
    if (known) store?.batches.drop(batch.id)
    options.onPoint(point, { ...batch, known })
    return { ...batch, known }
  }
}

const isSame = (before: BatchRow | undefined, { end }: Batch): boolean =>
  before !== undefined &&
  before.outcome === end.outcome &&
  before.runs.length === end.runs.length &&
  end.runs.every(run => before.runs.includes(run))
