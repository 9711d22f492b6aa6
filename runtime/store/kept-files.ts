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
import { SMALL_FILE } from '../effects/files/file-hashes.ts'

export interface KeepLimits {
  /** bytes; a larger file isn't kept */
  readonly maxFile?: number
  /** bytes of all copies; the ones kept longest ago go first */
  readonly maxTotal?: number
}

/** Copying more than this before each run would be felt; what isn't kept is made again by rerunning its writer. */
const MAX_FILE = 256 * 2 ** 20
const MAX_TOTAL = 4 * 2 ** 30

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
    const isNew = inFolderOf(kept, () => writeNew(kept, bytes, mode))
    if (isNew) makeRoom(bytes.length)
    return version(digest)
  }
  return {
    keep(path, found = statSync(path, { throwIfNoEntry: false, bigint: true })) {
      if (found === undefined || !found.isFile() || found.size > maxFile) return null
      if (found.size <= SMALL_FILE) return keepSmall(path, Number(found.mode))
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

/**
 * False where it is there already. In its place at once: one that was cut short doesn't match its name, and isn't put back. Never
 * shortens what another process has written: what is there in part is replaced as a whole.
 */
function writeNew(path: string, bytes: Uint8Array, mode: number): boolean {
  try {
    writeInto(path, bytes, mode)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  if (statSync(path, { throwIfNoEntry: false })?.size === bytes.length) return false
  const whole = `${path}-${randomUUID()}`
  writeInto(whole, bytes, mode)
  renameSync(whole, path)
  return true
}

/** A file that isn't there yet. */
function writeInto(path: string, bytes: Uint8Array, mode: number): void {
  const file = openSync(path, 'wx', mode)
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
function inFolderOf<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    mkdirSync(dirname(path), { recursive: true })
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
