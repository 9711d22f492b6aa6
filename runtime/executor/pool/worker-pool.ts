/**
 * The workers of a notebook: session processes that run cells and items beside the session. A job gets a worker of its own once the
 * machine has room for it; a worker keeps the values it has, and one that dies takes nothing with it but its job.
 */
import { availableParallelism } from 'node:os'
import { type Place, placeOf } from '../place.ts'
import { SessionExecutor, type SessionOptions } from '../session/session-executor.ts'
import type { Admission, Admitted, Asked } from './admission.ts'

export interface PoolJob extends Asked {
  /** What the job is: a worker that did it before has what it needs. */
  readonly like: string
}

/** One job's use of one worker. */
export interface Engagement {
  readonly place: Place
  /** Gives cores and worker back; the worker only once `after` has settled. */
  release(after?: Promise<unknown>): void
}

export interface WorkerState {
  readonly pid: number | undefined
  readonly busy: boolean
}

interface Worker {
  readonly place: Place
  /** Bytes that its jobs may use (`memory`); 0: what Node gives. */
  readonly memory: number
  /** Its job, with what that holds. */
  job: Engaged | undefined
  /** Jobs it did, the latest last. */
  readonly did: Set<string>
}

interface Engaged {
  readonly asked: PoolJob
  readonly awaitedBy: number
  /** Absent while it waits for other jobs, or for room to go on. */
  admitted: Admitted | undefined
  /** How often it was paused and not resumed since. */
  pauses: number
}

/** jobs a worker is remembered by */
const remembered = 32
/** milliseconds a worker has to end a stopped job before it is killed; it holds nothing that others need */
const patience = 40

export interface WorkerOptions
  extends Pick<SessionOptions, 'folder' | 'notebook' | 'onLate' | 'onEach' | 'finishedRuns'> {
  readonly onGone: (worker: SessionExecutor) => void
}

export class WorkerPool {
  readonly #options: WorkerOptions
  readonly #admission: () => Admission
  #workers: Worker[] = []
  #opened: Admission | undefined
  #closed = false

  /** `admission` is asked for by the first job: most notebooks have none. */
  constructor(options: WorkerOptions, admission: () => Admission) {
    this.#options = options
    this.#admission = admission
  }

  /** `awaitedBy`: jobs under way that wait for it, one for the other. */
  async engage(asked: PoolJob, awaitedBy = 0): Promise<Engagement> {
    this.#opened ??= this.#admission()
    const admitted = await this.#opened.admit(asked, awaitedBy)
    const worker = this.#free(asked)
    const job: Engaged = { asked, awaitedBy, admitted, pauses: 0 }
    worker.job = job
    try {
      await worker.place.executor.start()
      return this.#engagement(worker, job)
    } catch (error) {
      worker.job = undefined
      admitted.release()
      throw error
    }
  }

  /** Its job waits for other jobs: meanwhile its room is theirs. Gives how many wait so, one for the other. */
  pause(executor: SessionExecutor): number {
    const job = this.#jobOf(executor)
    if (job === undefined) return 0
    job.pauses++
    job.admitted?.release()
    job.admitted = undefined
    return job.awaitedBy + 1
  }

  /** Its job has what it waited for: settles when there is room for it to go on. */
  async resume(executor: SessionExecutor): Promise<void> {
    const job = this.#jobOf(executor)
    if (job === undefined || --job.pauses > 0) return
    const admitted = await this.#opened?.admit(job.asked, job.awaitedBy + 1)
    const isWanted = this.#jobOf(executor) === job && job.pauses === 0 && job.admitted === undefined
    if (isWanted) job.admitted = admitted
    else admitted?.release()
  }

  #jobOf(executor: SessionExecutor): Engaged | undefined {
    return this.#workers.find(w => w.place.executor === executor)?.job
  }

  /** Jobs that wait for room on the machine. */
  get waiting(): number {
    return this.#opened?.length ?? 0
  }

  states(): readonly WorkerState[] {
    return this.#workers.map(({ place, job }) => ({ pid: place.executor.pid, busy: job !== undefined }))
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all(this.#workers.map(({ place }) => place.executor.close()))
    this.#opened?.close()
  }

  #engagement(worker: Worker, job: Engaged): Engagement {
    return {
      place: worker.place,
      release: (after = Promise.resolve()) => {
        job.admitted?.release()
        const free = (): void => {
          worker.job = undefined
          this.#retire()
        }
        after.then(free, free)
      },
    }
  }

  /** The idle worker that knows most of the job, else a new one. */
  #free({ like, memory }: PoolJob): Worker {
    const fitting = this.#workers.filter(w => w.job === undefined && w.memory === memory)
    const worker = fitting.find(w => w.did.has(like)) ?? fitting.at(-1) ?? this.#start(memory)
    worker.did.delete(like)
    worker.did.add(like)
    for (const oldest of worker.did) if (worker.did.size > remembered) worker.did.delete(oldest)
    return worker
  }

  #start(memory: number): Worker {
    const executor: SessionExecutor = new SessionExecutor({
      ...this.#options,
      ...(memory === 0 ? {} : { memory }),
      isWorker: true,
      patience,
      onDeath: () => {
        this.#workers = this.#workers.filter(w => w.place.executor !== executor)
        this.#options.onGone(executor)
      },
    })
    const worker: Worker = { place: placeOf('pool', executor), memory, job: undefined, did: new Set<string>() }
    this.#workers.push(worker)
    return worker
  }

  /** More workers than cores were needed while some waited for others; as many idle ones are enough. */
  #retire(): void {
    const idle = this.#workers.filter(w => w.job === undefined)
    const surplus = idle.length - availableParallelism()
    for (const worker of surplus > 0 && !this.#closed ? idle.slice(0, surplus) : []) {
      this.#workers = this.#workers.filter(w => w !== worker)
      void worker.place.executor.close()
    }
  }
}
