/**
 * The one writer of a socket: messages leave in the order given, each awaited, because zeromq refuses a second send while
 * one is pending. A send that fails is reported and the queue goes on. It is not bounded itself: what fills it (a cell's
 * output, clients' requests) is bounded where it is made. Sending begins when this turn of the event loop is done, so that what a
 * request sets going (its session's work) starts first and runs beside it; a request that ends flushes.
 */

export type Frames = readonly Uint8Array[]

export class SendQueue {
  readonly #send: (frames: Uint8Array[]) => Promise<void>
  readonly #onError: (error: unknown) => void
  #waiting: Frames[] = []
  #idle: Promise<void> = Promise.resolve()
  #running = false
  #soon: NodeJS.Immediate | undefined

  constructor(send: (frames: Uint8Array[]) => Promise<void>, onError: (error: unknown) => void) {
    this.#send = send
    this.#onError = onError
  }

  push(frames: Frames): void {
    this.#waiting.push(frames)
    if (!this.#running) this.#soon ??= setImmediate(() => this.flush())
  }

  /** Now, not when this turn is done. */
  flush(): void {
    clearImmediate(this.#soon)
    this.#soon = undefined
    if (this.#running || this.#waiting.length === 0) return
    this.#running = true
    this.#idle = this.#run()
  }

  /** Resolves once everything pushed so far has been handed to ZeroMQ. */
  async drained(): Promise<void> {
    this.flush()
    await this.#idle
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting
      this.#waiting = []
      for (const frames of batch) {
        try {
          await this.#send([...frames])
        } catch (error) {
          this.#onError(error)
        }
      }
    }
    this.#running = false
  }
}
