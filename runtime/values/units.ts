/**
 * Groups roots into units by the data objects they have in common, and says how members share them. Pure over walks: it reads no
 * user object. Functions, classes and their prototypes don't join units.
 */
import { createHash } from 'node:crypto'
import type { SnapshotId } from '../brand.ts'
import { getOrInsert } from '../get-or-insert.ts'
import type { Location } from '../location.ts'
import type { RootCapture } from './capture-pass.ts'
import type { Renewed } from './code/coming-back.ts'
import type { Walk } from './walk.ts'
import type { ObjectTable } from './object-table.ts'
import { SafeMap } from './originals.ts'
import type { Snapshot } from './snapshot.ts'

export interface Rooted {
  readonly location: Location
  readonly walk: Walk
}

/** Groups in the order of their first members. */
export const unitsOf = <T extends Rooted>(roots: readonly T[], table: ObjectTable): readonly (readonly T[])[] => {
  if (roots.length === 1) return [roots]
  const leaders = roots.map((_, i) => i)
  const leaderOf = (i: number): number => {
    let at = i
    while (leaders[at] !== at) at = leaders[at] = leaders[leaders[at] as number] as number
    return at
  }
  const pass = table.newWalk()
  roots.forEach(({ walk }, root) => {
    eachDataSlot(walk, slot => {
      const met = table.numberIn(slot, pass)
      if (met < 0) table.meet(slot, pass, root)
      else leaders[leaderOf(root)] = leaderOf(met)
    })
  })
  const groups = new SafeMap<number, T[]>()
  roots.forEach((root, i) => void getOrInsert(groups, leaderOf(i), () => []).push(root))
  return [...groups.values()]
}

export const eachDataSlot = ({ slots, code }: Walk, visit: (slot: number, number: number) => void): void => {
  if (code.size === 0) for (let i = 0; i < slots.length; i++) visit(slots[i] as number, i)
  else for (let i = 0; i < slots.length; i++) if (!code.has(i)) visit(slots[i] as number, i)
}

/** For each member: the members that it shares data with, and a hash of which objects, by their numbers in both walks. */
export const sharesOf = (
  members: readonly Rooted[],
  table: ObjectTable,
): ReadonlyMap<Location, ReadonlyMap<Location, string>> => {
  const shares = new SafeMap<Location, Map<Location, string>>(
    members.map(({ location }) => [location, new SafeMap<Location, string>()]),
  )
  for (const one of members) {
    const pass = table.newWalk()
    eachDataSlot(one.walk, (slot, number) => table.meet(slot, pass, number))
    for (const other of members) {
      if (other === one) continue
      const how = howShared(one.walk, other.walk, slot => table.numberIn(slot, pass))
      if (how !== undefined) shares.get(one.location)?.set(other.location, how)
    }
  }
  return shares
}

/** Hash of the shared objects' numbers in both walks, in the order of the first; undefined where there are none. */
const howShared = (one: Walk, other: Walk, numberInOne: (slot: number) => number): string | undefined => {
  const counterparts = new Int32Array(one.nodes.length).fill(-1)
  let count = 0
  eachDataSlot(other, (slot, number) => {
    const here = numberInOne(slot)
    if (here < 0) return
    counterparts[here] = number
    count++
  })
  if (count === 0) return undefined
  const pairs = new Int32Array(2 * count)
  let at = 0
  for (let here = 0; here < counterparts.length; here++) {
    const number = counterparts[here] as number
    if (number < 0) continue
    pairs[at++] = here
    pairs[at++] = number
  }
  return createHash('sha256').update(pairs).digest('hex').slice(0, 32)
}

/** A graph and what it says; without content where that is held already. */
export type Whole = Pick<RootCapture, 'walk' | 'content' | 'digest' | 'size'>

/** A unit as a capture finds it, and whether what is held under its id are other objects. */
export interface Met extends Renewed {
  readonly members: readonly RootCapture[]
  readonly shares: ReadonlyMap<Location, ReadonlyMap<Location, string>>
  readonly whole: Whole
  readonly id: SnapshotId
  readonly held: Snapshot | undefined
  readonly isSame: boolean
  readonly isRenewed: boolean
}
