/**
 * Tells whether a process that somebody noted is still there: by its number and when it began, because numbers are given again. It asks the
 * system each time and remembers nothing.
 */
import { readFileSync } from 'node:fs'

export interface NotedProcess {
  readonly pid: number
  /** As `bornAt` told it. */
  readonly born: string
}

/** When a process began, as far as the system tells (empty where it doesn't). undefined: it is gone. */
const bornAt = (pid: number): string | undefined => {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return undefined
  }
  if (process.platform !== 'linux') return ''
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // A zombie: it has ended, and its parent hasn't asked how.
    return fields[0] === 'Z' ? undefined : fields[19]
  } catch {
    return undefined // It ended between the two questions.
  }
}

export const isAlive = ({ pid, born }: NotedProcess): boolean => bornAt(pid) === born

/** As others note us. */
export const ownProcess = (): NotedProcess => ({ pid: process.pid, born: bornAt(process.pid) ?? '' })
