/**
 * A directory's listing as a value: the names in it with what each is. Paths that are no input (the store, packages) are
 * left out, so that recording a run doesn't change what the next one reads.
 */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { version, type Version } from '../../brand.ts'
import { type EntryKind, kindOfEntry } from './entry-kind.ts'
import { native } from '../native.ts'
import { attempt, statAt, versionOfFailure } from './file-versions.ts'

export type Listing = ReadonlyMap<string, EntryKind>
export type Ignore = (path: string) => boolean

/** Throws as `readdirSync` does. */
export const listingOnDisk = (path: string, ignore: Ignore): Listing => {
  const entries = native.fs.readdirSync(path, { withFileTypes: true })
  return new Map(entries.filter(e => !ignore(join(path, e.name))).map(e => [e.name, kindOfEntry(e)]))
}

/** The order in which a file system lists is no part of it. */
export const versionOfListing = (listing: Listing): Version => {
  const lines = [...listing].map(([name, kind]) => `${name}\0${kind}`).sort()
  return version(createHash('sha256').update(lines.join('\n')).digest('hex'))
}

/**
 * The version of what is on disk now, but for names that were `before` something else, or (null) nothing; never throws for what a disk may
 * hold.
 */
export const listingVersion = (
  path: string,
  ignore: Ignore,
  before: Iterable<readonly [name: string, kind: EntryKind | null]> = [],
): Version =>
  attempt(() => {
    const listing = new Map(listingOnDisk(path, ignore))
    for (const [name, kind] of before) {
      if (kind === null) listing.delete(name)
      else listing.set(name, kind)
    }
    return versionOfListing(listing)
  }, versionOfFailure)

/** The path and all that is below it, parents first; links not followed. */
export const treeAt = (path: string, ignore: Ignore): readonly string[] => {
  if (statAt(path)?.isDirectory() !== true) return [path]
  const names = attempt(
    () => [...listingOnDisk(path, ignore).keys()],
    () => [],
  )
  return [path, ...names.flatMap(name => treeAt(join(path, name), ignore))]
}
