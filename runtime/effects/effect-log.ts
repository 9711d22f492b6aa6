/**
 * What one run read before it wrote it, and what it wrote, by location. The first touch decides: a location that the run
 * wrote first is no input of it. Versions are taken at that first touch, or, where that is dear, when the report is made.
 */
import type { Version } from '../brand.ts'
import type { Location } from '../location.ts'
import type { EffectReport } from './effects.ts'

/** A version, or how to find it out when the run has ended. */
export type Observed = Version | (() => Version)

export interface Change {
  readonly before: Version | null
  readonly after: () => Version | null
  /** The run made sure that it is absent, whether or not it was there. */
  readonly removal: boolean
  /** Only its being another afterwards tells that it was written. */
  readonly unsure?: boolean
}

export class EffectLog {
  network = false
  readonly #reads = new Map<Location, Observed>()
  readonly #writes = new Map<Location, Change>()

  touched(location: Location): boolean {
    return this.#writes.has(location) || this.#reads.has(location)
  }

  written(location: Location): boolean {
    return this.#writes.has(location)
  }

  change(location: Location): Change | undefined {
    return this.#writes.get(location)
  }

  changes(): Iterable<readonly [Location, Change]> {
    return this.#writes
  }

  read(location: Location, observed: Observed): void {
    if (!this.touched(location)) this.#reads.set(location, observed)
  }

  /** A version that was put off is taken now: after the write it would be too late. */
  write(location: Location, change: Change): void {
    const earlier = this.#writes.get(location)
    if (earlier?.unsure === true && change.unsure !== true) this.#writes.set(location, { ...earlier, unsure: false })
    if (earlier !== undefined) return
    const observed = this.#reads.get(location)
    if (typeof observed === 'function') this.#reads.set(location, observed())
    this.#writes.set(location, change)
  }

  report(): Omit<EffectReport, 'draws' | 'variables'> {
    const writes = [...this.#writes].flatMap(([location, { before, after, removal, unsure }]) => {
      const now = after()
      if (unsure === true && now === before) return []
      return now === null && before === null && !removal ? [] : [{ location, before, after: now }]
    })
    const reads = [...this.#reads].map(([location, observed]) => {
      const version = typeof observed === 'function' ? observed() : observed
      this.#reads.set(location, version)
      return { location, version }
    })
    return { reads, writes, network: this.network }
  }
}
