/**
 * Keeps the bytes of files that runs overwrite, in a folder, by their content. A copy shares blocks with the original
 * where the file system can. It keeps nothing above the limit, and a copy that no longer matches its name isn't put back.
 */
import { hash, randomUUID } from 'node:crypto'
import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fchmodSync,
  mkdirSync,
  openSync,
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

export interface KeepLimits {
  /** bytes; a larger file isn't kept */
  readonly maxFile?: number
  /** bytes of all copies; the ones kept longest ago go first */
  readonly maxTotal?: number
}

/** Copying more than this before each run would be felt; what isn't kept is made again by rerunning its writer. */
const MAX_FILE = 256 * 2 ** 20
const MAX_TOTAL = 4 * 2 ** 30
/** bytes that are read at once: what is made a copy first is opened once more to be hashed, and renamed */
const small = 16 * 2 ** 10

export function keptFiles(folder: string, { maxFile = MAX_FILE, maxTotal = MAX_TOTAL }: KeepLimits = {}): FileKeeper {
  const pathOf = (digest: string): string => join(folder, digest.slice(0, 2), digest.slice(2))
  let total: number | undefined
  const makeRoom = (bytes: number): void => {
    total = (total ?? sizeOfAll(folder)) + bytes
    if (total > maxTotal) total = removeOldest(folder, maxTotal * 0.9)
  }
  const keepSmall = (path: string, mode: number): Version => {
    const bytes = readFileSync(path)
    const digest = hash('sha256', bytes)
    const kept = pathOf(digest)
    if (!existsSync(kept)) {
      inFolderOf(kept, () => writeNew(kept, bytes, mode))
      makeRoom(bytes.length)
    }
    return version(digest)
  }
  return {
    keep(path) {
      const stats = statSync(path, { throwIfNoEntry: false })
      if (stats === undefined || !stats.isFile() || stats.size > maxFile) return null
      if (stats.size <= small) return keepSmall(path, stats.mode)
      const copy = join(folder, 'unfinished', `${process.pid}-${randomUUID()}`)
      try {
        // The copy is hashed, not the original: that one may change in between.
        inFolderOf(copy, () => copyFileSync(path, copy, constants.COPYFILE_FICLONE))
        const digest = contentHash(copy, stats.size)
        const kept = pathOf(digest)
        if (existsSync(kept)) rmSync(copy)
        else {
          inFolderOf(kept, () => renameSync(copy, kept))
          makeRoom(stats.size)
        }
        return version(digest)
      } catch (error) {
        rmSync(copy, { force: true })
        throw error
      }
    },
    putBack(path, to) {
      const kept = pathOf(to)
      if (!/^[0-9a-f]{64}$/.test(to) || !existsSync(kept)) return false
      if (contentHash(kept, statSync(kept).size) !== to) {
        rmSync(kept, { force: true })
        return false
      }
      mkdirSync(dirname(path), { recursive: true })
      copyFileSync(kept, path, constants.COPYFILE_FICLONE)
      return true
    },
  }
}

/** In its place at once: one that was cut short doesn't match its name, and isn't put back. */
function writeNew(path: string, bytes: Uint8Array, mode: number): void {
  const file = openSync(path, 'w', mode)
  try {
    fchmodSync(file, mode)
    writeFileSync(file, bytes)
  } catch (error) {
    rmSync(path, { force: true })
    throw error
  } finally {
    closeSync(file)
  }
}

/** Most often the folder is there: it is only made where it was missed. */
function inFolderOf(path: string, work: () => void): void {
  try {
    work()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    mkdirSync(dirname(path), { recursive: true })
    work()
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
