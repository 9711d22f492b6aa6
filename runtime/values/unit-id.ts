/** Identity of a unit's state: equal members with equal sharing have an equal id, in every session. */
import { hash } from 'node:crypto'
import { type SnapshotId, snapshotId, type Version } from '../brand.ts'
import type { Location } from '../location.ts'
import { SafeMap } from './originals.ts'

export interface IdentifiedMember {
  readonly location: Location
  readonly version: Version
  /** How it shares objects with other members. */
  readonly shares: ReadonlyMap<Location, string>
}

/** Members in the order of their locations. */
export const unitId = (members: readonly IdentifiedMember[]): SnapshotId => {
  let text = ''
  for (const { location, version, shares } of members) {
    const sharing = [...shares].sort(([a], [b]) => (a < b ? -1 : 1))
    text += JSON.stringify([location, version, sharing])
  }
  return snapshotId(hash('sha256', text, 'hex'))
}

/** The same, where it is asked for again: twice in each capture, and most units are one location as the last capture found it. */
export class UnitIds {
  readonly #last = new SafeMap<Location, { readonly version: Version; readonly id: SnapshotId }>()

  of(members: readonly IdentifiedMember[]): SnapshotId {
    if (members.length !== 1) return unitId(members)
    const { location, version } = members[0] as IdentifiedMember
    const last = this.#last.get(location)
    if (last?.version === version) return last.id
    const id = unitId(members)
    this.#last.set(location, { version, id })
    return id
  }

  forget(location: Location): void {
    this.#last.delete(location)
  }
}
