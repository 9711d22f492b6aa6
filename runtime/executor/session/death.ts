/** Says in a sentence why a session process ended, and what to do. */
export interface Death {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** The code given to process.exit by user code. */
  readonly exiting: number | undefined
  /** The end of what the process wrote to stderr. */
  readonly stderr: string
}

export const whyItDied = ({ code, signal, exiting, stderr }: Death): string => {
  const after = 'The session was started again; values come back from the store or by rerunning their cells.'
  if (exiting !== undefined) return `process.exit(${exiting}) ended the session process. ${after}`
  if (/heap out of memory|Allocation failed/.test(stderr)) {
    return `The session process ran out of memory. ${after} Set NODE_OPTIONS=--max-old-space-size=<MB> to give it more.`
  }
  if (signal !== null)
    return `The session process was ended by ${signal}${signal === 'SIGABRT' ? ' (it aborted)' : ''}. ${after}`
  return `The session process ended with code ${code}. ${after}${stderr === '' ? '' : `\n${stderr.trimEnd()}`}`
}
