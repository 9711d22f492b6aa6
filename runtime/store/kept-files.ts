/**
 * Keeps the bytes of files that runs overwrite, in a folder, by their content. A large copy shares blocks with the original
 * where the file system can; small ones stand together. It keeps nothing above the limit, and a copy that no longer matches its name
 * isn't put back.
 */
import { hash, randomUUID } from 'node:crypto'
import {
  constants,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { type Version, version } from '../brand.ts'
import type { FileKeeper } from '../effects/effects.ts'
import { contentHash } from '../effects/files/content-hash.ts'
import { isOfContent } from '../effects/files/file-versions.ts'
import { SMALL_FILE } from '../effects/files/file-hashes.ts'
import { makeFolders } from '../make-folders.ts'
import { SmallCopies } from './small-copies.ts'

export interface KeepLimits {
  /** bytes; a larger file isn't kept */
  readonly maxFile?: number
  /** bytes of all copies; the ones kept longest ago go first */
  readonly maxTotal?: number
}

/** Copying more than this before each run would be felt; what isn't kept is made again by rerunning its writer. */
const MAX_FILE = 256 * 2 ** 20
const MAX_TOTAL = 4 * 2 ** 30
/** Of a file of small copies: it goes as a whole, and is read as one. */
const MAX_SMALL = 4 * 2 ** 20

export function keptFiles(folder: string, { maxFile = MAX_FILE, maxTotal = MAX_TOTAL }: KeepLimits = {}): FileKeeper {
  const pathOf = (digest: string): string => join(folder, digest.slice(0, 2), digest.slice(2))
  const small = new SmallCopies(join(folder, 'small'), Math.min(MAX_SMALL, maxTotal / 8))
  let total: number | undefined
  const makeRoom = (bytes: number): void => {
    total = (total ?? sizeOfAll(folder)) + bytes
    if (total > maxTotal) total = removeOldest(folder, maxTotal * 0.9)
  }
  const keepSmall = (path: string): Version => {
    const bytes = readFileSync(path)
    const digest = hash('sha256', bytes)
    const taken = inFolderOf(join(folder, 'small', 'any'), () => small.keep(digest, bytes))
    if (taken > 0) makeRoom(taken)
    return version(digest)
  }
  return {
    keep(path, found = statSync(path, { throwIfNoEntry: false, bigint: true })) {
      if (found === undefined || !found.isFile() || found.size > maxFile) return null
      if (found.size <= SMALL_FILE) return keepSmall(path)
      const size = Number(found.size)
      const copy = join(folder, 'unfinished', `${process.pid}-${randomUUID()}`)
      try {
        // The copy is hashed, not the original: that one may change in between.
        inFolderOf(copy, () => copyFileSync(path, copy, constants.COPYFILE_FICLONE))
        const digest = contentHash(copy, size)
        const kept = pathOf(digest)
        if (existsSync(kept)) rmSync(copy)
        else {
          inFolderOf(kept, () => renameSync(copy, kept))
          makeRoom(size)
        }
        return version(digest)
      } catch (error) {
        rmSync(copy, { force: true })
        throw error
      }
    },
    putBack(path, to) {
      if (!isOfContent(to)) return false
      const kept = pathOf(to)
      if (!existsSync(kept)) return writeSmall(path, small.get(to))
      if (contentHash(kept, statSync(kept).size) !== to) {
        rmSync(kept, { force: true })
        return false
      }
      makeFolders(dirname(path))
      copyFileSync(kept, path, constants.COPYFILE_FICLONE)
      return true
    },
  }
}

function writeSmall(path: string, bytes: Uint8Array | undefined): boolean {
  if (bytes === undefined) return false
  makeFolders(dirname(path))
  writeFileSync(path, bytes)
  return true
}

/** Most often the folder is there: it is only made where it was missed. */
function inFolderOf<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    makeFolders(dirname(path))
    return work()
  }
}

interface Copy {
  readonly path: string
  readonly size: number
  readonly keptAt: number
}

const copies = (folder: string): readonly Copy[] =>
  readdirSync(folder).flatMap(part =>
    readdirSync(join(folder, part)).flatMap(name => {
      const path = join(folder, part, name)
      const stats = statSync(path, { throwIfNoEntry: false })
      return stats === undefined ? [] : [{ path, size: stats.size, keptAt: stats.ctimeMs }]
    }),
  )

const sizeOfAll = (folder: string): number => copies(folder).reduce((sum, copy) => sum + copy.size, 0)

/** Returns the bytes left. */
function removeOldest(folder: string, until: number): number {
  const oldestFirst = [...copies(folder)].sort((a, b) => a.keptAt - b.keptAt)
  let left = oldestFirst.reduce((sum, copy) => sum + copy.size, 0)
  for (const { path, size } of oldestFirst) {
    if (left <= until) break
    rmSync(path, { force: true })
    left -= size
  }
  return left
}
