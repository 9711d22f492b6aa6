/**
 * What one execute request shows, during its run and after (timers, reruns as an ancestor): batched, bounded, under the
 * request's header. All that was shown is with ZeroMQ once `flush` returns, so idle can follow it.
 */
import type { OpenComms } from '../comm/open-comms.ts'
import type { Header } from '../message.ts'
import { Batch } from './batch.ts'
import { Budget } from './budget.ts'
import { iopubMessage, type PublishedEvent } from './iopub-message.ts'
import type { Publisher } from './publisher.ts'

/** Milliseconds that output may wait for more of it: below what a person notices, above what a message costs. */
const TICK = 25

export class CellOutput {
  readonly parent: Header
  readonly #publisher: Publisher
  readonly #comms: OpenComms
  readonly #executionCount: number
  readonly #batch = new Batch()
  readonly #budget = new Budget()
  #timer: NodeJS.Timeout | undefined

  constructor(options: {
    readonly publisher: Publisher
    readonly comms: OpenComms
    readonly parent: Header
    readonly executionCount: number
  }) {
    this.#publisher = options.publisher
    this.#comms = options.comms
    this.parent = options.parent
    this.#executionCount = options.executionCount
  }

  show(event: PublishedEvent): void {
    if (event.type === 'comm') this.#comms.note(event.comm)
    for (const admitted of this.#budget.admit(event)) this.#batch.add(admitted)
    if (this.#batch.isFull) this.flush()
    else if (!this.#batch.isEmpty) this.#timer ??= setTimeout(() => this.flush(), TICK)
  }

  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    for (const event of this.#batch.take())
      this.#publisher.publish(iopubMessage(event, this.#executionCount), this.parent)
  }
}
