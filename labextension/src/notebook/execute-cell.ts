/**
 * Runs one cell as an execute request of its own, so that its output lands natively. It never scrolls, selects or takes the
 * focus, as JupyterLab's own "run" does: somebody may be typing elsewhere in the notebook.
 */
import type { ISessionContext } from '@jupyterlab/apputils'
import { type Cell, CodeCell } from '@jupyterlab/cells'
import type { Kernel, KernelMessage } from '@jupyterlab/services'
import type { List, RunResult } from '../model/rerun.ts'

export const executeCell = async (
  cell: Cell | undefined,
  session: ISessionContext,
  { force, ifDue }: { readonly force: boolean; readonly ifDue?: List },
): Promise<RunResult> => {
  if (!(cell instanceof CodeCell)) return 'failed'
  // A collaborator's lock and JupyterLab's own prompt for input: a request now would wait forever.
  if (session.isTerminating || session.pendingInput) return 'stopped'
  try {
    if (ifDue !== undefined) return resultOf(await sendAhead(cell, session, ifDue), { aborted: 'passed over' })
    return resultOf(await CodeCell.execute(cell, session, force ? { cellar: { force: true } } : {}), {
      aborted: 'stopped',
    })
  } catch (error) {
    // JupyterLab cancels requests when the kernel restarts or the cell is deleted.
    if (error instanceof Error && error.message.startsWith('Canceled')) return 'stopped'
    throw error
  }
}

type Reply = KernelMessage.IExecuteReplyMsg | undefined | void

const resultOf = (reply: Reply, { aborted }: { readonly aborted: RunResult }): RunResult => {
  if (!reply || reply.content.status === 'ok') return 'ok'
  const { content } = reply
  if (content.status === 'aborted') return aborted
  return 'ename' in content && content.ename === 'Interrupted' ? 'stopped' : 'failed'
}

/** As `CodeCell.execute`, but the cell keeps its output and its number until the kernel begins with it, which it may never do. */
const sendAhead = async (cell: CodeCell, { session }: ISessionContext, ifDue: List): Promise<Reply> => {
  const { model } = cell
  if (!session?.kernel) return undefined
  const { tags } = model.metadata
  const future = session.kernel.requestExecute(
    {
      code: model.sharedModel.getSource(),
      stop_on_error: !(Array.isArray(tags) && tags.includes('raises-exception')),
    },
    false,
    { ...model.metadata, cellId: model.sharedModel.getId(), cellar: { ifDue } },
  )
  future.onIOPub = ({ header }) => {
    if (header.msg_type === 'execute_input' && !cell.isDisposed) begin(cell, future)
  }
  try {
    const reply = await future.done
    if (reply.content.status !== 'aborted' && !cell.isDisposed) model.executionCount = reply.content.execution_count
    return reply
  } catch (error) {
    if (!cell.isDisposed && cell.outputArea.future === future) model.executionState = 'idle'
    throw error
  }
}

const begin = (
  cell: CodeCell,
  future: Kernel.IShellFuture<KernelMessage.IExecuteRequestMsg, KernelMessage.IExecuteReplyMsg>,
): void => {
  const { model } = cell
  model.sharedModel.transact(() => model.clearExecution(), false, 'silent-change')
  cell.outputHidden = false
  model.executionState = 'running'
  model.trusted = true
  // From here on the output area hears the messages.
  cell.outputArea.future = future
}
