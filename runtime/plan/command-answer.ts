/**
 * What the command cells show: `%status`, `%why [CELL]`, `%graph`. Pure: from the views of the plan to one output; a command
 * that is unknown, or a cell that is not there, is an error that says what there is.
 */
import { type CellId, cellId } from '../brand.ts'
import { findCell, noSuchCell } from '../notebook/cell-choice.ts'
import { type Command, isCommand } from '../notebook/commands.ts'
import type { Cell } from '../notebook/notebook.ts'
import type { MimeBundle } from '../run/events.ts'
import type { CellView, GraphView } from '../view.ts'
import { graphAsMermaid, graphAsText } from './graph-text.ts'
import { statusAsHtml, statusAsText } from './status-text.ts'

export interface Asked {
  readonly cells: readonly Cell[]
  states(): readonly CellView[]
  graph(): GraphView
  why(cell: CellId): string
}

export type CommandAnswer =
  | { readonly is: 'shown'; readonly data: MimeBundle }
  | { readonly is: 'refused'; readonly name: string; readonly message: string }

export const answerCommand = ({ name, argument }: Command, asked: Asked): CommandAnswer => {
  if (argument !== '' && name !== 'why' && Object.hasOwn(commands, name))
    return { is: 'refused', name: 'WrongUse', message: `%${name} takes no words after it; "${argument}" is too much.` }
  switch (name) {
    case 'status':
      return shown(statusAsText(asked.cells, asked.states()), {
        'text/html': statusAsHtml(asked.cells, asked.states()),
      })
    case 'graph':
      return shown(graphAsText(asked.graph()), { 'text/vnd.mermaid': graphAsMermaid(asked.graph()) })
    case 'why':
      return why(argument, asked)
    default: {
      const known = Object.entries(commands).map(([usage, does]) => `%${usage} ${does}`)
      return {
        is: 'refused',
        name: 'UnknownCommand',
        message: `There is no command %${name}. There are: ${known.join('; ')}.`,
      }
    }
  }
}

/** What each is for, after its name. */
const commands: Readonly<Record<string, string>> = {
  status: "(each cell's state)",
  why: '[CELL] (what made a cell stale)',
  graph: '(what flows from cell to cell)',
}

/** More than anybody reads in one output. */
const MAX_REASONS = 50

const why = (word: string, asked: Asked): CommandAnswer => {
  if (word === '') {
    const pending = asked.states().filter(({ state }) => state !== 'fresh')
    const reasons = pending.slice(0, MAX_REASONS).map(({ id }) => asked.why(cellId(id)))
    const more = pending.length > MAX_REASONS ? [`… and ${pending.length - MAX_REASONS} more: %status lists them.`] : []
    return shown(pending.length === 0 ? 'Every cell is fresh.' : [...reasons, ...more].join('\n'))
  }
  const cell = findCell(asked.cells, word)
  if (cell === undefined)
    return { is: 'refused', name: 'NoSuchCell', message: `${noSuchCell(asked.cells, word)} %status lists all.` }
  return shown(
    isCommand(cell.source) ? 'A command is always fresh: it is no part of the notebook.' : asked.why(cell.id),
  )
}

const shown = (text: string, rich: MimeBundle = {}): CommandAnswer => ({
  is: 'shown',
  data: { 'text/plain': text.trimEnd(), ...rich },
})
