/** Lets one after the other use what only one can use at a time, in the order they asked. It refuses nobody and forgets failures. */
export class Lock {
  #last: Promise<unknown> = Promise.resolve()
  #holders = 0

  /** Does the work when everybody who asked before is done. */
  held<T>(work: () => Promise<T>): Promise<T> {
    this.#holders++
    const done = this.#last.then(work).finally(() => this.#holders--)
    this.#last = done.catch(() => {})
    return done
  }

  /** Somebody uses it, or waits for it. */
  get isHeld(): boolean {
    return this.#holders > 0
  }
}
