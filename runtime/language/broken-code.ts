/**
 * TypeScript's service asserts on some code that is broken in just the wrong place (`( größe . </`). The person is still typing: there
 * is nothing to say, and nothing to be told of. Every other error is ours and passes.
 */
export const unlessBroken = <T>(ask: () => T): T | undefined => {
  try {
    return ask()
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('Debug Failure')) return undefined
    throw error
  }
}
