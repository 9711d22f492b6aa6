/**
 * What a long call of `each` came to, kept as one item beside its own: that nothing of it is to be done is then found by one look-up,
 * not by a hundred thousand. Only results that are plain and short, of items that showed and touched nothing; all others are looked up.
 */
import { hash } from 'node:crypto'
import { deserialize, serialize } from 'node:v8'
import type { EachCall, Plain } from '../executor/items.ts'
import type { ItemResult } from '../store/item-results.ts'

/** items from which one look-up is worth a second copy of the results */
const long = 1_000
/** characters of a text that is small beside the row its item has anyway */
const shortText = 64
/** results told in one message: a few milliseconds of the front */
export const toldAtOnce = 20_000

export class WholeCall {
  readonly key: string
  readonly #values: Plain[] = []
  #held = 0

  private constructor(key: string) {
    this.key = key
  }

  /** undefined: the call is too short to be worth it. */
  static of(engine: string, { fn, items }: EachCall): WholeCall | undefined {
    if (items.length < long) return undefined
    return new WholeCall(hash('sha256', JSON.stringify([engine, fn, items])))
  }

  /** The values of all items, where this very call has been done before. */
  static valuesIn({ value }: ItemResult): readonly Plain[] {
    return deserialize(Buffer.from(value as string, 'latin1')) as readonly Plain[]
  }

  /** An item came to this and did nothing else. */
  note(place: number, value: Plain): void {
    if (typeof value === 'string' && value.length > shortText) return
    this.#values[place] = value
    this.#held++
  }

  /** undefined: not every item came to a plain, short value. */
  result(items: number): ItemResult | undefined {
    if (this.#held < items) return undefined
    return { value: serialize(this.#values).toString('latin1'), events: [], reads: [], writes: [], ms: 0 }
  }
}
