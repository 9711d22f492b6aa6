/**
 * What JupyterLab calls for every cell that the user runs, by whatever key or menu. Before a cell it has the cells run that
 * the cell depends on and that are stale, each as an execute request of its own, so that their outputs land in this page;
 * then JupyterLab's own executor runs the cell. Notebooks that nobody attached go straight to it.
 */
import { type INotebookCellExecutor, type INotebookModel, runCell } from '@jupyterlab/notebook'

type Options = INotebookCellExecutor.IRunCellOptions

/** Has what the cell depends on run, and then the cell by `run`. */
export type RunByUser = (id: string, run: () => Promise<boolean>) => Promise<boolean>

export class CellarExecutor implements INotebookCellExecutor {
  readonly #attached = new WeakMap<INotebookModel, RunByUser>()

  attach(model: INotebookModel, runByUser: RunByUser): void {
    this.#attached.set(model, runByUser)
  }

  async runCell(options: Options): Promise<boolean> {
    const runByUser = this.#attached.get(options.notebook)
    if (!runByUser || options.cell.model.type !== 'code') return runCell(options)
    return runByUser(options.cell.model.sharedModel.getId(), () => runCell(options))
  }
}
