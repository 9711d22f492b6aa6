/**
 * Runs cells on workers of the pool: only those that are for it, and only where what they need can get there and what they leave can come
 * back. What the pool can't do the session does; a cell that asked for the pool is told why.
 */
import type { CellId, RunId } from '../brand.ts'
import type { Place } from '../executor/place.ts'
import type { WorkerPool } from '../executor/pool/worker-pool.ts'
import type { SessionExecutor } from '../executor/session/session-executor.ts'
import type { Plan, PlannedCell } from '../plan/plan.ts'
import { triedBefore, wantsPool } from '../plan/pool-choice.ts'
import type { Declined, Ran, RunRequest } from './cell-run.ts'

interface PoolParts {
  readonly executor: SessionExecutor
  readonly pool: WorkerPool
}

/** What the runner does for it. */
interface Runner {
  readonly at: (id: CellId) => { readonly plan: Plan; readonly index: number; readonly planned: PlannedCell }
  /** Why what the cell may look at can't get to a worker; undefined once it can. */
  readonly obstacle: (id: CellId, request: RunRequest) => Promise<string | undefined>
  readonly runIn: (place: Place, id: CellId, request: RunRequest) => Promise<Ran | Declined>
}

export class PoolRuns {
  readonly #parts: PoolParts
  readonly #runner: Runner

  constructor(parts: PoolParts, runner: Runner) {
    this.#parts = parts
    this.#runner = runner
  }

  /** undefined: it isn't for the pool, or the pool can't do it. */
  async run(id: CellId, request: RunRequest): Promise<Ran | undefined> {
    const { plan, index, planned } = this.#runner.at(id)
    if (request.rebuild || planned.analysis.error !== undefined || !wantsPool(planned)) return undefined
    request.onPool?.()
    // What is a global, only a started session has told; the code must not depend on who runs it.
    await this.#parts.executor.start()
    const why = triedBefore(plan, index) ?? (await this.#runner.obstacle(id, request))
    if (why !== undefined) return this.#tell(why, planned, request)
    const ran = await this.#onWorker(id, planned, request)
    if (ran === undefined || !('declined' in ran)) return ran
    // It may have shown something before it came to that.
    request.listener.event({ type: 'clear', wait: false })
    return this.#tell(ran.declined, planned, request)
  }

  /** undefined: stopped before it began. */
  async #onWorker(id: CellId, { analysis }: PlannedCell, request: RunRequest): Promise<Ran | Declined | undefined> {
    const { cores = 1, memory = 0, priority = 0 } = analysis.options
    const { signal } = request
    if (signal.aborted) return undefined
    const job = {
      like: id,
      cores,
      memory,
      signal,
      get priority() {
        return request.priority?.() ?? priority
      },
    }
    const engagement = await this.#parts.pool.engage(job).catch(error => {
      if (signal.aborted) return undefined
      throw error as Error
    })
    if (engagement === undefined) return undefined
    let after: Promise<unknown> | undefined
    try {
      const ran = await this.#runner.runIn(engagement.place, id, request)
      if ('run' in ran && ran.isLate) after = lateCodeDone(engagement.place.executor, ran.run)
      return ran
    } finally {
      engagement.release(after)
    }
  }

  #tell(why: string, { analysis }: PlannedCell, { listener }: RunRequest): undefined {
    const text = `It runs in the session, not in the pool: ${why}.\n`
    if (analysis.options.pool === true) listener.event({ type: 'stream', name: 'stderr', text })
  }
}

/** Until then the worker is its own. */
const lateCodeDone = async (worker: SessionExecutor, run: RunId): Promise<void> => {
  await worker.ask({ type: 'release', held: [] })
  await worker.ask({ type: 'drained', runs: [run] })
}
