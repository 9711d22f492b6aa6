/** What an execute request comes to: the outcome of a run, or why there was none, as the runtime's callers see it. Pure. */
import type { Outcome } from '../executor/executor.ts'
import type { Plan, Standing } from '../plan/plan.ts'
import { becauseOf, blockedText, cellTitle } from '../plan/reasons.ts'
import type { ExecuteRequest, ExecuteResult } from '../runtime.ts'
import type { StateWord } from '../view.ts'
import { endingEvent } from './endings.ts'

export const inputOf =
  (request: ExecuteRequest) =>
  (asked: Parameters<NonNullable<ExecuteRequest['onInput']>>[0]): Promise<string> =>
    request.onInput?.(asked) ?? Promise.reject(new Error('This client does not take input (allow_stdin is false).'))

export const statusOf = (outcome: Outcome, where: 'session' | 'pool'): Pick<ExecuteResult, 'status' | 'error'> => {
  if (outcome.is === 'ok') return { status: 'ok' }
  const { name, message, traceback } = outcome.is === 'failed' ? outcome.error : endingEvent(outcome, where)
  return { status: outcome.is === 'interrupted' ? 'interrupted' : 'error', error: { name, message, traceback } }
}

export const blockedResult = (plan: Plan, by: readonly number[], request: ExecuteRequest): ExecuteResult => {
  const because = becauseOf(plan, { is: 'blocked', by })
  return { ...notRunFor(blockedText(plan, by), request), ...(because && { because }) }
}

/** One above it that is stale again whenever it has run. */
export const unsettledResult = (plan: Plan, by: number, request: ExecuteRequest): ExecuteResult => {
  const title = cellTitle(plan, by)
  const because = becauseOf(plan, plan.standings.at(by) as Standing)?.text ?? ''
  const why = `This cell needs what ${title} defines, and ${title} is stale whenever it has run: ${because} Let it read what stays as it is.`
  return notRunFor(why, request)
}

const notRunFor = (message: string, request: ExecuteRequest): ExecuteResult => {
  const error = { name: 'Blocked', message, traceback: [`Blocked: ${message}`] }
  request.onEvent({ type: 'error', ...error })
  const state: StateWord = 'blocked'
  return { status: 'error', error, metadata: { ran: false, key: '', state, restored: false, ms: 0, where: 'session' } }
}
