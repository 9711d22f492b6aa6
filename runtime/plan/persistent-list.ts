/**
 * A list as a value of which an edited copy shares all pages but those edited: a notebook's cells and standings are told anew after every
 * run, and copying them whole would cost a long notebook more than the run. What changed between two of them is found by their pages.
 */

/** An edit copies one page and the table of them: about the same for 100,000 entries. */
const pageSize = 256

export class PersistentList<T> implements Iterable<T> {
  readonly length: number
  readonly #pages: readonly (readonly T[])[]

  private constructor(pages: readonly (readonly T[])[], length: number) {
    this.#pages = pages
    this.length = length
  }

  static of<T>(items: readonly T[]): PersistentList<T> {
    return new PersistentList<T>([], 0).upTo(0, items)
  }

  at(place: number): T | undefined {
    return this.#pages[Math.floor(place / pageSize)]?.[place % pageSize]
  }

  /** With other entries at some places, all of them in the list. */
  with(changes: Iterable<readonly [place: number, item: T]>): PersistentList<T> {
    const edited = new Map<number, T[]>()
    for (const [place, item] of changes) {
      const at = Math.floor(place / pageSize)
      const page = edited.get(at) ?? [...(this.#pages[at] as readonly T[])]
      edited.set(at, page)
      page[place % pageSize] = item
    }
    if (edited.size === 0) return this
    return new PersistentList(
      this.#pages.map((page, at) => edited.get(at) ?? page),
      this.length,
    )
  }

  /** Its first `kept` entries, and these. */
  upTo(kept: number, tail: readonly T[]): PersistentList<T> {
    const whole = Math.floor(kept / pageSize)
    const pages = this.#pages.slice(0, whole)
    const page = this.#pages[whole]?.slice(0, kept % pageSize) ?? []
    let taken = pageSize - page.length
    if (page.length + tail.length > 0) pages.push(page.concat(tail.slice(0, taken)))
    for (; taken < tail.length; taken += pageSize) pages.push(tail.slice(taken, taken + pageSize))
    return new PersistentList(pages, kept + tail.length)
  }

  /** The places at which this differs from the other, in order; those that only the other has left out. */
  *differences(other: PersistentList<T>): Generator<number> {
    for (let at = 0; at < this.#pages.length; at++) {
      const [page, before] = [this.#pages[at] as readonly T[], other.#pages[at]]
      if (page === before) continue
      for (let i = 0; i < page.length; i++)
        if (before === undefined || i >= before.length || before[i] !== page[i]) yield at * pageSize + i
    }
  }

  *[Symbol.iterator](): Generator<T> {
    for (const page of this.#pages) yield* page
  }

  slice(from = 0, to = this.length): readonly T[] {
    const whole = Math.floor(from / pageSize)
    const pages = this.#pages.slice(whole, Math.ceil(to / pageSize)).flat()
    return pages.slice(from - whole * pageSize, to - whole * pageSize)
  }

  some(fits: (item: T) => boolean): boolean {
    return this.#pages.some(page => page.some(fits))
  }

  findIndex(fits: (item: T) => boolean): number {
    for (const [at, page] of this.#pages.entries()) {
      const i = page.findIndex(fits)
      if (i !== -1) return at * pageSize + i
    }
    return -1
  }
}
