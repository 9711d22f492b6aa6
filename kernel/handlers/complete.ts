/**
 * complete_request: what could stand at the cursor, with kinds and signatures for JupyterLab's list. It runs no user code and
 * is answered while a cell runs; cursors are code points outside and UTF-16 inside.
 */
import { cellId } from '../../runtime/brand.ts'
import type { NotebookRuntime } from '../../runtime/runtime.ts'
import { toCodePoints, toUtf16 } from '../code-points.ts'
import { readInteger, readText } from '../content.ts'
import type { Message } from '../message.ts'
import { atOnce, ok } from '../request.ts'

export const completeRoute = (runtime: NotebookRuntime) =>
  atOnce(async request => {
    const query = readCursor(request)
    const { start, end, items } = await runtime.complete(query)
    const span = { start: toCodePoints(query.code, start), end: toCodePoints(query.code, end) }
    const types = items.map(({ text, kind, signature }) => ({
      ...span,
      text,
      type: kind,
      ...(signature !== undefined && { signature }),
    }))
    return ok({
      matches: items.map(item => item.text),
      cursor_start: span.start,
      cursor_end: span.end,
      metadata: { _jupyter_types_experimental: types },
    })
  })

/** The code and cursor of a complete or inspect request, and the cell where the client says it (its metadata may). */
export const readCursor = ({ content, metadata }: Message) => {
  const code = readText(content, 'code')
  const position = readInteger(content, 'cursor_pos', Number.MAX_SAFE_INTEGER)
  return {
    code,
    offset: toUtf16(code, position),
    ...(typeof metadata.cellId === 'string' && { cell: cellId(metadata.cellId) }),
  }
}
