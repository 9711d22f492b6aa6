/** How a run that didn't end by itself ends: the report of one that never ran, and the error that its cell shows. Pure. */
import type { Outcome, RunReport } from '../executor/executor.ts'
import type { RunEvent } from './events.ts'

export const unrun = (outcome: Outcome): RunReport => ({ outcome, reads: [], writes: [], units: [], ms: 0 })

type ErrorEvent = Extract<RunEvent, { readonly type: 'error' }>

/** Neither by its own error, which the cell showed itself, nor well. */
type Broken = Exclude<Outcome, { readonly is: 'ok' | 'failed' }>

export const isBroken = (outcome: Outcome): outcome is Broken => outcome.is !== 'ok' && outcome.is !== 'failed'

export const endingEvent = (outcome: Broken, where: 'session' | 'pool'): ErrorEvent => {
  switch (outcome.is) {
    case 'lost': {
      const name = where === 'pool' ? 'WorkerLostError' : 'SessionLost'
      return { type: 'error', name, message: outcome.why, traceback: [outcome.why] }
    }
    case 'timeout':
      return stopped('TimeoutError', 'The cell ran longer than its `timeout` and was stopped.')
    case 'interrupted':
      return stopped('Interrupted', 'The cell was stopped. Names and values are as they were before it.')
    default:
      return outcome satisfies never
  }
}

const stopped = (name: string, message: string): ErrorEvent => ({
  type: 'error',
  name,
  message,
  traceback: [`${name}: ${message}`],
})
