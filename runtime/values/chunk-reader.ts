/**
 * Reads on through the chunks of a unit as if they were one. What stands within one chunk is a view of it, never a copy; what goes over the
 * border of two is joined. Asked for more than there is, it throws a ValueFormatError before anything is allocated.
 */
import { ValueFormatError } from './errors.ts'
import { type Pieces, pieceSize } from './pieces.ts'

export class ChunkReader {
  readonly #chunks: readonly Uint8Array[]
  readonly #length: number
  #chunk = 0
  /** In the chunk. */
  #offset: number
  at: number

  /** `offset` is one in the first chunk. */
  constructor(chunks: readonly Uint8Array[], offset: number) {
    this.#chunks = chunks
    this.#length = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
    this.#offset = offset
    this.at = offset
  }

  get isAtEnd(): boolean {
    return this.at === this.#length
  }

  bytes(length: number): Uint8Array {
    const parts = this.#take(length)
    return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts)
  }

  /** As they are copied and compared: each of the usual size but the last. */
  pieces(length: number): Pieces {
    this.#expect(length)
    const pieces: Uint8Array[] = []
    for (let left = length; left > 0; left -= pieceSize) pieces.push(this.bytes(Math.min(pieceSize, left)))
    return pieces
  }

  skip(length: number): void {
    this.#take(length)
  }

  #take(length: number): Uint8Array[] {
    this.#expect(length)
    const parts: Uint8Array[] = []
    for (let left = length; left > 0; ) {
      const chunk = this.#chunks[this.#chunk] as Uint8Array
      const part = chunk.subarray(this.#offset, this.#offset + left)
      if (part.length > 0) parts.push(part)
      left -= part.length
      this.#offset += part.length
      if (this.#offset === chunk.length && left > 0) {
        this.#chunk++
        this.#offset = 0
      }
    }
    this.at += length
    return parts
  }

  #expect(length: number): void {
    if (length > this.#length - this.at) throw new ValueFormatError('it ends too early')
  }
}
