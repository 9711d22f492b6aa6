/** What stands at a path, in the words of a directory's listing, told from its version or from a look at it. Pure. */
import type { Dirent } from 'node:fs'
import { version, type Version } from '../../brand.ts'

export type EntryKind = 'file' | 'directory' | 'link' | 'other'

/** Directories, links and devices have versions that say so; a content hash is a file's. */
export const entryKindOf = (there: Version): EntryKind => {
  if (there === 'dir') return 'directory'
  if (there.startsWith('link:')) return 'link'
  return there === 'special' ? 'other' : 'file'
}

export const kindOfEntry = (found: Pick<Dirent, 'isFile' | 'isDirectory' | 'isSymbolicLink'>): EntryKind => {
  if (found.isFile()) return 'file'
  if (found.isDirectory()) return 'directory'
  return found.isSymbolicLink() ? 'link' : 'other'
}

/** As a version of its own; null and undefined where nothing is. */
export const entryVersion = (kind: EntryKind | null | undefined): Version => version(kind ?? 'missing')

/** Of what a version says. */
export const entryOf = (there: Version | null): Version =>
  entryVersion(there === null || there === 'missing' ? null : entryKindOf(there))
