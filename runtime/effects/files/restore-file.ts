/**
 * Puts what is at a path back to an earlier version, and leaves who may do what with it as it is. Never removes what it can't account for: a directory goes only when
 * it is empty, and nothing goes through a link. Answers false where that version isn't held any more, so that its writer can be rerun instead.
 */
import { dirname } from 'node:path'
import type { Version } from '../../brand.ts'
import { isOnDisk, keyOf, kindOf, type Location } from '../../location.ts'
import { makeFolders } from '../../make-folders.ts'
import type { FileKeeper } from '../effects.ts'
import { native } from '../native.ts'
import { attempt, directory, type FileVersions, linkTarget, missing, statAt } from './file-versions.ts'
import { modeAt, restoreMode, usual } from './file-modes.ts'
import { leadsElsewhere } from './real-paths.ts'

export const restoreFile = (
  path: string,
  to: Version | null,
  parts: { readonly keeper: FileKeeper; readonly versions: FileVersions },
): boolean => {
  const { keeper, versions } = parts
  const wanted = to ?? missing
  if (leadsElsewhere(path)) return wanted === missing
  if (versions.of(path) === wanted) return true
  return attempt(
    () => {
      const link = linkTarget(wanted)
      if (wanted === missing) remove(path)
      else {
        makeFolders(dirname(path))
        const overwritten = statAt(path)?.isFile() === true && wanted !== directory && link === undefined
        const mode = overwritten ? modeAt(path) : usual
        if (overwritten) restoreMode(path, usual)
        else remove(path)
        if (wanted === directory) native.fs.mkdirSync(path)
        else if (link !== undefined) native.fs.symlinkSync(link, path)
        else if (!keeper.putBack(path, wanted)) return false
        restoreMode(path, mode)
      }
      return versions.of(path) === wanted
    },
    () => false,
  )
}

/**
 * The order in which several are put back: first who may do what as usual, so that the rest can be done, then what goes, deepest first, then
 * what comes, outermost first, then who may do less or more, then the folder to be in.
 */
export const inRestoreOrder = <T extends { readonly location: Location; readonly to: Version | null }>(
  entries: readonly T[],
): readonly T[] => [...entries].sort((a, b) => rank(a) - rank(b))

const rank = ({ location, to }: { readonly location: Location; readonly to: Version | null }): number => {
  if (kindOf(location) === 'cwd') return Number.POSITIVE_INFINITY
  if (!isOnDisk(location)) return 0
  if (kindOf(location) === 'mode') return to === usual ? Number.NEGATIVE_INFINITY : Number.MAX_VALUE
  const depth = keyOf(location).split('/').length
  return to === null || to === missing ? -depth : depth
}

const remove = (path: string): void => {
  const stat = statAt(path)
  if (stat?.isDirectory() === true) native.fs.rmdirSync(path)
  else if (stat !== undefined) native.fs.unlinkSync(path)
}
