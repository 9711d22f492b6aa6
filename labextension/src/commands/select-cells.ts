/** Selects cells of a notebook. JupyterLab's selection may have gaps; the first of the cells becomes the active one. */
import type { Notebook } from '@jupyterlab/notebook'

export const selectCells = async (notebook: Notebook, ids: ReadonlySet<string>): Promise<void> => {
  const chosen = notebook.widgets.filter(cell => ids.has(cell.model.sharedModel.getId()))
  const [first] = chosen
  if (!first) return
  notebook.mode = 'command'
  notebook.deselectAll()
  notebook.activeCellIndex = notebook.widgets.indexOf(first)
  for (const cell of chosen) notebook.select(cell)
  await notebook.scrollToItem(notebook.widgets.indexOf(first), 'smart')
}
