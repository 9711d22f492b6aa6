/** interrupt_request: stops what runs. The reply comes when it has stopped; nothing to stop is no error. */
import type { NotebookRuntime } from '../../runtime/runtime.ts'
import { atOnce, ok } from '../request.ts'

export const interruptRoute = (runtime: NotebookRuntime) =>
  atOnce(async () => {
    await runtime.interrupt()
    return ok()
  })
