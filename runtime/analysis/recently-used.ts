/** A bounded cache by text: the least recently used entry makes room. It computes what it lacks and never fails itself. */
export class RecentlyUsed<T> {
  readonly #limit: number
  readonly #entries = new Map<string, T>()

  constructor(limit: number) {
    this.#limit = limit
  }

  get(key: string, compute: () => T): T {
    let value = this.#entries.get(key)
    if (value === undefined) {
      value = compute()
      const oldest = this.#entries.size >= this.#limit ? this.#entries.keys().next().value : undefined
      if (oldest !== undefined) this.#entries.delete(oldest)
    } else this.#entries.delete(key)
    this.#entries.set(key, value)
    return value
  }
}
