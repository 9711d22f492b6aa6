/**
 * Errors that no code awaits (a throw in a timer, a rejection without a handler) belong to the run whose callback was last
 * entered, and never end the process. Where user code listens for them itself, as in plain Node, they are its own affair.
 */
import type { RunId } from '../brand.ts'
import type { Listeners } from './handles/listeners.ts'
import type { Ownership } from './ownership.ts'
import type { Patches } from './patches.ts'

const events = ['uncaughtException', 'unhandledRejection'] as const

export type LateErrorEvent = (typeof events)[number]

export type OnLateError = (run: RunId | undefined, error: unknown, event: LateErrorEvent) => void

export const watchLateErrors = (
  patches: Patches,
  parts: { readonly ownership: Ownership; readonly listeners: Listeners; readonly onLateError: OnLateError },
): void => {
  const { ownership, listeners, onLateError } = parts
  for (const event of events) {
    const report = (error: unknown) => {
      if (!listeners.hears(event)) onLateError(ownership.current?.run, error, event)
    }
    process.on(event, report)
    patches.onUndo(() => process.removeListener(event, report))
  }
}
