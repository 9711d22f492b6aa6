/**
 * Cellar's own state, to which the closures lead that it hangs on user objects: a listener goes by way of the run that owns it. No value of a
 * user's holds it, whatever closure does; followed, one HTTP server would be the whole runtime.
 */
export class OwnState {
  readonly #own = true

  /** `instanceof` would ask a proxy for its prototype. */
  static is(value: unknown): boolean {
    return typeof value === 'object' && value !== null && #own in value
  }
}
