/**
 * Runs one cell as an execute request of its own, so that its output lands natively. It never scrolls, selects or takes the
 * focus, as JupyterLab's own "run" does: somebody may be typing elsewhere in the notebook.
 */
import { type Cell, CodeCell } from '@jupyterlab/cells'
import type { ISessionContext } from '@jupyterlab/apputils'
import type { RunResult } from '../model/rerun.ts'

export const executeCell = async (
  cell: Cell | undefined,
  session: ISessionContext,
  { force }: { readonly force: boolean },
): Promise<RunResult> => {
  if (!(cell instanceof CodeCell)) return 'failed'
  // A collaborator's lock and JupyterLab's own prompt for input: a request now would wait forever.
  if (session.isTerminating || session.pendingInput) return 'stopped'
  try {
    const reply = await CodeCell.execute(cell, session, force ? { cellar: { force: true } } : {})
    if (!reply || reply.content.status === 'ok') return 'ok'
    const { content } = reply
    const stopped = content.status === 'aborted' || ('ename' in content && content.ename === 'Interrupted')
    return stopped ? 'stopped' : 'failed'
  } catch (error) {
    // JupyterLab cancels requests when the kernel restarts or the cell is deleted.
    if (error instanceof Error && error.message.startsWith('Canceled')) return 'stopped'
    throw error
  }
}
