/**
 * Copies of buffers, piece by piece, kept so that a piece that hasn't changed is neither copied nor hashed again: comparing runs
 * at the speed of memory, and what the system knows to be unwritten isn't even compared. The copies are what mementos, the store and
 * other processes get; the live bytes never leave.
 */
import { createHash } from 'node:crypto'
import { certainty } from '../memory/copy-on-write.ts'
import { areAsMapped, openKeeper } from '../memory/mapped-bytes.ts'
import { type Hand, keptAndHashed, sha256 } from '../memory/two-thread-hash.ts'
import type { HashedPayload } from './byte-writer.ts'
import { SafeWeakMap } from './originals.ts'
import { type Payload, pieceSize } from './pieces.ts'

interface Copy extends HashedPayload {
  readonly digests: readonly Uint8Array[]
}

export class ByteCopies {
  readonly #copies = new SafeWeakMap<object, Copy>()
  readonly #hand: Hand | undefined

  /** With another thread to hand a part of the hashing to. */
  constructor(hand?: Hand) {
    this.#hand = hand
  }

  /** `owner` is what the bytes belong to. */
  of(owner: object, bytes: Uint8Array): HashedPayload {
    const kept = this.#copies.get(owner)
    // Pages of a file that somebody has changed are not what was hashed.
    const copy = kept !== undefined && areAsMapped(kept.pieces) ? copiedAgain(bytes, kept) : copied(bytes, this.#hand)
    this.#copies.set(owner, copy)
    return copy
  }

  /** The owner's bytes have just become these. */
  know(owner: object, { pieces, digests }: Payload): void {
    if (digests !== undefined) this.#copies.set(owner, { pieces, digests, digest: combined(digests) })
  }
}

const copied = (bytes: Uint8Array, hand: Hand | undefined): Copy => {
  const inFile = openKeeper(bytes.length)
  const parts = partsOf(bytes)
  if (inFile !== undefined && hand !== undefined) {
    const { pieces, digests } = keptAndHashed(parts, inFile, hand)
    return madeOf(pieces, digests)
  }
  const keep = inFile ?? keeperInMemory(bytes.length)
  const pieces: Uint8Array[] = []
  const digests: Uint8Array[] = []
  for (let i = 0; i < parts.length; i++) {
    const live = parts[i] as Uint8Array
    pieces[i] = keep(live)
    digests[i] = sha256(live)
  }
  return madeOf(pieces, digests)
}

const copiedAgain = (bytes: Uint8Array, before: Copy): Copy => {
  const isCertain = certainty(bytes.buffer)
  const parts = partsOf(bytes)
  const pieces: Uint8Array[] = []
  const digests: Uint8Array[] = []
  let isSame = true
  for (let i = 0; i < parts.length; i++) {
    const live = parts[i] as Uint8Array
    const known = before.pieces[i]
    if (known !== undefined && (isCertain?.(live.byteOffset, known) === true || Buffer.compare(known, live) === 0)) {
      pieces[i] = known
      digests[i] = before.digests[i] as Uint8Array
    } else {
      isSame = false
      pieces[i] = copyOf(live)
      digests[i] = sha256(live)
    }
  }
  return isSame && before.pieces.length === pieces.length ? before : madeOf(pieces, digests)
}

const madeOf = (pieces: readonly Uint8Array[], digests: readonly Uint8Array[]): Copy => ({
  pieces,
  digests,
  digest: combined(digests),
})

const partsOf = (bytes: Uint8Array): readonly Uint8Array[] => {
  const parts: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += pieceSize)
    parts[parts.length] = new Uint8Array(bytes.buffer, bytes.byteOffset + at, Math.min(pieceSize, bytes.length - at))
  return parts
}

const copyOf = (piece: Uint8Array): Uint8Array => {
  const copy = Buffer.allocUnsafeSlow(piece.length)
  copy.set(piece)
  return copy
}

/** One large block costs less than many small ones (huge pages), as long as all of it is wanted. */
const keeperInMemory = (size: number): ((piece: Uint8Array) => Uint8Array) => {
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
