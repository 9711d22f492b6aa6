/** Says in a sentence why a session process or a worker of the pool ended, and what to do. */
import { getHeapStatistics } from 'node:v8'

export interface Death {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** The code given to process.exit by user code. */
  readonly exiting: number | undefined
  /** A failure of ours that it told of. */
  readonly broken: string | undefined
  /** The end of what the process wrote to stderr. */
  readonly stderr: string
  readonly isWorker: boolean
  /** bytes that user code was given (`memory`) */
  readonly memory: number | undefined
}

export const whyItDied = ({ code, signal, exiting, broken, stderr, isWorker, memory }: Death): string => {
  const process = isWorker ? 'worker' : 'session process'
  const after = isWorker
    ? 'Only this job is lost: run it again, or give it `retries`.'
    : 'The session was started again; values come back from the store or by rerunning their cells.'
  if (memory !== undefined && signal === 'SIGSEGV')
    return outOfMemory(
      memory,
      'It was ended by SIGSEGV: if more memory changes nothing, native code of a package crashed. ',
    )
  if (memory !== undefined && isRefusal(broken ?? '')) return outOfMemory(memory)
  if (broken !== undefined) return `${broken} Please report it. ${after}`
  if (exiting !== undefined) return `process.exit(${exiting}) ended the ${process}. ${after}`
  if (/heap out of memory|Allocation failed/.test(stderr)) {
    if (memory !== undefined) return outOfMemory(memory)
    const given = `The ${process} ran out of memory: Node gives it ${megabytes(getHeapStatistics().heap_size_limit)}.`
    return isWorker
      ? `${given} Set \`memory\` to give the job more. Only this job is lost.`
      : `${given} ${after} Set NODE_OPTIONS=--max-old-space-size=<MB> to give it more.`
  }
  if (signal !== null)
    return `The ${process} was ended by ${signal}${signal === 'SIGABRT' ? ' (it aborted)' : ''}. ${after}`
  return `The ${process} ended with code ${code}. ${after}${stderr === '' ? '' : `\n${stderr.trimEnd()}`}`
}

/** Of a job that holds more than it was given (`memory`, bytes). */
export const outOfMemory = (memory: number, doubt = ''): string =>
  `The worker ran out of memory: \`memory\` gives the job ${megabytes(memory)}. Give it more, or let it hold less at once. ${doubt}Only this job is lost.`

/** It failed for want of room for an array, whoever asked for that. */
export const isExhausted = (outcome: { readonly is: string; readonly error?: { readonly message: string } }): boolean =>
  outcome.is === 'failed' && isRefusal(outcome.error?.message ?? '')

/** What V8 says then. */
const isRefusal = (message: string): boolean =>
  /Array buffer allocation failed|could not allocate memory/i.test(message)

const megabytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MB`
