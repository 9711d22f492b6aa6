/** is_complete_request: whether Enter in a console runs the code or opens a new line. It only parses, and never runs. */
import type { NotebookRuntime } from '../../runtime/runtime.ts'
import { readText } from '../content.ts'
import { atOnce } from '../request.ts'

export const isCompleteRoute = (runtime: NotebookRuntime) =>
  atOnce(({ content }) => {
    const completeness = runtime.isComplete(readText(content, 'code'))
    const indent = completeness.is === 'incomplete' ? { indent: completeness.indent } : {}
    return { content: { status: completeness.is, ...indent } }
  })
