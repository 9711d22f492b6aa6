/**
 * Runs one opened notebook to freshness and gathers what it showed. It decides nothing about staleness: the runtime replays
 * what is fresh and runs the rest. A cell that fails stops only its dependants.
 */
import type { CellId } from '../runtime/brand.ts'
import { deferred } from '../runtime/deferred.ts'
import type { CellResult, NotebookCell } from '../runtime/notebook/ipynb.ts'
import { NotebookOutputs } from '../runtime/notebook/outputs.ts'
import type { RunEvent } from '../runtime/run/events.ts'
import { overtakenLimit } from '../runtime/run/executions.ts'
import type { ExecuteResult, NotebookRuntime } from '../runtime/runtime.ts'
import type { Because, StateWord } from '../runtime/view.ts'
import { followAncestors } from './ancestor-runs.ts'

export interface CellOutcome {
  readonly id: string
  readonly state: StateWord
  /** Its code ran now. */
  readonly ran: boolean
  /** Its stored result was replayed. */
  readonly restored: boolean
  readonly ms: number
  /** Why it is not fresh, else why it ran. */
  readonly because?: Because
  /** It is fresh, and what it left going failed without anybody to catch it (a rejection, a timer): a plain script would end there. */
  readonly uncaught?: CellError
}

type CellError = Pick<NonNullable<ExecuteResult['error']>, 'name' | 'message'>

/** Told of each cell as it starts and ends; shows it or not. */
export interface RunWatcher {
  started(cell: NotebookCell): void
  ended(cell: NotebookCell, outcome: CellOutcome, error?: ExecuteResult['error']): void
  /** Told at the end of a cell that ended well. */
  uncaught(cell: NotebookCell, error: NonNullable<ExecuteResult['error']>): void
  /** All cells are done, and timers that these left going are waited for. */
  waiting(cells: readonly NotebookCell[]): void
}

/** milliseconds after which it is told that timers are waited for */
const patience = 2_000

export interface NotebookRun {
  readonly cells: readonly CellOutcome[]
  /** Every cell is fresh and caught its errors, or failed as its tag says it may. */
  readonly ok: boolean
  readonly results: ReadonlyMap<CellId, CellResult>
}

/** Tagged by its author to fail (nbclient's word). */
export const mayFail = (cell: NotebookCell): boolean => cell.tags.includes('raises-exception')

export const runNotebook = async (options: {
  readonly runtime: NotebookRuntime
  readonly cells: readonly NotebookCell[]
  readonly force?: CellId | undefined
  /** Only this cell, and what it depends on. */
  readonly to?: CellId | undefined
  readonly watcher: RunWatcher
  /** Aborted: no further cell starts. */
  readonly stop: AbortSignal
}): Promise<NotebookRun> => {
  const { runtime, cells, force, to, watcher, stop } = options
  const asked = to === undefined ? cells : cells.filter(cell => cell.id === to)
  const shown = new NotebookOutputs()
  runtime.onLate(({ cell, event }) => shown.record(cell, event))
  const outcomes = new Map<string, CellOutcome>()
  const running: Promise<void>[] = []
  const run = async (cell: NotebookCell, onYield: () => void, anew = cell.id === force): Promise<void> => {
    // Run by force, it needed no reason.
    const before = anew ? undefined : runtime.state(cell.id).because
    watcher.started(cell)
    const request = { cell: cell.id, code: cell.source, force: anew, unattended: true, onYield, signal: stop }
    const { metadata, error, because } = await runtime.execute({ ...request, ...recording(shown, cell.id) })
    const why = because ?? runtime.state(cell.id).because ?? (metadata.ran ? before : undefined)
    const outcome = outcomeOf(cell.id, metadata, why)
    outcomes.set(cell.id, outcome)
    watcher.ended(cell, outcome, error)
  }
  const unfollow = followAncestors(runtime, to === undefined ? [] : cells.filter(cell => cell.id !== to), {
    started: cell => watcher.started(cell),
    ended: (cell, { state, ms = 0, because }) => {
      const outcome = outcomeOf(cell.id, { state, ran: true, restored: false, ms }, because)
      outcomes.set(cell.id, outcome)
      watcher.ended(cell, outcome)
    },
  })
  for (const cell of asked) {
    if (stop.aborted) break
    // Those in the pool run on while the next ones are asked for.
    const { promise: yielded, resolve } = deferred<void>()
    const ended = run(cell, resolve)
    running.push(ended)
    await Promise.race([ended, yielded])
  }
  await Promise.all(running)
  unfollow()
  // A file that a cell promised is there afterwards, whoever took it away.
  const lost = new Set<string>(stop.aborted ? [] : await runtime.mendFiles())
  for (const cell of asked) if (lost.has(cell.id)) await run(cell, () => {}, true)
  await timersEnded(options)
  // A later cell may have changed the state of one above it, so states are read when all is done.
  const viewsNow = () => new Map(runtime.states().map(view => [view.id, view]))
  let views = viewsNow()
  // A cell above that ran at the same time, or a timer, may have changed what a cell read.
  for (let round = 0; round < overtakenLimit && !stop.aborted; round++) {
    const overtaken = asked.filter(({ id }) => views.get(id)?.state === 'stale')
    if (overtaken.length === 0) break
    for (const cell of overtaken) if (!stop.aborted) await run(cell, () => {}, false)
    await timersEnded(options)
    views = viewsNow()
  }
  const finished = cells.map(cell => {
    const view = views.get(cell.id)
    const outcome = outcomes.get(cell.id)
    const metadata = outcome ?? { ran: false, restored: false, ms: 0 }
    // Asked again, what lost its process or took too long would run again: so the plan blocks nobody for it, and this run does.
    const isHeldBack = outcome?.state === 'blocked' && (view?.state === 'new' || view?.state === 'stale')
    const { state = 'new', because } = isHeldBack ? outcome : (view ?? {})
    const ended = outcomeOf(cell.id, { ...metadata, state }, because ?? outcome?.because)
    const error = state === 'fresh' && !mayFail(cell) ? shown.errors(cell.id)[0] : undefined
    if (error === undefined) return ended
    watcher.uncaught(cell, error)
    return { ...ended, uncaught: { name: error.name, message: error.message } }
  })
  return {
    cells: finished,
    ok: finished.every((outcome, index) => {
      const wasAsked = to === undefined || outcome.id === to
      return outcome.uncaught === undefined && (!wasAsked || isFine(outcome, cells[index]!))
    }),
    results: resultsOf(shown, cells, id => outcomes.has(id)),
  }
}

/** As a plain script does: it ends when its timers have, or is stopped. */
const timersEnded = async ({ runtime, cells, watcher, stop }: Parameters<typeof runNotebook>[0]): Promise<void> => {
  if (stop.aborted) return
  const { promise: stopped, resolve } = deferred<void>()
  stop.addEventListener('abort', () => resolve(), { once: true })
  const tell = async (): Promise<void> => {
    const pending = await runtime.pending()
    if (pending.length > 0) watcher.waiting(cells.filter(({ id }) => pending.includes(id)))
  }
  const telling = setTimeout(() => void tell().catch(() => {}), patience)
  await Promise.race([runtime.drained(), stopped])
  clearTimeout(telling)
}

/** Events of the cell itself, and those of ancestors that had to run first, each kept under its own cell. */
const recording = (shown: NotebookOutputs, cell: CellId) => {
  shown.begin(cell)
  const begun = new Set<CellId>()
  return {
    onEvent: (event: RunEvent) => shown.record(cell, event),
    onAncestorEvent: (ancestor: CellId, event: RunEvent) => {
      if (!begun.has(ancestor)) shown.begin(ancestor)
      begun.add(ancestor)
      shown.record(ancestor, event)
    },
  }
}

const outcomeOf = (
  id: string,
  { state, ran, restored, ms }: Pick<CellOutcome, 'state' | 'ran' | 'restored' | 'ms'>,
  because: Because | undefined,
): CellOutcome => ({ id, state, ran, restored, ms, ...(because ? { because } : {}) })

const isFine = (outcome: CellOutcome, cell: NotebookCell): boolean =>
  outcome.state === 'fresh' || (outcome.state === 'failed' && mayFail(cell))

/** Numbered as a fresh Restart & Run All would, so that running again changes no numbers in the file. */
const resultsOf = (
  shown: NotebookOutputs,
  cells: readonly NotebookCell[],
  wasRun: (id: CellId) => boolean,
): ReadonlyMap<CellId, CellResult> => {
  const results = new Map<CellId, CellResult>()
  let count = 0
  for (const cell of cells) {
    const blank = cell.source.trim() === ''
    if (!blank) count++
    if (!wasRun(cell.id)) continue
    results.set(cell.id, { outputs: shown.outputs(cell.id, count), executionCount: blank ? null : count })
  }
  return results
}
