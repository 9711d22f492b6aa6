/** What an execute request comes to: the outcome of a run, or why there was none, as the runtime's callers see it. Pure. */
import type { Outcome } from '../executor/executor.ts'
import type { Plan } from '../plan/plan.ts'
import { cellTitle } from '../plan/reasons.ts'
import type { ExecuteRequest, ExecuteResult } from '../runtime.ts'
import type { StateWord } from '../view.ts'

export const inputOf =
  (request: ExecuteRequest) =>
  (asked: Parameters<NonNullable<ExecuteRequest['onInput']>>[0]): Promise<string> =>
    request.onInput?.(asked) ?? Promise.reject(new Error('This client does not take input (allow_stdin is false).'))

export const statusOf = (outcome: Outcome): Pick<ExecuteResult, 'status' | 'error'> => {
  switch (outcome.is) {
    case 'ok':
      return { status: 'ok' }
    case 'failed':
      return { status: 'error', error: outcome.error }
    case 'interrupted':
      return { status: 'interrupted', error: { name: 'Interrupted', message: 'The cell was stopped.', traceback: [] } }
    case 'timeout':
      return {
        status: 'error',
        error: { name: 'TimeoutError', message: 'The cell ran longer than its `timeout`.', traceback: [] },
      }
    case 'lost':
      return { status: 'error', error: { name: 'SessionLost', message: outcome.why, traceback: [outcome.why] } }
    default:
      return outcome satisfies never
  }
}

export const blockedResult = (plan: Plan, by: readonly number[], request: ExecuteRequest): ExecuteResult => {
  const titles = by.map(i => cellTitle(plan, i)).join(', ')
  const message = `This cell needs what ${titles} defines, and ${titles} failed. Mend it and run it first.`
  const error = { name: 'Blocked', message, traceback: [`Blocked: ${message}`] }
  request.onEvent({ type: 'error', ...error })
  const state: StateWord = 'blocked'
  return { status: 'error', error, metadata: { ran: false, key: '', state, restored: false, ms: 0, where: 'session' } }
}
