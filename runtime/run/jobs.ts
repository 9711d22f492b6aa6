/**
 * The requests that are not done, as a person sees and steers them: each can be stopped, and moved up while it waits for room in the pool.
 * What may run when is not theirs to say.
 */
import type { CellOptions } from '../analysis/options.ts'
import type { CellId } from '../brand.ts'
import type { WorkerPool } from '../executor/pool/worker-pool.ts'
import type { JobView, QueueView, WorkerView } from '../view.ts'
import type { Flight, Flights } from './flights.ts'

export interface Job {
  readonly id: string
  /** milliseconds since 1970 */
  readonly since: number
  readonly stop: AbortController
  /** Set by a person, for this time. */
  priority?: number
}

export interface JobFlight extends Flight {
  readonly cell: CellId
  readonly job: Job
}

interface JobsParts {
  readonly flights: Flights
  readonly pool: WorkerPool
  readonly running: ReadonlyMap<CellId, 'session' | 'pool'>
  readonly optionsOf: (cell: CellId) => CellOptions | undefined
  /** How far the `each` of a running cell is. */
  readonly items: (cell: CellId) => JobView['items']
}

export class Jobs {
  readonly #parts: JobsParts
  #made = 0

  constructor(parts: JobsParts) {
    this.#parts = parts
  }

  make(stop: AbortController): Job {
    return { id: `job-${++this.#made}`, since: Date.now(), stop }
  }

  view(): QueueView {
    const { pool } = this.#parts
    const workers = pool.states().flatMap(({ pid, busy }): readonly WorkerView[] => {
      return pid === undefined ? [] : [{ pid, is: busy ? 'busy' : 'idle' }]
    })
    return { jobs: this.#all().map(one => this.#view(one)), workers, waitingForRoom: pool.waiting }
  }

  /** False: it is done, or never was. */
  cancel(id: string): boolean {
    const job = this.#find(id)
    job?.stop.abort()
    return job !== undefined
  }

  /** False: it is done, or never was. */
  prioritise(id: string, priority: number): boolean {
    const job = this.#find(id)
    if (job !== undefined) job.priority = priority
    return job !== undefined
  }

  #all(): readonly JobFlight[] {
    return this.#parts.flights.all.filter((flight): flight is JobFlight => 'job' in flight)
  }

  #find(id: string): Job | undefined {
    return this.#all().find(({ job }) => job.id === id)?.job
  }

  #view({ cell, job }: JobFlight): JobView {
    const { cores = 1, memory, priority = 0 } = this.#parts.optionsOf(cell) ?? {}
    const where = this.#parts.running.get(cell)
    const items = this.#parts.items(cell)
    return {
      job: job.id,
      cell,
      is: where === undefined ? 'waiting' : 'running',
      where: where ?? 'session',
      since: job.since,
      priority: job.priority ?? priority,
      cores,
      ...(memory === undefined ? {} : { memory }),
      ...(items === undefined ? {} : { items }),
    }
  }
}
