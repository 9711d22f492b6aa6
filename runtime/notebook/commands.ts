/**
 * Command cells: a cell whose source is one line `%name words`, which no TypeScript begins with. Such a cell asks about the
 * notebook and is no part of it: it defines nothing, reads nothing, is never compiled and always counts as fresh.
 */
import type { Cell } from './notebook.ts'

export interface Command {
  readonly name: string
  /** What follows the name; empty where nothing does. */
  readonly argument: string
}

export const commandOf = (source: string): Command | undefined => {
  const found = /^%(\w+)(?:[ \t]+(.*))?$/.exec(source.trim())
  return found ? { name: found[1] ?? '', argument: found[2] ?? '' } : undefined
}

export const isCommand = (source: string): boolean => commandOf(source) !== undefined

/** The cell as code: that of a command is empty. */
export const codeOf = (cell: Cell): Cell => (isCommand(cell.source) ? { ...cell, source: '' } : cell)
