/** The session's program begins here: its watch thread boots while everything else is loaded. */
import { runProgram } from './kept-code.ts'
import { beginWatchThread } from './watch-thread.ts'

const begunWatch = beginWatchThread()
const role = process.argv[3] === 'worker' ? 'worker' : 'session'
runProgram({ url: new URL('./session-main.cjs', import.meta.url), role, given: { begunWatch } })
