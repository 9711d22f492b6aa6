/**
 * Runs cells one after the other, each time the first that the kernel's newest word lists, so that an edit or an equal value
 * changes what comes next. It stands back while the user's own runs wait, and runs no cell twice for one reason.
 */
export type RunResult = 'ok' | 'failed' | 'stopped'

/** Why cells run: `auto` because something above them changed, `asked` because the user said so. */
export type Reason = 'auto' | 'asked'

export interface Job {
  readonly reason: Reason
  /** What is left to run by the newest states, first to last. */
  readonly wanted: () => readonly string[]
  /** Runs fresh cells anew too. */
  readonly force?: boolean
}

export interface Progress {
  readonly done: number
  readonly running: string | undefined
  readonly waiting: readonly string[]
}

export interface RerunParts {
  readonly execute: (id: string, options: { readonly force: boolean }) => Promise<RunResult>
  /** Runs that the user started are under way. */
  readonly userIsRunning: () => boolean
  /** The progress changed. */
  readonly changed: () => void
}

export class Rerun {
  readonly #parts: RerunParts
  readonly #tried = new Set<string>()
  #job: Job | undefined
  #done = 0
  #running: string | undefined
  #looping = false
  #loop: Promise<void> = Promise.resolve()

  constructor(parts: RerunParts) {
    this.#parts = parts
  }

  get running(): string | undefined {
    return this.#running
  }

  get progress(): Progress | undefined {
    if (!this.#job) return undefined
    return { done: this.#done, running: this.#running, waiting: this.#left().filter(id => id !== this.#running) }
  }

  /** Resolves when it ran out of cells or stands back. What the user asked for is not cut short by an automatic rerun. */
  start(job: Job): Promise<void> {
    if (!this.#job || job.reason === 'asked') {
      this.#tried.clear()
      this.#done = 0
      this.#job = job
    }
    return this.resume()
  }

  /** Goes on where it stood back. */
  resume(): Promise<void> {
    if (!this.#looping) this.#loop = this.#run()
    return this.#loop
  }

  /** The user ran a cell: what it changed may make a cell run again. */
  userExecuted(): void {
    this.#tried.clear()
  }

  /** Runs nothing more; the cell that runs is not touched. */
  stop(): void {
    if (!this.#job) return
    this.#job = undefined
    this.#parts.changed()
  }

  #left(): readonly string[] {
    return this.#job?.wanted().filter(id => !this.#tried.has(id)) ?? []
  }

  async #run(): Promise<void> {
    this.#looping = true
    try {
      while (this.#job && !this.#parts.userIsRunning()) {
        const [next] = this.#left()
        if (next === undefined || (await this.#execute(next)) === 'stopped') this.stop()
        else this.#parts.changed()
      }
    } finally {
      // Before anybody else's turn: a job that is started now finds no loop that is about to end.
      this.#looping = false
    }
  }

  async #execute(id: string): Promise<RunResult> {
    this.#tried.add(id)
    this.#running = id
    this.#parts.changed()
    try {
      return await this.#parts.execute(id, { force: this.#job?.force ?? false })
    } finally {
      this.#running = undefined
      this.#done++
    }
  }
}
