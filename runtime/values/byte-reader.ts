/**
 * Reads the format's primitives from bytes that nobody vouches for. Every length is checked against what is left before
 * anything is allocated; whatever doesn't fit is a ValueFormatError.
 */
import { ValueFormatError } from './errors.ts'

export class ByteReader {
  readonly #bytes: Buffer
  at: number

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.at = at
  }

  get length(): number {
    return this.#bytes.length
  }

  byte(): number {
    const byte = this.#bytes[this.at++]
    if (byte === undefined) throw new ValueFormatError('it ends too early')
    return byte
  }

  varint(): number {
    let byte = this.byte()
    if (byte < 0x80) return byte
    let n = byte & 0x7f
    for (let scale = 128; ; scale *= 128) {
      byte = this.byte()
      n += (byte & 0x7f) * scale
      if (byte < 0x80) break
      if (scale > 2 ** 40) throw new ValueFormatError('a number is too long')
    }
    if (n > Number.MAX_SAFE_INTEGER) throw new ValueFormatError('a number is too large')
    return n
  }

  /** A count of things that take at least `each` bytes. */
  count(each: number): number {
    const n = this.varint()
    if (n * each > this.#bytes.length - this.at) throw new ValueFormatError('it ends too early')
    return n
  }

  int(): number {
    const n = this.varint()
    if (n > 0xffffffff) throw new ValueFormatError('an integer is too large')
    return (n >>> 1) ^ -(n & 1)
  }

  double(): number {
    return this.#bytes.readDoubleLE(this.#advance(8))
  }

  bytes(length: number): Uint8Array {
    const start = this.#advance(length)
    return this.#bytes.subarray(start, start + length)
  }

  latin1(): string {
    const length = this.count(1)
    const start = this.#advance(length)
    return this.#bytes.toString('latin1', start, start + length)
  }

  utf16(): string {
    const length = this.count(2)
    const start = this.#advance(2 * length)
    return this.#bytes.toString('utf16le', start, start + 2 * length)
  }

  skip(length: number): void {
    this.#advance(length)
  }

  #advance(length: number): number {
    const start = this.at
    if (length > this.#bytes.length - start) throw new ValueFormatError('it ends too early')
    this.at = start + length
    return start
  }
}
