/**
 * Which cell a person means: its id, its label (`//| label: fig-x`) or its number among the code cells, as a status list
 * shows them. A word that fits none is answered with words that would.
 */
import type { Cell } from './notebook.ts'
import { labelOf } from './cell-title.ts'

export const findCell = <C extends Cell>(cells: readonly C[], word: string): C | undefined =>
  cells.find(cell => cell.id === word) ??
  cells.find(cell => labelOf(cell) === word) ??
  (/^\d+$/.test(word) ? cells[Number(word) - 1] : undefined)

/** Enough to see the pattern. */
const SUGGESTIONS = 4

export const noSuchCell = (cells: readonly Cell[], word: string): string => {
  const some = cells.slice(0, SUGGESTIONS).map((cell, index) => `${index + 1} or ${labelOf(cell) ?? cell.id}`)
  const more = cells.length > SUGGESTIONS ? '; …' : ''
  return `No code cell "${word}". A cell is named by its id, its label or its number: ${some.join('; ')}${more}.`
}
