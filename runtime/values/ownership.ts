/**
 * Which locations lead to which data objects: the live units. Objects know their unit by number (object table), so that touching
 * one location finds every other whose graph meets its graph. Units may be too large, never too small: a later capture parts them.
 */
import type { Location } from '../location.ts'
import type { Identity, ObjectTable } from './object-table.ts'
import { SafeMap, SafeSet } from './originals.ts'

interface Unit {
  readonly members: Set<Location>
  readonly nodes: readonly Identity[]
}

export class Ownership {
  readonly #table: ObjectTable
  readonly #units = new SafeMap<number, Unit>()
  readonly #unitOf = new SafeMap<Location, number>()
  #last = 0

  constructor(table: ObjectTable) {
    this.#table = table
  }

  /** The locations of one unit with this one; itself, where it is in none. */
  membersWith(location: Location): ReadonlySet<Location> {
    const unit = this.#unitOf.get(location)
    return (unit === undefined ? undefined : this.#units.get(unit)?.members) ?? new SafeSet([location])
  }

  ownersOf(slot: number): ReadonlySet<Location> | undefined {
    const unit = this.#table.ownerOf(slot)
    return unit === 0 ? undefined : this.#units.get(unit)?.members
  }

  remove(location: Location): void {
    const number = this.#unitOf.get(location)
    if (number === undefined) return
    this.#unitOf.delete(location)
    const members = this.#units.get(number)?.members
    members?.delete(location)
    if (members?.size === 0) this.#units.delete(number)
  }

  /** A unit of these members alone, owning these objects. */
  establish(members: Iterable<Location>, nodes: readonly Identity[], slots: readonly number[]): void {
    const number = ++this.#last
    const unit: Unit = { members: new SafeSet(), nodes }
    for (const location of members) {
      this.remove(location)
      unit.members.add(location)
      this.#unitOf.set(location, number)
    }
    this.#units.set(number, unit)
    for (let i = 0; i < slots.length; i++) this.#table.own(slots[i] as number, number)
  }

  /** As `establish`, together with whatever other locations own some of the objects already. */
  merge(members: Iterable<Location>, nodes: readonly Identity[], slots: readonly number[]): void {
    const all = new SafeSet(members)
    const merged: (readonly Identity[])[] = [nodes]
    for (let i = 0; i < slots.length; i++) {
      const unit = this.#units.get(this.#table.ownerOf(slots[i] as number))
      if (unit === undefined || [...unit.members].every(member => all.has(member))) continue
      for (const member of unit.members) all.add(member)
      merged.push(unit.nodes)
    }
    const together = merged.length === 1 ? nodes : merged.flat()
    this.establish(
      all,
      together,
      merged.length === 1 ? slots : together.map(node => this.#table.slotOf(node)).filter(slot => slot >= 0),
    )
  }

  /** The objects that live units own. */
  nodes(): readonly (readonly Identity[])[] {
    return [...this.#units.values()].map(({ nodes }) => nodes)
  }
}
