/**
 * Which comms are open between clients and user code, for `comm_info` and to tell a known comm from an unknown one. It
 * only listens: opening and closing are decided by user code and by the clients.
 */
import type { CommEvent } from '../../runtime/run/events.ts'

export class OpenComms {
  readonly #targets = new Map<string, string>()

  note(event: CommEvent): void {
    if (event.is === 'open') this.#targets.set(event.commId, event.target)
    if (event.is === 'close') this.#targets.delete(event.commId)
  }

  has(commId: string): boolean {
    return this.#targets.has(commId)
  }

  /** comm id → target */
  entries(): Iterable<readonly [string, string]> {
    return this.#targets
  }
}
