/**
 * Runs cells in order, each time the first that the kernel's newest word lists, and quick ones behind it ahead of their turn,
 * so that an edit or an equal value changes what comes next. It stands back while the user's own runs wait, and runs no cell
 * twice for one reason.
 */
/** `passed over`: sent ahead, and not due when its turn came. */
export type RunResult = 'ok' | 'failed' | 'stopped' | 'passed over'

/** Why cells run: `auto` because something above them changed, `asked` because the user said so. */
export type Reason = 'auto' | 'asked'

export interface Job {
  readonly reason: Reason
  /** What is left to run by the newest states, first to last. */
  readonly wanted: () => readonly string[]
  /** Runs fresh cells anew too. */
  readonly force?: boolean
}

/** The kernel's list that a run sent ahead must be in when its turn comes. */
export type List = 'plan' | 'todo'

export interface Progress {
  readonly done: number
  readonly running: string | undefined
  readonly waiting: readonly string[]
}

export interface RerunParts {
  readonly execute: (id: string, how: { readonly force: boolean; readonly ifDue?: List }) => Promise<RunResult>
  /** May this cell be sent behind those that are sent already? */
  readonly mayFollow: (id: string, sent: readonly string[]) => boolean
  /** Runs that the user started are under way. */
  readonly userIsRunning: () => boolean
  /** The progress changed. */
  readonly changed: () => void
}

export class Rerun {
  readonly #parts: RerunParts
  readonly #tried = new Set<string>()
  /** In the order in which the kernel comes to them. */
  readonly #sent = new Map<string, Promise<RunResult>>()
  #job: Job | undefined
  #done = 0
  #looping = false
  #loop: Promise<void> = Promise.resolve()

  constructor(parts: RerunParts) {
    this.#parts = parts
  }

  isSent(id: string): boolean {
    return this.#sent.has(id)
  }

  get progress(): Progress | undefined {
    if (!this.#job) return undefined
    const [running, ...next] = this.#sent.keys()
    return { done: this.#done, running, waiting: [...next, ...this.#left()] }
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

  /** The user just sent a cell: what it will probably make stale follows it at once. */
  follow(ids: readonly string[]): void {
    if (this.#job || this.#sent.size > 0) return
    for (const id of ids) this.#send(id, { force: false, ifDue: 'plan' })
  }

  /** The user ran a cell: what it changed may make a cell run again. */
  userExecuted(): void {
    this.#tried.clear()
  }

  /** Runs nothing more; what was sent is not touched. */
  stop(): void {
    if (!this.#job) return
    this.#job = undefined
    this.#parts.changed()
  }

  #left(): readonly string[] {
    return this.#job?.wanted().filter(id => !this.#tried.has(id) && !this.#sent.has(id)) ?? []
  }

  async #run(): Promise<void> {
    this.#looping = true
    try {
      while (this.#job && !this.#parts.userIsRunning()) {
        this.#sendNext(this.#job)
        const [first] = this.#sent.values()
        if (first === undefined || (await first) === 'stopped') this.stop()
        else this.#parts.changed()
      }
    } finally {
      // Before anybody else's turn: a job that is started now finds no loop that is about to end.
      this.#looping = false
    }
  }

  #sendNext({ reason, force = false }: Job): void {
    for (const id of this.#left()) {
      const sent = [...this.#sent.keys()]
      if (sent.length === 0) this.#send(id, { force })
      else if (force || !this.#parts.mayFollow(id, sent)) return
      else this.#send(id, { force, ifDue: reason === 'auto' ? 'plan' : 'todo' })
    }
  }

  #send(id: string, how: { readonly force: boolean; readonly ifDue?: List }): void {
    this.#tried.add(id)
    const ended = this.#parts.execute(id, how).then(
      result => this.#ended(id, result),
      (error: unknown) => {
        this.#ended(id, 'failed')
        throw error
      },
    )
    // Who waits for it hears of the error; one that nobody waits for must not end in the console.
    ended.catch(() => {})
    this.#sent.set(id, ended)
    this.#parts.changed()
  }

  #ended(id: string, result: RunResult): RunResult {
    this.#sent.delete(id)
    if (result === 'passed over') this.#tried.delete(id)
    else this.#done++
    return result
  }
}
