/** Turns what the heap captured after a run, and what it did outside of it, into the run's writes. */
import type { Version } from '../../brand.ts'
import { keyOf, kindOf, type Location } from '../../location.ts'
import type { UnitCapture } from '../../values/heap.ts'
import type { WriteReport } from '../executor.ts'

export interface Captured {
  readonly units: readonly UnitCapture[]
  readonly gone: ReadonlySet<Location>
  readonly written: ReadonlySet<Location>
}

/** Every member of every unit that was looked at: which of them really changed, the front tells from the versions. */
export const writesOf = ({ units, gone, written }: Captured): readonly WriteReport[] => [
  ...units.flatMap(unit =>
    unit.members.map(
      (member): WriteReport => ({
        location: member.location,
        assigned: written.has(member.location),
        ...(member.before === undefined ? {} : { found: member.before }),
        ...(member.version === undefined ? {} : { version: member.version }),
        ...(member.partial === undefined ? {} : { partial: true }),
        snapshot: unit.snapshot,
        storable: unit.storable,
        ...(unit.whyNot === undefined ? {} : { whyNot: unit.whyNot }),
        shares: [...member.shares],
        mentions: member.mentions,
        preview: member.preview,
        type: member.type,
        size: unit.size,
      }),
    ),
  ),
  ...[...gone].map((location): WriteReport => ({ ...absent, location, assigned: true })),
]

/** Paths of files that aren't as the run found them. */
export const filesChanged = (
  writes: readonly { readonly location: Location; readonly before: Version | null; readonly after: Version | null }[],
): ReadonlySet<string> =>
  new Set(writes.flatMap(w => (kindOf(w.location) === 'file' && w.before !== w.after ? [keyOf(w.location)] : [])))

export const effectWrite = (write: {
  readonly location: Location
  readonly before: Version | null
  readonly after: Version | null
}): WriteReport => ({
  ...absent,
  location: write.location,
  assigned: true,
  version: write.after,
  before: write.before,
  type: kindOf(write.location),
})

const absent = {
  version: null,
  snapshot: null,
  storable: true,
  shares: [],
  mentions: [],
  preview: '',
  type: 'undefined',
  size: 0,
}
