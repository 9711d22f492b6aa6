/**
 * Copies of small files, one behind the other in files to which one process each appends: to make a file for each copy would cost as much as
 * the run's own writing. It judges nothing by its place: what doesn't match its hash isn't given back. Only the latest are remembered.
 */
import { hash, randomUUID } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { SMALL_FILE } from '../effects/files/file-hashes.ts'

interface Place {
  readonly file: string
  readonly at: number
  readonly length: number
}

/** Before each copy: its SHA-256 and its length in bytes. */
const HEADER = { length: 32, size: 36 } as const
/** About 20 MB; what isn't remembered is made again by rerunning its writer. */
const REMEMBERED = 100_000

export class SmallCopies {
  readonly #folder: string
  /** bytes of a file after which another is begun: what is removed is removed in files */
  readonly #enough: number
  /** By hash; those found last, last. */
  readonly #places = new Map<string, Place>()
  /** How far each file was looked through. */
  readonly #seen = new Map<string, number>()
  #mine: string | undefined

  constructor(folder: string, enough: number) {
    this.#folder = folder
    this.#enough = enough
  }

  /** Returns the bytes that it takes: none where it is kept already. */
  keep(digest: string, bytes: Uint8Array): number {
    const known = this.#places.get(digest)
    if (known !== undefined && existsSync(known.file)) return 0
    const record = Buffer.allocUnsafe(HEADER.size + bytes.length)
    record.write(digest, 'hex')
    record.writeUInt32LE(bytes.length, HEADER.length)
    record.set(bytes, HEADER.size)
    const file = (this.#mine ??= join(this.#folder, `${process.pid}-${randomUUID()}`))
    const at = append(file, record)
    this.#remember(digest, { file, at: at + HEADER.size, length: bytes.length })
    if (at + record.length >= this.#enough) this.#mine = undefined
    return record.length
  }

  get(digest: string): Buffer | undefined {
    const known = this.#places.get(digest) ?? this.#look(digest)
    const bytes = known && readAt(known)
    if (known === undefined || bytes === undefined || hash('sha256', bytes) !== digest) return undefined
    return bytes
  }

  /** Through what others have written since. */
  #look(digest: string): Place | undefined {
    for (const { file, size } of filesIn(this.#folder)) {
      const from = this.#seen.get(file) ?? 0
      if (size <= from) continue
      this.#seen.set(file, from + this.#lookThrough(file, { at: from, length: size - from }))
    }
    return this.#places.get(digest)
  }

  /** Returns the bytes of whole copies. */
  #lookThrough(file: string, part: Pick<Place, 'at' | 'length'>): number {
    const bytes = readAt({ file, ...part })
    let at = 0
    while (bytes !== undefined && at + HEADER.size <= bytes.length) {
      const length = bytes.readUInt32LE(at + HEADER.length)
      // Cut short by a kill, or no copy at all.
      if (length > SMALL_FILE || at + HEADER.size + length > bytes.length) break
      const digest = bytes.toString('hex', at, at + HEADER.length)
      this.#remember(digest, { file, at: part.at + at + HEADER.size, length })
      at += HEADER.size + length
    }
    return at
  }

  #remember(digest: string, place: Place): void {
    this.#places.delete(digest)
    this.#places.set(digest, place)
    if (this.#places.size <= REMEMBERED) return
    for (const oldest of this.#places.keys()) return void this.#places.delete(oldest)
  }
}

/** Where it begins. All of it is there, or none; and only for us: some files are. */
const append = (path: string, record: Uint8Array): number => {
  const file = openSync(path, 'a', 0o600)
  try {
    const at = fstatSync(file).size
    let written = 0
    try {
      while (written < record.length) written += writeSync(file, record, written)
    } finally {
      if (written < record.length) ftruncateSync(file, at)
    }
    return at
  } finally {
    closeSync(file)
  }
}

/** Undefined where there is no such file any more, or it is another user's; fewer bytes where it was shortened. */
const readAt = ({ file: path, at, length }: Pick<Place, 'file' | 'at' | 'length'>): Buffer | undefined => {
  try {
    const file = openSync(path, 'r')
    try {
      const bytes = Buffer.allocUnsafe(length)
      return bytes.subarray(0, readSync(file, bytes, 0, length, at))
    } finally {
      closeSync(file)
    }
  } catch (error) {
    if (refusals.has((error as NodeJS.ErrnoException).code)) return undefined
    throw error
  }
}

const refusals: ReadonlySet<string | undefined> = new Set(['ENOENT', 'EACCES', 'EPERM'])

/** The one written last, last. */
const filesIn = (folder: string): readonly { readonly file: string; readonly size: number }[] => {
  const found = namesIn(folder).flatMap(name => {
    const file = join(folder, name)
    const stats = statSync(file, { throwIfNoEntry: false })
    return stats === undefined ? [] : [{ file, size: stats.size, writtenAt: stats.mtimeMs }]
  })
  return found.sort((a, b) => a.writtenAt - b.writtenAt)
}

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
