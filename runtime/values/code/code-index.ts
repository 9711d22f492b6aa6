/**
 * Which locations lead to which functions, classes and prototypes. Code doesn't join units, so a change to a piece of it (a static
 * counter, a patched prototype) has to be told to every location that reaches it; this is where that is looked up.
 */
import { getOrInsert } from '../../get-or-insert.ts'
import type { Location } from '../../location.ts'
import {
  getOwnPropertyDescriptor,
  getPrototypeOf,
  isExtensible,
  ownKeys,
  SafeMap,
  SafeSet,
  same,
} from '../originals.ts'

interface Entry {
  /** Own properties as last seen, flat. */
  state: readonly unknown[]
  readonly locations: Set<Location>
}

export class CodeIndex {
  readonly #entries = new SafeMap<object, Entry>()
  readonly #reached = new SafeMap<Location, readonly object[]>()

  /** The locations to be looked at again because this piece of code isn't what it was. */
  affectedBy(code: object): ReadonlySet<Location> {
    const entry = this.#entries.get(code)
    if (entry === undefined) return none
    const state = stateOf(code)
    const isSame = state.length === entry.state.length && state.every((value, i) => same(value, entry.state[i]))
    if (isSame) return none
    entry.state = state
    return entry.locations
  }

  locationsOf(code: object): ReadonlySet<Location> {
    return this.#entries.get(code)?.locations ?? none
  }

  isReached(code: object): boolean {
    return this.locationsOf(code).size > 0
  }

  /** What a location leads to now, instead of what it led to before. */
  reaches(location: Location, code: readonly object[]): void {
    const before = this.#reached.get(location) ?? []
    if (code.length === 0) this.#reached.delete(location)
    else this.#reached.set(location, code)
    for (const object of before) this.#entries.get(object)?.locations.delete(location)
    for (const object of code) {
      const entry = getOrInsert(this.#entries, object, () => ({ state: stateOf(object), locations: new SafeSet() }))
      entry.locations.add(location)
    }
    for (const object of before) if (this.#entries.get(object)?.locations.size === 0) this.#entries.delete(object)
  }

  /** We changed it ourselves. */
  refresh(code: object): void {
    const entry = this.#entries.get(code)
    if (entry !== undefined) entry.state = stateOf(code)
  }
}

const none: ReadonlySet<Location> = new Set()

const stateOf = (code: object): readonly unknown[] => {
  const state: unknown[] = [getPrototypeOf(code), isExtensible(code)]
  for (const key of ownKeys(code)) {
    const { value, get, set, writable, enumerable, configurable } = getOwnPropertyDescriptor(
      code,
      key,
    ) as PropertyDescriptor
    state.push(key, value, get, set, writable, enumerable, configurable)
  }
  return state
}
