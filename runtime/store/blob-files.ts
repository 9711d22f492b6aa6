/**
 * Large blobs as files named by their SHA-256, `blobs/ab/cdef…`. A file appears whole or not at all (written beside, then
 * renamed), so a name that exists is a blob that was finished. It doesn't sync: a power cut may cut a file short, which
 * the hash finds on reading, and the value is then computed again.
 */
import { randomUUID } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { type BlobHash, blobHash } from '../brand.ts'
import { makeFolders } from '../make-folders.ts'
import { bytesOf, type Chunk, type FileRegion, wholeFile } from '../memory/file-region.ts'

export interface BlobFiles {
  write(hash: BlobHash, chunks: readonly Chunk[]): void
  /** Unverified; undefined when absent. */
  read(hash: BlobHash): Uint8Array | undefined
  /** Unverified, to be read where it stands. */
  locate(hash: BlobHash): FileRegion | undefined
  /** Present, and as long as it should be: a power cut leaves short files. */
  has(hash: BlobHash, size: number): boolean
  remove(hash: BlobHash): void
  /** Every file there is, unfinished ones included. */
  list(): readonly BlobFile[]
}

export interface BlobFile {
  /** Absent: left by a writer that was killed. */
  readonly hash?: BlobHash
  readonly path: string
  /** bytes */
  readonly size: number
  /** milliseconds since 1970 */
  readonly modifiedAt: number
}

export function blobFiles(folder: string): BlobFiles {
  const unfinished = join(folder, 'unfinished')
  const pathOf = (hash: BlobHash): string => join(folder, hash.slice(0, 2), hash.slice(2))
  return {
    write(hash, chunks) {
      const path = pathOf(hash)
      makeFolders(unfinished)
      makeFolders(join(folder, hash.slice(0, 2)))
      const temporary = join(unfinished, `${process.pid}-${randomUUID()}`)
      try {
        writeAll(temporary, chunks)
        renameSync(temporary, path)
      } catch (error) {
        rmSync(temporary, { force: true })
        throw error
      }
    },
    read: hash => readAll(pathOf(hash)),
    locate: hash => wholeFile(pathOf(hash)),
    has: (hash, size) => statSync(pathOf(hash), { throwIfNoEntry: false })?.size === size,
    remove: hash => rmSync(pathOf(hash), { force: true }),
    list: () => list(folder),
  }
}

function writeAll(path: string, chunks: readonly Chunk[]): void {
  const descriptor = openSync(path, 'wx')
  try {
    for (const chunk of chunks) {
      for (const bytes of bytesOf(chunk)) for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at)
    }
  } finally {
    closeSync(descriptor)
  }
}

/** In pieces, because `readFileSync` stops at 2 GB. */
function readAll(path: string): Uint8Array | undefined {
  const descriptor = openExisting(path)
  if (descriptor === undefined) return undefined
  try {
    const bytes = Buffer.allocUnsafeSlow(fstatSync(descriptor).size)
    for (let at = 0; at < bytes.length; ) {
      const read = readSync(descriptor, bytes, at, Math.min(bytes.length - at, 2 ** 30), at)
      // Cut short while we read: what is left fails its hash.
      if (read === 0) return bytes.subarray(0, at)
      at += read
    }
    return bytes
  } finally {
    closeSync(descriptor)
  }
}

function openExisting(path: string): number | undefined {
  try {
    return openSync(path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function list(folder: string): readonly BlobFile[] {
  const files: BlobFile[] = []
  for (const part of existsSync(folder) ? readdirSync(folder) : []) {
    for (const name of readdirSync(join(folder, part))) {
      const path = join(folder, part, name)
      const stats = statSync(path, { throwIfNoEntry: false })
      if (stats === undefined) continue
      const hash = part + name
      const found = { path, size: stats.size, modifiedAt: stats.mtimeMs }
      files.push(/^[0-9a-f]{64}$/.test(hash) ? { ...found, hash: blobHash(hash) } : found)
    }
  }
  return files
}
