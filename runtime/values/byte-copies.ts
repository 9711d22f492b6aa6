/**
 * Copies of buffers, piece by piece, kept so that a piece that hasn't changed is neither copied nor hashed again: comparing runs
 * at the speed of memory, and what the system knows to be unwritten isn't even compared. The copies are what mementos, the store and
 * other processes get; the live bytes never leave.
 */
import { createHash } from 'node:crypto'
import { certainty } from '../memory/copy-on-write.ts'
import { areAsMapped, openKeeper } from '../memory/mapped-bytes.ts'
import type { HashedPayload } from './byte-writer.ts'
import { SafeWeakMap } from './originals.ts'
import { type Payload, pieceSize } from './pieces.ts'

interface Copy extends HashedPayload {
  readonly digests: readonly Uint8Array[]
}

export class ByteCopies {
  readonly #copies = new SafeWeakMap<object, Copy>()

  /** `owner` is what the bytes belong to. */
  of(owner: object, bytes: Uint8Array): HashedPayload {
    const copy = copied(bytes, this.#copies.get(owner))
    this.#copies.set(owner, copy)
    return copy
  }

  /** The owner's bytes have just become these. */
  know(owner: object, { pieces, digests }: Payload): void {
    if (digests !== undefined) this.#copies.set(owner, { pieces, digests, digest: combined(digests) })
  }
}

const copied = (bytes: Uint8Array, kept: Copy | undefined): Copy => {
  // Pages of a file that somebody has changed are not what was hashed.
  const before = kept !== undefined && areAsMapped(kept.pieces) ? kept : undefined
  const isCertain = before && certainty(bytes.buffer)
  const pieces: Uint8Array[] = []
  const digests: Uint8Array[] = []
  let isSame = before !== undefined
  const keep = before === undefined ? keeperOf(bytes.length) : copyOf
  for (let at = 0; at < bytes.length; at += pieceSize) {
    const i = pieces.length
    const live = new Uint8Array(bytes.buffer, bytes.byteOffset + at, Math.min(pieceSize, bytes.length - at))
    const known = before?.pieces[i]
    if (known !== undefined && (isCertain?.(live.byteOffset, known) === true || Buffer.compare(known, live) === 0)) {
      pieces[i] = known
      digests[i] = before?.digests[i] as Uint8Array
    } else {
      isSame = false
      pieces[i] = keep(live)
      digests[i] = createHash('sha256').update(live).digest()
    }
  }
  return isSame && before?.pieces.length === pieces.length ? before : { pieces, digests, digest: combined(digests) }
}

const copyOf = (piece: Uint8Array): Uint8Array => {
  const copy = Buffer.allocUnsafeSlow(piece.length)
  copy.set(piece)
  return copy
}

/** One large block costs less than many small ones (huge pages), as long as all of it is wanted. */
const keeperOf = (size: number): ((piece: Uint8Array) => Uint8Array) => {
  const shared = openKeeper(size)
  if (shared !== undefined) return shared
  const block = Buffer.allocUnsafeSlow(size)
  let at = 0
  return piece => {
    block.set(piece, at)
    at += piece.length
    return block.subarray(at - piece.length, at)
  }
}

const combined = (digests: readonly Uint8Array[]): Uint8Array => {
  const hash = createHash('sha256')
  for (let i = 0; i < digests.length; i++) hash.update(digests[i] as Uint8Array)
  return hash.digest()
}
