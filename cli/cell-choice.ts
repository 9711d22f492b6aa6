/**
 * Which cell a user means: its id, its label (`//| label: fig-x`) or its number among the code cells, as `status` lists
 * them. Refuses a word that fits none with the words that would.
 */
import type { NotebookCell } from '../runtime/notebook/ipynb.ts'
import { labelOf } from './cell-title.ts'
import { UsageError } from './usage-error.ts'

export const chooseCell = (cells: readonly NotebookCell[], word: string): NotebookCell => {
  const chosen =
    cells.find(cell => cell.id === word) ??
    cells.find(cell => labelOf(cell) === word) ??
    (/^\d+$/.test(word) ? cells[Number(word) - 1] : undefined)
  if (chosen) return chosen
  const some = cells.slice(0, SUGGESTIONS).map((cell, index) => `${index + 1} or ${labelOf(cell) ?? cell.id}`)
  throw new UsageError(
    `No code cell "${word}". A cell is named by its id, its label or its number: ${some.join('; ')}` +
      `${cells.length > SUGGESTIONS ? '; …' : ''}. \`cellar status\` lists all.`,
  )
}

/** Enough to see the pattern. */
const SUGGESTIONS = 4
