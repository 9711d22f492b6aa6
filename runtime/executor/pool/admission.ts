/**
 * Lets jobs of this process begin when the machine has room for them: by priority, then those that others wait for, then in the order
 * they came. The first in line waits until it fits and only a higher one overtakes it, else a job that needs all cores would wait for ever.
 */
import { availableParallelism, totalmem } from 'node:os'
import { deferred } from '../../deferred.ts'
import { type Leases, machineFolder, type Need, openLeases } from './leases.ts'

export interface Admitted {
  /** Gives the room back; a second call does nothing. */
  release(): void
}

export interface Asked extends Need {
  /** Higher first. Read at each look: it may change while the job waits. */
  readonly priority: number
  /** Aborted: the job doesn't want to begin any more. */
  readonly signal?: AbortSignal
}

interface Waiting {
  readonly asked: Asked
  readonly awaitedBy: number
  readonly begin: (lease: number) => void
}

/** milliseconds between two looks at what other processes hold: they don't tell us when they let go */
const patience = 20

/** Shared with every other process of this user on this machine. */
export const openAdmission = (): Admission => new Admission(openLeases(machineFolder(), wholeMachine()))

/** What there is to give: the cores and memory of this machine, or of the container we are in. */
const wholeMachine = (): Need => {
  const limit = process.constrainedMemory() as number | undefined
  const whole = totalmem()
  return { cores: availableParallelism(), memory: limit === undefined || limit <= 0 ? whole : Math.min(limit, whole) }
}

export class Admission {
  readonly #leases: Leases
  readonly #waiting: Waiting[] = []
  readonly #held = new Set<number>()
  #timer: NodeJS.Timeout | undefined
  #closed = false

  constructor(leases: Leases) {
    this.#leases = leases
  }

  /**
   * Resolves when the job may begin; rejects with the signal's reason when it is aborted first. `awaitedBy`: jobs under way that wait for it,
   * one for the other; what is begun is ended before more is.
   */
  async admit(asked: Asked, awaitedBy = 0): Promise<Admitted> {
    asked.signal?.throwIfAborted()
    const { promise, resolve, reject } = deferred<number>()
    const waiting: Waiting = { asked, awaitedBy, begin: resolve }
    this.#waiting.push(waiting)
    const leave = (): void => {
      const at = this.#waiting.indexOf(waiting)
      if (at === -1) return
      this.#waiting.splice(at, 1)
      reject(asked.signal?.reason as Error)
      this.#look()
    }
    asked.signal?.addEventListener('abort', leave, { once: true })
    this.#look()
    try {
      return this.#admitted(await promise)
    } finally {
      asked.signal?.removeEventListener('abort', leave)
    }
  }

  /** Jobs that wait for room. */
  get length(): number {
    return this.#waiting.length
  }

  /** Gives all back; who still waits never begins. */
  close(): void {
    clearTimeout(this.#timer)
    for (const lease of this.#held) this.#leases.release(lease)
    this.#closed = true
    this.#leases.close()
  }

  #admitted(lease: number): Admitted {
    this.#held.add(lease)
    return {
      release: () => {
        if (this.#closed || !this.#held.delete(lease)) return
        this.#leases.release(lease)
        this.#look()
      },
    }
  }

  #look(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#closed) return
    for (let first = this.#first(); first !== undefined; first = this.#first()) {
      const lease = this.#leases.take(first.asked)
      if (lease === undefined) {
        this.#timer = setTimeout(() => this.#look(), patience)
        return
      }
      this.#waiting.splice(this.#waiting.indexOf(first), 1)
      first.begin(lease)
    }
  }

  #first(): Waiting | undefined {
    let first = this.#waiting[0]
    for (const waiting of this.#waiting) if (first !== undefined && isBefore(waiting, first)) first = waiting
    return first
  }
}

const isBefore = (one: Waiting, other: Waiting): boolean =>
  one.asked.priority > other.asked.priority ||
  (one.asked.priority === other.asked.priority && one.awaitedBy > other.awaitedBy)
