/** The widget of a cell in a notebook by the cell's id, which stays the same when a move gives the cell a new widget. */
import type { Cell } from '@jupyterlab/cells'
import type { Notebook } from '@jupyterlab/notebook'

export const cellOf = (notebook: Notebook, id: string): Cell | undefined => notebook.widgets[indexOf(notebook, id)]

/** -1 where there is no such cell. */
export const indexOf = (notebook: Notebook, id: string): number =>
  notebook.widgets.findIndex(cell => cell.model.sharedModel.getId() === id)
