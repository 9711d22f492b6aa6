/** A bundle that can't be made or opened. The message says what is wrong, why that matters and what to do next. */
export class BundleError extends Error {
  override readonly name = 'BundleError'
}
