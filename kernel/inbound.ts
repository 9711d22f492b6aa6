/**
 * Frames that come in, one channel at a time: decoded, handed on, and refused where they are no messages. Refusals are counted
 * and logged, never answered and never fatal; a flood of them can't fill the log.
 */
import type { Message } from './message.ts'
import type { Frames } from './send-queue.ts'
import type { Decoded } from './wire.ts'

/** Refusals that are logged one by one; after them only each doubling of the count. */
const LOGGED_SINGLY = 10

export class Refusals {
  readonly #log: (line: string) => void
  #count = 0

  constructor(log: (line: string) => void) {
    this.#log = log
  }

  get count(): number {
    return this.#count
  }

  add(channel: string, why: string): void {
    this.#count++
    const isPowerOfTwo = (this.#count & (this.#count - 1)) === 0
    if (this.#count <= LOGGED_SINGLY || isPowerOfTwo)
      this.#log(`refused a message on ${channel}: ${why} (${this.#count} so far)`)
  }
}

export interface Inbound {
  readonly channel: string
  readonly frames: AsyncIterable<Frames>
  readonly decode: (frames: Frames) => Decoded
  readonly take: (message: Message) => void
  readonly refusals: Refusals
}

/** Ends when the socket is closed. */
export const readMessages = async ({ channel, frames, decode, take, refusals }: Inbound): Promise<void> => {
  for await (const received of frames) {
    const decoded = decode(received)
    if (decoded.is === 'malformed') refusals.add(channel, decoded.why)
    else take(decoded.message)
  }
}
