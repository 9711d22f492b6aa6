/**
 * inspect_request: types, documentation and live value of what stands at the cursor. It runs no user code and is answered
 * while a cell runs.
 */
import type { NotebookRuntime } from '../../runtime/runtime.ts'
import { readInteger } from '../content.ts'
import { atOnce, ok } from '../request.ts'
import { readCursor } from './complete.ts'

export const inspectRoute = (runtime: NotebookRuntime) =>
  atOnce(async request => {
    const detail = readInteger(request.content, 'detail_level', 0) === 0 ? 0 : 1
    const data = await runtime.inspect({ ...readCursor(request), detail })
    return ok({ found: data !== undefined, data: data ?? {}, metadata: {} })
  })
