/** A notebook file that can't be used. The message says what is wrong with it, why that matters and what to do next. */
export class NotebookError extends Error {
  override readonly name = 'NotebookError'
}
