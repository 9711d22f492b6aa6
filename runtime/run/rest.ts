/**
 * When a notebook is at rest, so that what ended cells left going may go on: at once where nothing is left to run, else when nobody has
 * asked for anything for a moment. While cells are run one after the other, no time passes for timers.
 */

/** milliseconds without a request: more than a front end takes to send its next one */
const moment = 300

export class Rest {
  readonly #begin: () => Promise<void>
  #timer: NodeJS.Timeout | undefined

  constructor(begin: () => Promise<void>) {
    this.#begin = begin
  }

  /** Nothing is being run just now. */
  near(): void {
    this.end()
    // A session that dies meanwhile says so itself.
    this.#timer = setTimeout(() => void this.#begin().catch(() => {}), moment)
    this.#timer.unref()
  }

  /** Nothing is left to run. */
  now(): Promise<void> {
    this.end()
    return this.#begin()
  }

  /** Somebody asks for something. */
  end(): void {
    clearTimeout(this.#timer)
  }
}
