/** A report that can't be written. The message says what is wrong, why that matters and what to do next. */
export class ReportError extends Error {
  override readonly name = 'ReportError'
}
