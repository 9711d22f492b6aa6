/**
 * A request as handlers see it, what they answer, and when they may run. A handler that throws is answered for by the
 * dispatcher; one that returns nothing has no reply in the protocol (comm messages).
 */
import type { Fields, Message } from './message.ts'

export interface Request extends Message {
  readonly channel: 'shell' | 'control'
  /** Counts the requests of this kernel as they came in: tells which of two was said first. */
  readonly arrival: number
}

export interface Reply {
  readonly content: Fields
  readonly metadata?: Fields
  /** Executes that wait in the queue are to be answered `aborted`. */
  readonly abortsQueue?: boolean
  /** Done once the reply and idle are out. */
  readonly afterwards?: () => void
}

export interface Route {
  /** `in order`: waits for the executes before it. `at once`: answered even while a cell runs. */
  readonly turn: (request: Request) => 'in order' | 'at once'
  /** `letOn`: those behind it may begin; what it still does stands in nobody's way. */
  readonly handle: (request: Request, letOn: () => void) => Promise<Reply | undefined> | Reply | undefined
  /** The reply when an earlier cell's error cancels this request; absent where errors cancel nothing. */
  readonly aborted?: (request: Request) => Reply
}

export type Routes = Readonly<Record<string, Route>>

/** A route for what needs no turn: it touches neither the session's values nor the order of cells. */
export const atOnce = (handle: Route['handle']): Route => ({ turn: () => 'at once', handle })

export const ok = (content: Fields = {}): Reply => ({ content: { status: 'ok', ...content } })

export const failure = ({
  name,
  message,
  traceback = [],
}: {
  readonly name: string
  readonly message: string
  readonly traceback?: readonly string[]
}): Reply => ({
  content: { status: 'error', ename: name, evalue: message, traceback },
})
