/**
 * Which locations lead to which data objects: the live units. Objects know their unit by number (object table), so that touching
 * one location finds every other whose graph meets its graph. Units may be too large, never too small: a later capture parts them.
 */
import type { Location } from '../location.ts'
import type { ObjectTable } from './object-table.ts'
import { SafeMap, SafeSet } from './originals.ts'

interface Unit {
  readonly members: Set<Location>
  /** Of the objects it owns. */
  readonly slots: Int32Array
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
  establish(members: Iterable<Location>, slots: Int32Array): void {
    const number = ++this.#last
    const unit: Unit = { members: new SafeSet(), slots }
    for (const location of members) {
      this.remove(location)
      unit.members.add(location)
      this.#unitOf.set(location, number)
    }
    this.#units.set(number, unit)
    for (let i = 0; i < slots.length; i++) this.#table.own(slots[i] as number, number)
  }

  /** As `establish`, together with whatever other locations own some of the objects already. */
  merge(members: readonly Location[], slots: Int32Array): void {
    const all = new SafeSet(members)
    const merged = new SafeSet<Unit>()
    for (const location of members) this.remove(location)
    for (let i = 0; i < slots.length; i++) {
      const unit = this.#units.get(this.#table.ownerOf(slots[i] as number))
      if (unit === undefined || merged.has(unit)) continue
      merged.add(unit)
      for (const member of unit.members) all.add(member)
    }
    this.establish(all, joined([slots, ...[...merged].map(unit => unit.slots)]))
  }

  /** The objects that live units own. */
  slots(): readonly Int32Array[] {
    return [...this.#units.values()].map(({ slots }) => slots)
  }
}

const joined = (lists: readonly Int32Array[]): Int32Array => {
  const all = new Int32Array(lists.reduce((length, list) => length + list.length, 0))
  let at = 0
  for (const list of lists) {
    all.set(list, at)
    at += list.length
  }
  return all
}
