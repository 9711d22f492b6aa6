/** Wrong use of the command line: exit code 2. The message says what, why and what to do next; no stack is shown. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
