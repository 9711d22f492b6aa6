/**
 * Bytes by their SHA-256: small ones in the index, large ones as files. Every read is verified; what fails is not served.
 * A row never points at a file that was not finished before it.
 */
import type { Database } from 'better-sqlite3'
import { createHash } from 'node:crypto'
import { type BlobHash, blobHash } from '../brand.ts'
import type { BlobFiles } from './blob-files.ts'

/** A blob ready to be pointed at: hashed, and written where it is a file. */
export interface PreparedBlob {
  readonly hash: BlobHash
  readonly size: number
  readonly chunks: readonly Uint8Array[]
}

export type BlobReading =
  | { readonly is: 'whole'; readonly bytes: Uint8Array }
  | { readonly is: 'absent' }
  | { readonly is: 'damaged' | 'missing-file'; readonly hash: BlobHash }

export interface Blobs {
  /** Outside the transaction: nobody should wait for our disk. */
  prepare(chunks: readonly Uint8Array[], written?: Omit<PreparedBlob, 'chunks'>): PreparedBlob
  /** Inside the transaction. Returns the blob's row id. */
  keep(blob: PreparedBlob): number
  read(id: number): BlobReading
}

/** Measured: above this a file is faster to write and read than a row. */
const INLINE_BYTES = 65_536

export function blobs(database: Database, files: BlobFiles): Blobs {
  const find = database.prepare<[Buffer], number>('SELECT id FROM blobs WHERE hash = ?').pluck()
  const insert = database.prepare<[Buffer, number, Buffer | null]>(
    'INSERT INTO blobs (hash, size, bytes) VALUES (?, ?, ?)',
  )
  const select = database.prepare<[number], BlobRow>('SELECT hash, bytes FROM blobs WHERE id = ?').raw()
  return {
    prepare(chunks, written) {
      const blob = { ...(written ?? { hash: hashOf(chunks), size: sizeOf(chunks) }), chunks }
      if (blob.size > INLINE_BYTES && !files.has(blob.hash, blob.size)) files.write(blob.hash, chunks)
      return blob
    },
    keep({ hash, size, chunks }) {
      const key = Buffer.from(hash, 'hex')
      // gc holds the lock while it removes files: looked at under the lock, the file stays.
      if (size > INLINE_BYTES && !files.has(hash, size)) files.write(hash, chunks)
      return (
        find.get(key) ??
        Number(insert.run(key, size, size > INLINE_BYTES ? null : Buffer.concat(chunks)).lastInsertRowid)
      )
    },
    read(id) {
      const row = select.get(id)
      if (row === undefined) return { is: 'absent' }
      const hash = blobHash(row[0].toString('hex'))
      const bytes = row[1] ?? files.read(hash)
      if (bytes === undefined) return { is: 'missing-file', hash }
      return hashOf([bytes]) === hash ? { is: 'whole', bytes } : { is: 'damaged', hash }
    },
  }
}

type BlobRow = [hash: Buffer, bytes: Buffer | null]

function hashOf(chunks: readonly Uint8Array[]): BlobHash {
  const sha = createHash('sha256')
  for (const chunk of chunks) sha.update(chunk)
  return blobHash(sha.digest('hex'))
}

const sizeOf = (chunks: readonly Uint8Array[]): number => chunks.reduce((sum, chunk) => sum + chunk.length, 0)
