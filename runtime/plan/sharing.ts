/**
 * Versions of *how* values share objects, which the values' own versions don't tell: `w = rows` and
 * `w = [...rows]` are equal in content and differ in what a later `w.push()` does.
 */
import { version, type Version } from '../brand.ts'
import { holdsValue, keyOf, type Location } from '../location.ts'
import type { Instances, LookUp } from './bindings.ts'

/** How the given locations share objects among themselves; '' when none do. */
export const sharingAmong = (locations: Iterable<Location>, above: LookUp): Version => {
  const values = [...locations].filter(holdsValue)
  if (values.length < 2) return version('')
  const wanted = new Set(values)
  const pairs: string[] = []
  for (const a of wanted) {
    for (const [b, how] of livingShares(a, above)) if (a < b && wanted.has(b)) pairs.push(`${a} ${b} ${how}`)
  }
  return version(pairs.sort().join(';'))
}

/** Which locations share objects with this one, or may be instances of it. A run that changes it changes them too. */
export const sharersOf = (
  location: Location,
  { above, instances }: { readonly above: LookUp; readonly instances: Instances },
): Version => {
  const sharers = livingShares(location, above).map(([other]) => other)
  const all = new Set([...sharers, ...instances(location)].map(keyOf))
  return version([...all].sort().join(','))
}

/** These locations and all that share objects with them, however indirectly: what has to be in place when one of them changes. */
export const withSharers = (locations: Iterable<Location>, above: LookUp): ReadonlySet<Location> => {
  const found = new Set(locations)
  // A set hands on what is added while it is walked.
  for (const location of found) for (const [other] of livingShares(location, above)) found.add(other)
  return found
}

/** The recorded shares that still hold: neither side was bound anew since. */
const livingShares = (location: Location, above: LookUp): readonly (readonly [Location, string])[] => {
  const binding = above(location)
  if (binding?.is !== 'known' || binding.shares.length === 0) return []
  return binding.shares.filter(([other]) => {
    const there = above(other)
    return there?.is === 'known' && there.snapshot === binding.snapshot
  })
}
