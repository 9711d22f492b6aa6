/**
 * Reads an execute_request: its content by the messaging spec, and of its metadata what JupyterLab and the `cellar` front end
 * add. Metadata is a hint that any client may fill with anything, so what is not understood there is ignored, not refused.
 */
import { ContentError, isFields, readFields, readFlag, readText } from '../content.ts'
import type { Message } from '../message.ts'

export interface ExecuteContent {
  readonly code: string
  readonly silent: boolean
  readonly storeHistory: boolean
  readonly allowStdin: boolean
  readonly stopOnError: boolean
  readonly userExpressions: Readonly<Record<string, string>>
  /** Absent for clients that name no cells. */
  readonly cell: string | undefined
  readonly deletedCells: readonly string[]
  readonly force: boolean
  /** Sent ahead of its turn: run it only if the cell is in this list still when its turn comes. */
  readonly ifDue: 'plan' | 'todo' | undefined
}

export const parseExecute = ({ content, metadata }: Message): ExecuteContent => {
  const silent = readFlag(content, 'silent', false)
  const { cellId, deletedCells, cellar } = metadata
  return {
    code: readText(content, 'code'),
    silent,
    storeHistory: !silent && readFlag(content, 'store_history', true),
    allowStdin: readFlag(content, 'allow_stdin', true),
    stopOnError: readFlag(content, 'stop_on_error', true),
    userExpressions: expressionsOf(readFields(content, 'user_expressions')),
    cell: typeof cellId === 'string' && cellId !== '' ? cellId : undefined,
    deletedCells: Array.isArray(deletedCells) ? deletedCells.filter(id => typeof id === 'string') : [],
    force: isFields(cellar) && cellar.force === true,
    ifDue: isFields(cellar) && (cellar.ifDue === 'plan' || cellar.ifDue === 'todo') ? cellar.ifDue : undefined,
  }
}

const expressionsOf = (fields: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> => {
  for (const [name, expression] of Object.entries(fields))
    if (typeof expression !== 'string') throw new ContentError(`The user expression '${name}' must be a string.`)
  return fields as Readonly<Record<string, string>>
}
