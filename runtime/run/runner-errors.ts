/** What the runner itself has to say of a run: that it was stopped, that its process died, that its code can't be read. Pure. */
import type { Outcome } from '../executor/executor.ts'
import type { RunEvent } from './events.ts'

export const lostEvent = (why: string): RunEvent => ({
  type: 'error',
  name: 'SessionLost',
  message: why,
  traceback: [why],
})

export const stoppedEvent = (outcome: Outcome): RunEvent => {
  const [name, message] =
    outcome.is === 'timeout'
      ? ['TimeoutError', 'The cell ran longer than its `timeout` and was stopped.']
      : ['Interrupted', 'The cell was stopped. Names and values are as they were before it.']
  return { type: 'error', name, message, traceback: [`${name}: ${message}`] }
}
