/** What stands at a path, in the words of a directory's listing, told from its version. Pure. */
import type { Version } from '../../brand.ts'

export type EntryKind = 'file' | 'directory' | 'link' | 'other'

/** Directories, links and devices have versions that say so; a content hash is a file's. */
export const entryKindOf = (there: Version): EntryKind => {
  if (there === 'dir') return 'directory'
  if (there.startsWith('link:')) return 'link'
  return there === 'special' ? 'other' : 'file'
}
