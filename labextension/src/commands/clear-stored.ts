/**
 * Frees what the store keeps of the selected cell or of the whole notebook. It says first what would go and asks; what the page shows
 * stays, marked stale, until the cells run again.
 */
import { Dialog, InputDialog, showDialog, showErrorMessage } from '@jupyterlab/apputils'
import { clearedText, keptText } from '../model/cleared-text.ts'
import type { CellarNotebook } from '../notebook/cellar-notebook.ts'

export const clearStored = async (notebook: CellarNotebook, cell: string): Promise<void> => {
  const ofCell = await notebook.ask.clear({ id: cell, dryRun: true })
  const ofAll = await notebook.ask.clear({ dryRun: true })
  if (ofAll.runs === 0) {
    const body = `The store keeps no run of this notebook.${keptText(ofAll)}`
    await showDialog({ title: 'Nothing to clear', body, buttons: [Dialog.okButton({ label: 'Close' })] })
    return
  }
  const items = [
    ...(ofCell.runs > 0 ? [clearedText('the selected cell', ofCell)] : []),
    clearedText('the whole notebook', ofAll),
  ]
  const { value } = await InputDialog.getItem({
    title: 'Clear stored results of',
    label: `The cells have to run again.${keptText(ofAll)}`,
    items,
    okLabel: 'Clear',
  })
  if (value === null) return
  const isAll = value === items.at(-1)
  try {
    await notebook.ask.clear({ ...(!isAll && { id: cell }), dryRun: false })
  } catch (error) {
    await showErrorMessage('Nothing was cleared', error instanceof Error ? error.message : String(error))
  }
}
