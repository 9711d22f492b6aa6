/**
 * A growing buffer that knows the format's primitives. Strings keep every UTF-16 unit, lone surrogates too; doubles keep
 * -0 and have one NaN. Reused from graph to graph, so that small captures allocate next to nothing.
 */
import { createHash, hash } from 'node:crypto'
import { Tag } from './format.ts'
import { lengthOf, type Payload } from './pieces.ts'
import type { Content } from './records/record.ts'

/** A payload on its way out: `digest` is what the hash sees. */
export interface HashedPayload extends Payload {
  readonly digest: Uint8Array
}

const longestVarint = 8
const initialSize = 64 * 1024
/** Kept between graphs; a larger buffer is let go. */
const keptSize = 8 * 1024 * 1024

export class ByteWriter {
  #bytes = Buffer.allocUnsafeSlow(initialSize)
  #view = new DataView(this.#bytes.buffer)
  #length = 0
  #payloads: HashedPayload[] = []

  get length(): number {
    return this.#length
  }

  reset(): void {
    this.#length = 0
    this.#payloads = []
    if (this.#bytes.length > keptSize) this.#allocate(initialSize)
  }

  byte(n: number): void {
    if (this.#length === this.#bytes.length) this.#grow(1)
    this.#bytes[this.#length++] = n
  }

  varint(n: number): void {
    if (this.#length + longestVarint > this.#bytes.length) this.#grow(longestVarint)
    this.#length = this.#put(n, this.#length)
  }

  tagged(tag: number, n: number): void {
    if (this.#length + 1 + longestVarint > this.#bytes.length) this.#grow(1 + longestVarint)
    this.#bytes[this.#length] = tag
    this.#length = this.#put(n, this.#length + 1)
  }

  #put(n: number, at: number): number {
    const bytes = this.#bytes
    while (n > 0x7fffffff) {
      bytes[at++] = (n % 128) | 0x80
      n = Math.floor(n / 128)
    }
    while (n > 0x7f) {
      bytes[at++] = (n & 0x7f) | 0x80
      n >>>= 7
    }
    bytes[at] = n
    return at + 1
  }

  double(n: number): void {
    if (this.#length + 8 > this.#bytes.length) this.#grow(8)
    this.#view.setFloat64(this.#length, Number.isNaN(n) ? NaN : n, true)
    this.#length += 8
  }

  number(n: number): void {
    if ((n | 0) === n && n < 0x40000000 && n >= -0x40000000 && !Object.is(n, -0)) {
      this.tagged(Tag.int, (n << 1) ^ (n >> 31))
    } else {
      this.byte(Tag.double)
      this.double(n)
    }
  }

  string(text: string): void {
    const { length } = text
    // The longest varint, the tag and the text.
    if (this.#length + 9 + 2 * length > this.#bytes.length) this.#grow(9 + 2 * length)
    const start = this.#length
    this.tagged(Tag.latin1, length)
    const bytes = this.#bytes
    let at = this.#length
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i)
      if (unit > 0xff) {
        this.#length = start
        return this.#utf16(text)
      }
      bytes[at++] = unit
    }
    this.#length = at
  }

  #utf16(text: string): void {
    this.tagged(Tag.utf16, text.length)
    this.#bytes.write(text, this.#length, 'utf16le')
    this.#length += 2 * text.length
  }

  bytes(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#bytes.length) this.#grow(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  /** Numbers of an array, 8 bytes each. */
  doubles(numbers: readonly number[]): void {
    if (this.#length + 8 * numbers.length > this.#bytes.length) this.#grow(8 * numbers.length)
    const view = this.#view
    let at = this.#length
    for (let i = 0; i < numbers.length; i++, at += 8) {
      const n = numbers[i] as number
      view.setFloat64(at, Number.isNaN(n) ? NaN : n, true)
    }
    this.#length = at
  }

  payload(payload: HashedPayload): void {
    this.varint(this.#payloads.length)
    this.#payloads[this.#payloads.length] = payload
  }

  /** SHA-256 of the graph and its payloads' digests. */
  digest(): string {
    const graph = this.#bytes.subarray(0, this.#length)
    if (this.#payloads.length === 0) return hash('sha256', graph, 'hex')
    const whole = createHash('sha256').update(graph)
    for (let i = 0; i < this.#payloads.length; i++) whole.update((this.#payloads[i] as HashedPayload).digest)
    return whole.digest('hex')
  }

  /** A copy of what was written; the payloads as they are. */
  take(): Content {
    const graph = Buffer.allocUnsafeSlow(this.#length)
    this.#bytes.copy(graph, 0, 0, this.#length)
    return { graph, payloads: this.#payloads }
  }

  payloadSize(): number {
    let size = 0
    for (let i = 0; i < this.#payloads.length; i++) size += lengthOf((this.#payloads[i] as HashedPayload).pieces)
    return size
  }

  #grow(needed: number): void {
    const old = this.#bytes
    this.#allocate(Math.max(2 * old.length, this.#length + needed))
    old.copy(this.#bytes, 0, 0, this.#length)
  }

  #allocate(size: number): void {
    this.#bytes = Buffer.allocUnsafeSlow(size)
    this.#view = new DataView(this.#bytes.buffer)
  }
}
