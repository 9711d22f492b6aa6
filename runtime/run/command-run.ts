/** Executes a command cell: shows its answer, or its refusal as an error. No code runs, so nothing is recorded or replayed. */
import type { Command } from '../notebook/commands.ts'
import { type Asked, answerCommand } from '../plan/command-answer.ts'
import type { ExecuteResult } from '../runtime.ts'
import type { ReplyMetadata } from '../view.ts'
import type { RunEvent } from './events.ts'

const metadata: ReplyMetadata = { ran: false, key: '', state: 'fresh', restored: false, ms: 0, where: 'session' }

export const runCommand = (command: Command, asked: Asked, onEvent: (event: RunEvent) => void): ExecuteResult => {
  const answer = answerCommand(command, asked)
  if (answer.is === 'shown') {
    onEvent({ type: 'display', data: answer.data, metadata: {} })
    return { status: 'ok', metadata }
  }
  const { name, message } = answer
  const error = { name, message, traceback: [`${name}: ${message}`] }
  onEvent({ type: 'error', ...error })
  return { status: 'error', error, metadata }
}
