/**
 * What opening with given flags does to the file that is there: only reads it, replaces it whatever it held, or changes
 * it depending on what it held (appending, overwriting a part, demanding that it exist or not).
 */
import { constants } from 'node:fs'

export type Opening = 'read' | 'replace' | 'update'

/** `flags` as given to `fs.open`; anything invalid counts as a read, and Node refuses it. */
export const openingOf = (flags: unknown): Opening => {
  if (typeof flags === 'number') return ofBits(flags)
  if (typeof flags !== 'string' || flags === 'r' || flags === 'rs' || flags === 'sr') return 'read'
  return flags === 'w' || flags === 'w+' ? 'replace' : 'update'
}

const ofBits = (flags: number): Opening => {
  const { O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_EXCL } = constants
  if ((flags & (O_WRONLY | O_RDWR | O_TRUNC | O_CREAT)) === 0) return 'read'
  return flags & O_TRUNC && flags & O_CREAT && !(flags & O_EXCL) ? 'replace' : 'update'
}
