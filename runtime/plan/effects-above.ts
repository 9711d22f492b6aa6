/**
 * Effects (files, variables, directories) as the plan sees them: which the notebook writes, what stood there before it did, and
 * what should stand there above a given cell. Pure: the disk is asked through `onDisk`.
 */
import type { Version } from '../brand.ts'
import { basename, dirname } from 'node:path'
import { entryKindOf, entryOf } from '../effects/files/entry-kind.ts'
import { getOrInsert } from '../get-or-insert.ts'
import { changedVariables, keyOf, kindOf, type Location, locationOf, variableNames } from '../location.ts'
import type { RunTrace, Write } from '../store/store.ts'
import type { LookUp } from './bindings.ts'
import { missing } from './mismatch.ts'
import type { Plan, World } from './plan.ts'

/** What is outside now. */
export interface OnDisk {
  /** The same, for many questions in one go: what they have in common is looked at once. Not to be kept. */
  inOneGo(): OnDisk
  version(location: Location): Version
  /** The names in a directory with what each is; undefined where it can't be listed. */
  listing(path: string): ReadonlyMap<string, string> | undefined
  versionOfListing(listing: ReadonlyMap<string, string>): Version
  /** A local module with these versions of files in place of those on disk; undefined where the disk counts. */
  versionOfModule(path: string, instead: (file: string) => Version | undefined): Version
  /** The names of the environment variables. */
  variables(): readonly string[]
  versionOfVariables(names: Iterable<string>): Version
  versionOfChangedVariables(changes: Iterable<readonly [name: string, now: Version]>): Version
}

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
      if (isEffect(write.location)) getOrInsert(written, write.location, () => []).push(write)
    }
  }
  const base = (location: Location): Version => {
    const now = onDisk.version(location)
    const writes = written.get(location)
    if (writes === undefined) return now
    const left = new Set(writes.map(w => w.version ?? missing))
    if (!left.has(now)) return now
    const original = writes.find(w => !left.has(w.before ?? missing)) ?? writes[0]
    return original?.before ?? missing
  }
  const world: World = (location, above) => {
    if (location === variableNames) return variablesAbove(above)
    if (location === changedVariables) return onDisk.versionOfChangedVariables(changesAbove(above))
    const kind = kindOf(location)
    if (kind === 'module') return moduleAbove(keyOf(location), above)
    if (kind === 'entry') return entryOutside(keyOf(location))
    return kind === 'list' ? listingAbove(keyOf(location), above) : base(location)
  }
  /** What stands above the cell that asks, of what the notebook writes; undefined where that is absent. */
  const versionAbove = (location: Location, above: LookUp): Version | undefined => {
    const binding = above(location)
    const there = binding?.is === 'known' ? binding.version : base(location)
    return there === null || there === missing ? undefined : there
  }
  const variablesAbove = (above: LookUp): Version => {
    const names = new Set(onDisk.variables())
    for (const location of written.keys()) {
      if (kindOf(location) !== 'env') continue
      if (versionAbove(location, above) === undefined) names.delete(keyOf(location))
      else names.add(keyOf(location))
    }
    return onDisk.versionOfVariables(names)
  }
  const changesAbove = function* (above: LookUp): Generator<readonly [string, Version]> {
    for (const location of written.keys()) {
      if (kindOf(location) !== 'env') continue
      const now = versionAbove(location, above) ?? missing
      if (now !== base(location)) yield [keyOf(location), now]
    }
  }
  const entryOutside = (path: string): Version => {
    const file = locationOf('file', path)
    return written.has(file) ? entryOf(base(file)) : onDisk.version(locationOf('entry', path))
  }
  /** As it is on disk, but for the notebook's own files: these are there or not as they are above the cell that asks. */
  const listingAbove = (path: string, above: LookUp): Version => {
    const folder = locationOf('file', path)
    const isOurs = written.has(folder)
    if (isOurs && versionAbove(folder, above) !== 'dir') return missing
    const onDiskNow = onDisk.listing(path)
    // A cell below may have removed it: all that was in it was the notebook's own.
    if (onDiskNow === undefined && !isOurs) return onDisk.version(locationOf('list', path))
    const listing = new Map(onDiskNow)
    for (const location of written.keys()) {
      if (kindOf(location) !== 'file' || dirname(keyOf(location)) !== path) continue
      const there = versionAbove(location, above)
      if (there === undefined) listing.delete(basename(keyOf(location)))
      else listing.set(basename(keyOf(location)), entryKindOf(there))
    }
    return onDisk.versionOfListing(listing)
  }
  const moduleAbove = (path: string, above: LookUp): Version =>
    onDisk.versionOfModule(path, file => {
      const location = locationOf('file', file)
      return written.has(location) ? (versionAbove(location, above) ?? missing) : undefined
    })
  return { world, written: new Set(written.keys()) }
}

export const isEffect = (location: Location): boolean => {
  const kind = kindOf(location)
  return kind === 'file' || kind === 'mode' || kind === 'env' || kind === 'cwd'
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
    if (binding === undefined) entries.push({ location, to: world(location, () => undefined) })
    else if (binding.is === 'known') entries.push({ location, to: binding.version })
  }
  return entries
}
