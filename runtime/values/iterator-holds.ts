/**
 * What iterators hold. An iterator walks something that nobody can see: all that some run had in hand together with it counts as held by
 * it, so that the two are rebuilt together. Too much may be held, never too little.
 */
import { SafeWeakMap } from './originals.ts'

export class IteratorHolds {
  /** Objects of the run that is captured now. */
  inHand: readonly object[] = []
  readonly #held = new SafeWeakMap<object, object[]>()

  of(iterator: object): object {
    let held = this.#held.get(iterator)
    if (held === undefined) this.#held.set(iterator, (held = []))
    for (let i = 0; i < this.inHand.length; i++) {
      const object = this.inHand[i] as object
      if (object !== iterator && !held.includes(object)) held[held.length] = object
    }
    return held
  }
}
