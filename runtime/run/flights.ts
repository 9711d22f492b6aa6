/**
 * The requests that are not done, in the order they were made, and which of them may go on: none while a cell runs, or one asked for
 * earlier waits, to which a path joins it. So cells with no path between them run at once, and all others in order.
 */
import type { CellId } from '../brand.ts'
import type { Location } from '../location.ts'
import { type Footprint, joined } from '../plan/overlap.ts'

export interface Flight {
  /** undefined: something that nothing may run beside */
  readonly cell: CellId | undefined
  /** Aborted: it waits no longer. */
  readonly signal: AbortSignal
  /** Called when the request waits for others. */
  readonly onWait: () => void
}

interface Running {
  readonly cell: CellId | undefined
  readonly footprint: Footprint | undefined
}

export class Flights {
  /** undefined: no such cell any more */
  readonly #footprintOf: (cell: CellId) => Footprint | undefined
  readonly #flights: Flight[] = []
  /** What each flight runs now. */
  readonly #running = new Map<Flight, Running>()
  readonly #waiting = new Map<Flight, () => void>()

  constructor(footprintOf: (cell: CellId) => Footprint | undefined) {
    this.#footprintOf = footprintOf
  }

  enter(flight: Flight): void {
    this.#flights.push(flight)
  }

  leave(flight: Flight): void {
    this.#flights.splice(this.#flights.indexOf(flight), 1)
    this.ended(flight)
  }

  /** Resolves when the flight may run this cell, its own or one that has to run first; it then counts as running it. */
  async begin(flight: Flight, cell: CellId | undefined): Promise<void> {
    if (this.#isHeldUp(flight, cell)) await this.#freed(flight, cell)
    this.#running.set(flight, { cell, footprint: cell && this.#footprintOf(cell) })
  }

  async #freed(flight: Flight, cell: CellId | undefined): Promise<void> {
    const wake = (): void => this.#waiting.get(flight)?.()
    flight.signal.addEventListener('abort', wake)
    while (!flight.signal.aborted && this.#isHeldUp(flight, cell)) {
      const free = new Promise<void>(resolve => this.#waiting.set(flight, resolve))
      flight.onWait()
      await free
    }
    flight.signal.removeEventListener('abort', wake)
    this.#waiting.delete(flight)
  }

  /** What it began has ended; others may go on. */
  ended(flight: Flight): void {
    this.#running.delete(flight)
    for (const go of [...this.#waiting.values()]) go()
  }

  get all(): readonly Flight[] {
    return this.#flights
  }

  waits(flight: Flight): boolean {
    return this.#waiting.has(flight)
  }

  /** What the other cells that run now may be writing, so that nobody puts it anywhere meanwhile. */
  beingWritten(except: CellId | undefined): ReadonlySet<Location> {
    if (this.#flights.length < 2) return nothing
    const others = [...this.#running.values()].filter(r => r.cell !== except)
    return new Set(others.flatMap(r => [...(r.footprint?.writes ?? [])]))
  }

  #isHeldUp(flight: Flight, cell: CellId | undefined): boolean {
    if (this.#flights.length < 2) return false
    const own = cell && this.#footprintOf(cell)
    const inTheWay = (other: Running): boolean =>
      other.cell === cell || own === undefined || other.footprint === undefined || joined(own, other.footprint)
    const before = this.#flights.slice(0, this.#flights.indexOf(flight))
    return this.#flights.some(other => {
      if (other === flight) return false
      const running = this.#running.get(other)
      if (running !== undefined && inTheWay(running)) return true
      if (!before.includes(other)) return false
      return inTheWay({ cell: other.cell, footprint: other.cell && this.#footprintOf(other.cell) })
    })
  }
}

const nothing: ReadonlySet<Location> = new Set()
