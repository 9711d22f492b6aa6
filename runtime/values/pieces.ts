/** Bytes in pieces, in order: how the content of large buffers is kept, so that copies share what they have in common. */
import { certainty } from '../memory/copy-on-write.ts'

export type Pieces = readonly Uint8Array[]

/** Copied and hashed by so much, so that the hash finds each piece in the processor's cache. */
export const pieceSize = 512 * 1024

/** Content that stands apart from the graph. */
export interface Payload {
  readonly pieces: Pieces
  /** SHA-256 of each piece, where they are kept and compared piece by piece. */
  readonly digests?: readonly Uint8Array[]
}

export const lengthOf = (pieces: Pieces): number => {
  let length = 0
  for (let i = 0; i < pieces.length; i++) length += (pieces[i] as Uint8Array).length
  return length
}

/** Writes what differs; whether anything did. The lengths are equal. */
export const putPieces = (target: Uint8Array, pieces: Pieces, { dry }: { readonly dry: boolean }): boolean => {
  const isCertain = certainty(target.buffer)
  let differs = false
  let at = 0
  for (let i = 0; i < pieces.length; i++) {
    const piece = pieces[i] as Uint8Array
    const there = new Uint8Array(target.buffer, target.byteOffset + at, piece.length)
    if (isCertain?.(there.byteOffset, piece) !== true && Buffer.compare(there, piece) !== 0) {
      differs = true
      if (!dry) there.set(piece)
    }
    at += piece.length
  }
  return differs
}
