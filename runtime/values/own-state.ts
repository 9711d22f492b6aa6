/**
 * Cellar's own state, to which the closures lead that it hangs on user objects: a listener goes by way of the run that owns it. It is nothing
 * that a user's value holds, so no walk follows it; a value that leads there has a handle on the world and can't be read.
 */
export class OwnState {
  readonly #own = true

  /** `instanceof` would ask a proxy for its prototype. */
  static is(value: object | symbol): boolean {
    return typeof value === 'object' && #own in value
  }
}
