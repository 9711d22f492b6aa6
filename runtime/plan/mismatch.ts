/** Compares what a run read with what stands above its cell now: the one definition of "an input changed". */
import { version, type Version } from '../brand.ts'
import { holdsValue, kindOf, keyOf, type Location } from '../location.ts'
import type { Read, RunTrace } from '../store/store.ts'
import type { Instances, LookUp } from './bindings.ts'
import type { World } from './plan.ts'
import { sharersOf, sharingAmong } from './sharing.ts'

/** The version of what doesn't exist: absence is a value too. */
export const missing: Version = version('missing')

export interface Mismatch {
  readonly location: Location
  readonly was: Version
  /** undefined: not known before an earlier cell has run */
  readonly now: Version | undefined
  /** Index of the cell whose write this is; absent for the world outside. */
  readonly by?: number
}

/** Where a cell stands: what is above it, outside the notebook, the realm locations that its code mentions, late work that it meets. */
export interface Surroundings {
  readonly above: LookUp
  readonly instances: Instances
  readonly world: World
  readonly realm: readonly Location[]
}

/** Every input as recorded? The question asked most: by each plan, of each cell. */
export const holds = (trace: RunTrace, around: Surroundings): boolean =>
  trace.reads.every(read => {
    const binding = around.above(read.location)
    if (binding?.is === 'known' && binding.version === read.version) return true
    return versionNow(trace, read.location, around).version === read.version
  }) && unread(trace, around.realm).every(location => versionNow(trace, location, around).version === missing)

export function* mismatches(trace: RunTrace, around: Surroundings): Generator<Mismatch> {
  const implied = unread(trace, around.realm).map(location => ({ location, version: missing }))
  for (const { location, version: was } of [...trace.reads, ...implied]) {
    const now = versionNow(trace, location, around)
    if (now.version === was) continue
    yield { location, was, now: now.version, ...(now.by === undefined ? {} : { by: now.by }) }
  }
}

/** Realm locations that nobody had changed when the run looked, and late work that wasn't there: it read them missing. */
const unread = (trace: RunTrace, realm: readonly Location[]): readonly Location[] =>
  realm.filter(location => !trace.reads.some(r => r.location === location))

/** What stands now where the run read: what a run on it would have read; undefined while some of it isn't known. */
export const readsNow = (trace: RunTrace, around: Surroundings): readonly Read[] | undefined => {
  const reads: Read[] = []
  for (const { location } of trace.reads) {
    const { version: now } = versionNow(trace, location, around)
    if (now === undefined) return undefined
    reads.push({ location, version: now })
  }
  return reads
}

const versionNow = (
  trace: RunTrace,
  location: Location,
  { above, instances, world }: Surroundings,
): { version: Version | undefined; by?: number } => {
  const kind = kindOf(location)
  if (kind === 'alias')
    return {
      version: sharingAmong(
        trace.reads.map(r => r.location),
        above,
      ),
    }
  if (kind === 'sharers') return { version: sharersOf(keyOf(location) as Location, { above, instances }) }
  const binding = above(location)
  if (binding === undefined) return { version: holdsValue(location) ? missing : world(location, above) }
  return { version: binding.is === 'known' ? (binding.version ?? missing) : undefined, by: binding.by }
}
