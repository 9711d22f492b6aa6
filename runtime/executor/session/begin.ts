/** The session's program begins here: its watch thread boots while everything else is loaded. */
import { beginWatchThread } from './watch-thread.ts'

beginWatchThread()
await import('./main.ts')
