/**
 * Effects (files, variables, directories) as the plan sees them: which the notebook writes, what stood there before it did, and
 * what should stand there above a given cell. Pure: the disk is asked through `onDisk`.
 */
import type { Version } from '../brand.ts'
import { kindOf, type Location } from '../location.ts'
import type { RunTrace, Write } from '../store/store.ts'
import { missing } from './mismatch.ts'
import type { Plan, World } from './plan.ts'

/** The version of a location as it is outside now. */
export type OnDisk = (location: Location) => Version

/**
 * The world without the notebook's own writes, those of deleted cells included. A file that is as some run left it counts as it was before
 * the notebook wrote it; one that somebody else changed since counts as it is.
 */
export interface Outside {
  readonly world: World
  /** Every effect location that some run wrote. */
  readonly written: ReadonlySet<Location>
}

export const outsideOf = (traces: Iterable<RunTrace>, onDisk: OnDisk): Outside => {
  const written = new Map<Location, Write[]>()
  for (const trace of traces) {
    for (const write of trace.writes) {
      if (!isEffect(write.location)) continue
      const writes = written.get(write.location)
      if (writes === undefined) written.set(write.location, [write])
      else writes.push(write)
    }
  }
  const world: World = (location) => {
    const now = onDisk(location)
    const writes = written.get(location)
    if (writes === undefined) return now
    const left = new Set(writes.map((w) => w.version ?? missing))
    if (!left.has(now)) return now
    const original = writes.find((w) => !left.has(w.before ?? missing)) ?? writes[0]
    return original?.before ?? missing
  }
  return { world, written: new Set(written.keys()) }
}

export const isEffect = (location: Location): boolean => {
  const kind = kindOf(location)
  return kind === 'file' || kind === 'env' || kind === 'cwd'
}

export interface EffectEntry {
  readonly location: Location
  readonly to: Version | null
}

/** What should stand at every effect location above the cell at `index`, or at the end of the document. */
export const effectsAbove = (plan: Plan, index: number, { world, written }: Outside): readonly EffectEntry[] => {
  const entries: EffectEntry[] = []
  for (const location of written) {
    const binding = plan.bindings.above(index, location)
    if (binding === undefined) entries.push({ location, to: world(location) })
    else if (binding.is === 'known') entries.push({ location, to: binding.version })
  }
  return entries
}
