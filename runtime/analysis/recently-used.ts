/** A cache by text with a bound: the least recently used entries make room. It computes what it lacks and never fails itself. */
export class RecentlyUsed<T> {
  readonly #limit: number
  readonly #weightOf: (key: string) => number
  readonly #entries = new Map<string, T>()
  #weight = 0

  /** `limit` bounds the sum of the entries' weights; without `weightOf` their number. */
  constructor(limit: number, weightOf: (key: string) => number = () => 1) {
    this.#limit = limit
    this.#weightOf = weightOf
  }

  /** What there is, without using it. */
  peek(key: string): T | undefined {
    return this.#entries.get(key)
  }

  get(key: string, compute: () => T): T {
    let value = this.#entries.get(key)
    if (value === undefined) {
      value = compute()
      this.#weight += this.#weightOf(key)
      for (const oldest of this.#entries.keys()) {
        if (this.#weight <= this.#limit) break
        this.#entries.delete(oldest)
        this.#weight -= this.#weightOf(oldest)
      }
    } else this.#entries.delete(key)
    this.#entries.set(key, value)
    return value
  }
}
