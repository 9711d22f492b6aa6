/**
 * Copies of buffers, kept so that a buffer that hasn't changed is neither copied nor hashed again: comparing runs at the speed
 * of memory. The copy is what mementos and the store get; the live bytes never leave.
 */
import { createHash } from 'node:crypto'
import type { Payload } from './byte-writer.ts'
import { SafeWeakMap } from './originals.ts'

/** Copied and hashed piece by piece, so that the hash finds each piece in the processor's cache. */
const pieceSize = 256 * 1024

export class ByteCopies {
  readonly #copies = new SafeWeakMap<object, Payload>()

  /** `owner` is what the bytes belong to. */
  of(owner: object, bytes: Uint8Array): Payload {
    const known = this.#copies.get(owner)
    if (known !== undefined && Buffer.compare(known.bytes, bytes) === 0) return known
    const payload = copied(bytes)
    this.#copies.set(owner, payload)
    return payload
  }
}

const copied = (bytes: Uint8Array): Payload => {
  const copy = Buffer.allocUnsafeSlow(bytes.length)
  const hash = createHash('sha256')
  for (let at = 0; at < bytes.length; at += pieceSize) {
    const end = Math.min(at + pieceSize, bytes.length)
    copy.set(new Uint8Array(bytes.buffer, bytes.byteOffset + at, end - at), at)
    hash.update(copy.subarray(at, end))
  }
  return { bytes: copy, digest: hash.digest() }
}
