/**
 * Command cells: a cell whose source is one line `%name words`, which no TypeScript begins with. Such a cell asks about the
 * notebook and is no part of it: it defines nothing, reads nothing, is never compiled and always counts as fresh.
 */
import type { CellId } from '../brand.ts'
import type { Cell, Notebook } from './notebook.ts'

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

/** Cells of `before` that are no code cells of `after`. Costs no more than what changed between them where that is at the end. */
export const codeGone = (before: Notebook, after: Notebook): readonly CellId[] => {
  const changed = before.cells.filter((cell, i) => after.cells[i] !== cell && isCode(cell.source))
  if (changed.length === 0) return []
  const there = new Map(after.cells.map(cell => [cell.id, cell]))
  return changed.flatMap(({ id }) => {
    const now = there.get(id)
    return now === undefined || !isCode(now.source) ? [id] : []
  })
}

export const isBlank = (source: string): boolean => source.trim() === ''

const isCode = (source: string): boolean => !isCommand(source) && !isBlank(source)

/** The cell as code: that of a command is empty. */
export const codeOf = (cell: Cell): Cell => (isCommand(cell.source) ? { ...cell, source: '' } : cell)
