/**
 * Copies of buffers, piece by piece, kept so that a piece that hasn't changed is neither copied nor hashed again: comparing runs
 * at the speed of memory. The copies are what mementos and the store get; the live bytes never leave.
 */
import { createHash } from 'node:crypto'
import type { Payload } from './byte-writer.ts'
import { SafeWeakMap } from './originals.ts'

/** Copied and hashed by so much, so that the hash finds each piece in the processor's cache. */
const pieceSize = 512 * 1024

interface Copy extends Payload {
  readonly digests: readonly Uint8Array[]
}

export class ByteCopies {
  readonly #copies = new SafeWeakMap<object, Copy>()

  /** `owner` is what the bytes belong to. */
  of(owner: object, bytes: Uint8Array): Payload {
    const copy = copied(bytes, this.#copies.get(owner))
    this.#copies.set(owner, copy)
    return copy
  }
}

const copied = (bytes: Uint8Array, before: Copy | undefined): Copy => {
  const pieces: Uint8Array[] = []
  const digests: Uint8Array[] = []
  let isSame = before !== undefined
  // One large block costs less than many small ones (huge pages), as long as all of it is wanted.
  const block = before === undefined ? Buffer.allocUnsafeSlow(bytes.length) : undefined
  for (let at = 0; at < bytes.length; at += pieceSize) {
    const i = pieces.length
    const live = new Uint8Array(bytes.buffer, bytes.byteOffset + at, Math.min(pieceSize, bytes.length - at))
    const known = before?.pieces[i]
    if (known !== undefined && Buffer.compare(known, live) === 0) {
      pieces[i] = known
      digests[i] = before?.digests[i] as Uint8Array
    } else {
      isSame = false
      const piece = block?.subarray(at, at + live.length) ?? Buffer.allocUnsafeSlow(live.length)
      piece.set(live)
      pieces[i] = piece
      digests[i] = createHash('sha256').update(piece).digest()
    }
  }
  return isSame && before?.pieces.length === pieces.length ? before : { pieces, digests, digest: combined(digests) }
}

const combined = (digests: readonly Uint8Array[]): Uint8Array => {
  const hash = createHash('sha256')
  for (let i = 0; i < digests.length; i++) hash.update(digests[i] as Uint8Array)
  return hash.digest()
}
