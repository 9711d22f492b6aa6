/** The states of a notebook's cells as a list: number, state, title, reason. One list for the terminal and for `%status`. */
import { titleOf } from '../notebook/cell-title.ts'
import type { Cell } from '../notebook/notebook.ts'
import type { CellView, StateWord } from '../view.ts'
import { stateColour } from './state-colours.ts'
import { textTable } from './text-table.ts'

interface StatusRow {
  readonly number: string
  readonly state: StateWord
  readonly title: string
  readonly because: string
}

export const statusAsText = (cells: readonly Cell[], views: readonly CellView[]): string =>
  textTable(rowsOf(cells, views).map(({ number, state, title, because }) => [number, state, title, because]))

export const statusAsHtml = (cells: readonly Cell[], views: readonly CellView[]): string => {
  const rows = rowsOf(cells, views).map(
    ({ number, state, title, because }) =>
      `<tr><td>${number}</td><td style="background:${stateColour[state]};color:#222">${state}</td>` +
      `<td style="text-align:left"><code>${escaped(title)}</code></td><td style="text-align:left">${escaped(because)}</td></tr>`,
  )
  const head = '<thead><tr><th>cell</th><th>state</th><th>code</th><th>why</th></tr></thead>'
  return `<table>${head}<tbody>${rows.join('')}</tbody></table>`
}

const rowsOf = (cells: readonly Cell[], views: readonly CellView[]): readonly StatusRow[] => {
  const byId = new Map(views.map(view => [view.id, view]))
  return cells.map((cell, index) => {
    const view = byId.get(cell.id)
    const because = view?.because?.text ?? ''
    return { number: String(index + 1), state: view?.state ?? 'new', title: titleOf(cell), because }
  })
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string): string => text.replace(/[&<>"]/g, character => ENTITIES[character]!)
