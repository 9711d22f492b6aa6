/**
 * One run of a whole notebook, kept with its parameters, its records and what it ran on: begun in the store before the first cell, so
 * that a kill leaves a trace to resume from. A store that can't be written costs the record, never the run.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { runId } from '../runtime/brand.ts'
import type { NotebookCell } from '../runtime/notebook/ipynb.ts'
import type { DeclaredParameters } from '../runtime/parameters/declared.ts'
import type { ParameterValues } from '../runtime/parameters/parameters.ts'
import type { NotebookRuntime } from '../runtime/runtime.ts'
import type { BatchCounts, BatchEnd, BatchStart, Begun, Claim, ClaimBounds, Same } from '../runtime/store/batches.ts'
import { StoreError } from '../runtime/store/errors.ts'
import type { StoreOnDisk } from '../runtime/store/maintenance.ts'
import type { CellOutcome, NotebookRun } from './run-notebook.ts'

export interface BatchAbout extends Pick<BatchStart, 'environment' | 'explored' | 'given'> {
  readonly notebook: string
  readonly sweep?: string
  readonly note?: string
}

export interface Batch {
  readonly id: string
  readonly run: NotebookRun
  readonly end: BatchEnd
}

export type Held = Extract<Begun, { is: 'held' }>

/** undefined where there is none to write to */
type BatchStore = StoreOnDisk | undefined

interface BatchWork {
  readonly runtime: NotebookRuntime
  readonly cells: readonly NotebookCell[]
  readonly declared: DeclaredParameters
  readonly stopped: () => boolean
  readonly go: () => Promise<NotebookRun>
}

/** milliseconds between two looks at whether another process has ended: it doesn't tell us */
const patience = 200

/** Does nothing where another process runs the same, and tells which. */
export const recordBatch = async (store: BatchStore, about: BatchAbout, work: BatchWork): Promise<Batch | Held> => {
  const batch = startOf(about)
  const begun = attempt(() => store?.batches.begin(batch))
  return begun?.is === 'held' ? begun : recordBegun(store, batch, work)
}

/** Resolves when nobody runs the same any more, however that ended. */
export const othersDone = async (store: BatchStore, same: Same): Promise<void> => {
  while (attempt(() => store?.batches.holder(same)) !== undefined) await wait(patience)
}

/** Begins it only where no other process runs the same; `batch` is then to be recorded by `recordBegun`. */
export const claimBatch = (
  store: BatchStore,
  about: BatchAbout,
  bounds: ClaimBounds,
): Exclude<Claim, { is: 'begun' }> | { readonly is: 'begun'; readonly batch: BatchStart } => {
  const batch = startOf(about)
  const claim = attempt(() => store?.batches.claim(batch, bounds))
  return claim === undefined || claim.is === 'begun' ? { is: 'begun', batch } : claim
}

const startOf = (about: BatchAbout): BatchStart => ({ id: randomUUID(), startedAt: Date.now(), ...about })

export const recordBegun = async (store: BatchStore, { id, given }: BatchStart, work: BatchWork): Promise<Batch> => {
  const start = performance.now()
  const run = await work.go()
  const shown = work.runtime.states().flatMap(view => (view.run === undefined ? [] : [runId(view.run)]))
  const details = shown.flatMap(each => attempt(() => store?.details(each)) ?? [])
  const end: BatchEnd = {
    outcome: work.stopped() ? 'stopped' : run.ok ? 'ok' : 'failed',
    ms: performance.now() - start,
    parameters: Object.assign(taggedValues(work.declared, given), ...details.map(each => each.parameters)),
    records: Object.assign({}, ...details.map(each => each.records)),
    counts: countsOf(run.cells),
    runs: shown,
  }
  attempt(() => store?.batches.end(id, end))
  return { id, run, end }
}

/** Those of a cell tagged `parameters`: no call tells them. */
const taggedValues = ({ all }: DeclaredParameters, given: ParameterValues): Record<string, unknown> =>
  Object.fromEntries(
    all.filter(({ by }) => by === 'tag').map(({ name, default: value }) => [name, name in given ? given[name] : value]),
  )

const countsOf = (cells: readonly CellOutcome[]): BatchCounts => {
  const count = (fits: (outcome: CellOutcome) => boolean): number => cells.filter(fits).length
  return {
    ran: count(({ ran }) => ran),
    restored: count(({ restored }) => restored),
    failed: count(({ state, uncaught }) => state === 'failed' || state === 'timeout' || uncaught !== undefined),
    blocked: count(({ state }) => state === 'blocked'),
    savedMs: cells.reduce((sum, { restored, ms }) => sum + (restored ? ms : 0), 0),
  }
}

/** Undefined where the store can't: the runtime tells that. */
export const attempt = <T>(work: () => T): T | undefined => {
  try {
    return work()
  } catch (error) {
    if (error instanceof StoreError) return undefined
    throw error
  }
}
