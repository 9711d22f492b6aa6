/**
 * How busy the pool is, for the toolbar: asked of the kernel while a cell of the notebook runs, and not otherwise. Unknown where the
 * pool has no worker, which is so in most notebooks.
 */
import type { QueueView } from '../../../runtime/view.ts'

export interface Load {
  readonly busy: number
  readonly workers: number
  /** Jobs that wait until the machine has room. */
  readonly waiting: number
}

export interface PoolLoadParts {
  readonly isRunning: () => boolean
  readonly queue: () => Promise<QueueView>
  readonly changed: () => void
}

const AGAIN_MS = 1_000

export class PoolLoad {
  readonly #parts: PoolLoadParts
  #load: Load | undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(parts: PoolLoadParts) {
    this.#parts = parts
  }

  /** Undefined while nothing runs. */
  get load(): Load | undefined {
    return this.#load
  }

  /** After each word of states. */
  update(): void {
    if (this.#parts.isRunning()) this.#timer ??= setTimeout(() => void this.#ask(), AGAIN_MS)
    else this.forget()
  }

  forget(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#show(undefined)
  }

  async #ask(): Promise<void> {
    const timer = this.#timer
    // The connection may go meanwhile: whoever renews it forgets this.
    const queue = await this.#parts.queue().catch(() => undefined)
    if (timer !== this.#timer) return
    this.#timer = undefined
    this.#show(queue && loadOf(queue))
    this.update()
  }

  #show(load: Load | undefined): void {
    if (JSON.stringify(load) === JSON.stringify(this.#load)) return
    this.#load = load
    this.#parts.changed()
  }
}

const loadOf = ({ workers, waitingForRoom }: QueueView): Load | undefined =>
  workers.length === 0
    ? undefined
    : { busy: workers.filter(({ is }) => is === 'busy').length, workers: workers.length, waiting: waitingForRoom }
