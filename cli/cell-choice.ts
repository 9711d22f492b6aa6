/** The cell that a command line names. Refuses a word that fits none: wrong use. */
import { findCell, noSuchCell } from '../runtime/notebook/cell-choice.ts'
import type { NotebookCell } from '../runtime/notebook/ipynb.ts'
import { UsageError } from './usage-error.ts'

export const chooseCell = (cells: readonly NotebookCell[], word: string): NotebookCell => {
  const chosen = findCell(cells, word)
  if (chosen) return chosen
  throw new UsageError(`${noSuchCell(cells, word)} \`cellar status\` lists all.`)
}
