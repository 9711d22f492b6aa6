/** debug_request: there is no debugger yet, and each request of the debug protocol is told so in its own form. */
import { readInteger, readText } from '../content.ts'
import { atOnce } from '../request.ts'

export const debugRoute = () => {
  let seq = 0
  return atOnce(({ content }) => ({
    content: {
      type: 'response',
      seq: ++seq,
      request_seq: readInteger(content, 'seq', 0),
      command: readText(content, 'command', ''),
      success: false,
      message: 'Cellar has no debugger yet.',
      body: {},
    },
  }))
}
