/**
 * Bytes by their SHA-256: small ones in the index, large ones as files. Every read is verified; what fails is not served. A file that others
 * read is verified once, and again when it was touched since. A row never points at a file that was not finished before it.
 */
import type { Database } from 'better-sqlite3'
import { createHash } from 'node:crypto'
import { type BlobHash, blobHash } from '../brand.ts'
import { bytesOf, type Chunk, lengthOfChunks, wholeBytes } from '../memory/file-region.ts'
import { mappable } from '../memory/system-calls.ts'
import type { BlobFiles } from './blob-files.ts'
import type { WrittenBlob } from './blob-writer.ts'

/** A blob ready to be pointed at: hashed, and written where it is a file. */
export interface PreparedBlob {
  readonly hash: BlobHash
  readonly size: number
  readonly chunks: readonly Chunk[]
}

export type NotWhole = { readonly is: 'absent' } | { readonly is: 'damaged' | 'missing-file'; readonly hash: BlobHash }
export type BlobReading = { readonly is: 'whole'; readonly bytes: Uint8Array } | NotWhole
export type BlobPlace = { readonly is: 'whole'; readonly chunks: readonly Chunk[] } | NotWhole

export interface Blobs {
  /** Outside the transaction: nobody should wait for our disk. */
  prepare(chunks: readonly Chunk[], written?: WrittenBlob): PreparedBlob
  /** Inside the transaction. Returns the blob's row id. */
  keep(blob: PreparedBlob): number
  read(id: number): BlobReading
  /** Of a large one its file, instead of its bytes. */
  locate(id: number): BlobPlace
}

/** Measured: above this a file is faster to write and read than a row. */
const INLINE_BYTES = 65_536

export function blobs(database: Database, files: BlobFiles): Blobs {
  const find = database.prepare<[Buffer], number>('SELECT id FROM blobs WHERE hash = ?').pluck()
  const insert = database.prepare<[Buffer, number, Uint8Array | null]>(
    'INSERT INTO blobs (hash, size, bytes) VALUES (?, ?, ?)',
  )
  const largeKey = database
    .prepare<[number, number], Buffer>('SELECT hash FROM blobs WHERE id = ? AND size >= ?')
    .pluck()
  const select = database.prepare<[number], BlobRow>('SELECT hash, bytes FROM blobs WHERE id = ?').raw()
  /** Files whose bytes were seen to be right, as they were then. */
  const verified = new Map<BlobHash, string>()
  const read = (id: number): BlobReading => {
    const row = select.get(id)
    if (row === undefined) return { is: 'absent' }
    const hash = blobHash(row[0].toString('hex'))
    const bytes = row[1] ?? files.read(hash)
    if (bytes === undefined) return { is: 'missing-file', hash }
    return hashOf([bytes]) === hash ? { is: 'whole', bytes } : { is: 'damaged', hash }
  }
  return {
    read,
    prepare(chunks, written) {
      const { hash, size, stamp } = written ?? { hash: hashOf(chunks), size: lengthOfChunks(chunks) }
      if (stamp !== undefined) verified.set(hash, stamp)
      if (size > INLINE_BYTES && !files.has(hash, size)) files.write(hash, chunks)
      return { hash, size, chunks }
    },
    keep({ hash, size, chunks }) {
      const key = Buffer.from(hash, 'hex')
      // gc holds the lock while it removes files: looked at under the lock, the file stays.
      if (size > INLINE_BYTES && !files.has(hash, size)) files.write(hash, chunks)
      return (
        find.get(key) ?? Number(insert.run(key, size, size > INLINE_BYTES ? null : wholeBytes(chunks)).lastInsertRowid)
      )
    },
    locate(id) {
      const key = largeKey.get(id, mappable)
      if (key === undefined) {
        const reading = read(id)
        return reading.is === 'whole' ? { is: 'whole', chunks: [reading.bytes] } : reading
      }
      const hash = blobHash(key.toString('hex'))
      const file = files.locate(hash)
      if (file === undefined) return { is: 'missing-file', hash }
      if (verified.get(hash) !== file.stamp && hashOf([file]) !== hash) return { is: 'damaged', hash }
      verified.set(hash, file.stamp)
      return { is: 'whole', chunks: [file] }
    },
  }
}

type BlobRow = [hash: Buffer, bytes: Buffer | null]

export function hashOf(chunks: readonly Chunk[]): BlobHash {
  const sha = createHash('sha256')
  for (const chunk of chunks) for (const bytes of bytesOf(chunk)) sha.update(bytes)
  return blobHash(sha.digest('hex'))
}
