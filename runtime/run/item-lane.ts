/**
 * One of the lanes on which the items of an `each` are done: takes a few from the queue, has a worker do them, and takes the next, as many
 * as that worker does in a moment. A worker that dies takes at most the item with it that it died of.
 */
import { runId } from '../brand.ts'
import type { Chunk } from '../memory/file-region.ts'
import type { ItemNeeds, ItemReport, Parcel } from '../executor/items.ts'
import { isExhausted, outOfMemory } from '../executor/session/death.ts'
import type { WorkerPool } from '../executor/pool/worker-pool.ts'
import type { SessionExecutor } from '../executor/session/session-executor.ts'

export interface ItemJob {
  readonly key: string
  readonly item: Parcel
  /** How often it was tried and failed. */
  readonly failures: number
  /** It was under way when a worker died: it is done by itself, to see whether it was that. */
  readonly suspected?: boolean
}

export interface LaneOptions {
  readonly pool: WorkerPool
  readonly fn: { readonly digest: string; readonly code: readonly Chunk[] }
  readonly needs: ItemNeeds
  /** Jobs under way that wait for these items, one for the other. */
  readonly awaitedBy: number
  readonly lanes: number
  /** Shared by the lanes. */
  readonly queue: ItemJob[]
  readonly signal: AbortSignal
  /** Aborted: what a worker has is finished, and nothing more begins. */
  readonly ending: AbortSignal
  /** Does the work of a worker's items; what these call in turn can't be finished either once `giveUp` is called. */
  readonly during: (worker: SessionExecutor, giveUp: () => void, work: () => Promise<void>) => Promise<void>
  readonly onDone: (reports: ReadonlyMap<string, ItemReport>) => void
}

/** milliseconds of work that a batch should be: dear beside a message, cheap to lose */
const batchTime = 60
/** items of a batch at most: their results are one message */
const longest = 500

/** The function that each worker did last, and so has. */
const lastDone = new WeakMap<SessionExecutor, string>()

export class ItemLane {
  readonly #options: LaneOptions
  /** How many items were done in a moment. */
  #pace = 1
  #isGivenUp = false

  constructor(options: LaneOptions) {
    this.#options = options
  }

  async run(): Promise<void> {
    const { queue, signal, ending, pool, needs, fn, awaitedBy, during } = this.#options
    const noMore = AbortSignal.any([signal, ending])
    while (queue.length > 0 && !noMore.aborted) {
      const asked = { ...needs, like: fn.digest, signal: noMore }
      const engagement = await pool.engage(asked, awaitedBy).catch((error: Error) => {
        if (!noMore.aborted) throw error
        return undefined
      })
      if (engagement === undefined) return
      const { executor } = engagement.place
      const kill = (): void => executor.kill()
      const giveUp = (): void => {
        this.#isGivenUp = true
        kill()
      }
      signal.addEventListener('abort', kill)
      try {
        await during(executor, giveUp, () => this.#batch(executor))
      } finally {
        signal.removeEventListener('abort', kill)
        engagement.release()
      }
    }
  }

  async #batch(executor: SessionExecutor): Promise<void> {
    const { fn, needs } = this.#options
    const jobs = this.#take()
    if (jobs.length === 0) return
    const isThere = lastDone.get(executor) === fn.digest
    lastDone.set(executor, fn.digest)
    const start = performance.now()
    let isLate = false
    const timer =
      needs.timeout === undefined
        ? undefined
        : setTimeout(() => {
            isLate = true
            executor.kill()
          }, needs.timeout * 1000)
    try {
      const items = jobs.map(job => job.item)
      const batch = { run: runId(''), fn: fn.digest, items, ...(isThere ? {} : { code: fn.code }) }
      const { items: reports, mixed } = await executor.ask({ type: 'items', batch })
      this.#pace = (reports.length / Math.max(0.1, performance.now() - start)) * batchTime
      if (!mixed)
        this.#answer(
          jobs,
          reports.map(report => withinMemory(report, needs)),
        )
      this.#options.queue.unshift(...(mixed ? jobs : jobs.slice(reports.length)))
    } catch (error) {
      lastDone.delete(executor)
      if (this.#options.signal.aborted) return
      if (this.#isGivenUp) this.#options.queue.unshift(...jobs)
      else if (jobs.length > 1) this.#options.queue.unshift(...jobs.map(job => ({ ...job, suspected: true })))
      else this.#answer(jobs, [lost(isLate ? timedOut(needs) : (error as Error).message, isLate)])
    } finally {
      clearTimeout(timer)
    }
  }

  #take(): readonly ItemJob[] {
    const { queue, needs, lanes } = this.#options
    const alone = needs.timeout !== undefined || queue[0]?.suspected === true
    const fair = Math.ceil(queue.length / lanes)
    return queue.splice(0, alone ? 1 : Math.max(1, Math.min(Math.round(this.#pace), fair, longest)))
  }

  #answer(jobs: readonly ItemJob[], reports: readonly ItemReport[]): void {
    const { queue, needs, onDone } = this.#options
    const done = new Map<string, ItemReport>()
    reports.forEach((report, i) => {
      const job = jobs[i] as ItemJob
      if (report.outcome.is === 'ok' || job.failures >= needs.retries) done.set(job.key, report)
      else queue.push({ ...job, failures: job.failures + 1 })
    })
    if (done.size > 0) onDone(done)
  }
}

const timedOut = ({ timeout }: ItemNeeds): string =>
  `The item took longer than its timeout of ${timeout} s and was stopped.`

/** One that failed for want of memory is lost, as if its worker had died of it. */
const withinMemory = (report: ItemReport, { memory }: ItemNeeds): ItemReport =>
  memory > 0 && isExhausted(report.outcome) ? lost(outOfMemory(memory), false) : report

const lost = (message: string, isLate: boolean): ItemReport => {
  const name = isLate ? 'TimeoutError' : 'WorkerLostError'
  return { outcome: { is: 'failed', error: { name, message } }, events: [], reads: [], writes: [], ms: 0 }
}
