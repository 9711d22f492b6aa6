/** Identity of a unit's state: equal members with equal sharing have an equal id, in every session. */
import { createHash } from 'node:crypto'
import { type SnapshotId, snapshotId, type Version } from '../brand.ts'
import type { Location } from '../location.ts'

export interface IdentifiedMember {
  readonly location: Location
  readonly version: Version
  /** How it shares objects with other members. */
  readonly shares: ReadonlyMap<Location, string>
}

/** Members in the order of their locations. */
export const unitId = (members: readonly IdentifiedMember[]): SnapshotId => {
  const hash = createHash('sha256')
  for (const { location, version, shares } of members) {
    const sharing = [...shares].sort(([a], [b]) => (a < b ? -1 : 1))
    hash.update(JSON.stringify([location, version, sharing]))
  }
  return snapshotId(hash.digest('hex'))
}
