/**
 * One point of a sweep: claimed in the store, so that no two processes run it; run as a batch; or known, where it stands as an earlier batch
 * of the sweep left it, and then it adds none.
 */
import type { NotebookCell } from '../runtime/notebook/ipynb.ts'
import type { DeclaredParameters } from '../runtime/parameters/declared.ts'
import { canonical, type ParameterValues } from '../runtime/parameters/parameters.ts'
import type { NotebookRuntime } from '../runtime/runtime.ts'
import type { BatchEnd, BatchRow, BatchStart } from '../runtime/store/batches.ts'
import type { StoreOnDisk } from '../runtime/store/maintenance.ts'
import { type Batch, claimBatch, recordBegun } from './batch.ts'
import { type RunWatcher, runNotebook } from './run-notebook.ts'
import type { FileAtManyPoints } from './sweep-order.ts'

export interface SweepOptions {
  readonly open: () => Promise<NotebookRuntime>
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
  /** Told once that this process runs the point. */
  readonly onHeld: (point: ParameterValues, by: number) => void
  readonly onPoint: (point: ParameterValues, done: SweptPoint) => void
  readonly stop: AbortSignal
}

export interface SweptPoint extends Pick<BatchEnd, 'ms' | 'parameters' | 'records' | 'counts'> {
  readonly id: string
  readonly ok: boolean
  /** An earlier batch of the sweep ended with the very same runs, or another process did it meanwhile. */
  readonly known: boolean
}

type PointClaim =
  | { readonly is: 'held' }
  | { readonly is: 'done'; readonly swept: SweptPoint }
  | { readonly is: 'begun'; readonly batch: BatchStart }

export class SweepPoints {
  /** No other process may run the notebook meanwhile. */
  alone = false
  readonly #options: SweepOptions
  readonly #before: ReadonlyMap<string, BatchRow>
  readonly #explored: readonly string[]
  readonly #since = Date.now()
  readonly #held = new Set<ParameterValues>()

  constructor(options: SweepOptions) {
    const { store, notebook, name: sweep, points } = options
    this.#options = options
    const before = store?.batches.list({ notebook, sweep }) ?? []
    this.#before = new Map([...before].reverse().map(batch => [canonical(batch.given), batch]))
    this.#explored = [...new Set(points.flatMap(point => Object.keys(point)))]
  }

  claim(point: ParameterValues): PointClaim {
    const { store, fixed, notebook, name, note, environment, onHeld, onPoint } = this.#options
    const about = {
      ...{ notebook, sweep: name, environment, ...(note === undefined ? {} : { note }) },
      ...{ explored: this.#explored, given: { ...fixed, ...point } },
    }
    const claim = claimBatch(store, about, { since: this.#since, alone: this.alone })
    if (claim.is === 'begun') return claim
    if (claim.is === 'held') {
      if (!this.#held.has(point)) onHeld(point, claim.by)
      this.#held.add(point)
      return { is: 'held' }
    }
    const { batch } = claim
    // Here, nothing of it ran.
    const counts = { ...batch.counts, ran: 0, restored: 0, savedMs: 0 }
    const swept = { ...batch, counts, ok: batch.outcome === 'ok', known: true }
    onPoint(point, swept)
    return { is: 'done', swept }
  }

  async run(runtime: NotebookRuntime, point: ParameterValues, begun: BatchStart): Promise<SweptPoint> {
    const { store, declared, watcher, stop, onPoint } = this.#options
    runtime.figures.along(point)
    const cells = this.put(runtime, point)
    const go = () => runNotebook({ runtime, cells, watcher: watcher(point), stop })
    const batch = await recordBegun(store, begun, { runtime, cells, declared, stopped: () => stop.aborted, go })
    const known = isSame(this.#before.get(canonical(begun.given)), batch)
    if (known) store?.batches.drop(batch.id)
    const swept = { ...batch.end, id: batch.id, ok: batch.run.ok, known }
    onPoint(point, swept)
    return swept
  }

  /** The notebook as it is at a point; returns its cells. */
  put(runtime: NotebookRuntime, point: ParameterValues): readonly NotebookCell[] {
    const given = { ...this.#options.fixed, ...point }
    const cells = this.#options.cellsFor(given)
    runtime.setParameters(given)
    runtime.setDocument(cells)
    return cells
  }
}

const isSame = (before: BatchRow | undefined, { end }: Batch): boolean =>
  before !== undefined &&
  before.outcome === end.outcome &&
  before.runs.length === end.runs.length &&
  end.runs.every(run => before.runs.includes(run))
