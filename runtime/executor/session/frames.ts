/**
 * Length-prefixed frames of V8-serialised messages: the border format of the pipe from session to front.
 * It carries what structured clone carries; it does not survive a change of Node version, and needn't.
 */
import { deserialize, serialize } from 'node:v8'
import { native } from '../../effects/native.ts'

/** Writes one message whole before returning, waiting for the reader where the pipe is full. */
export const writeFrame = (descriptor: number, message: unknown): void => {
  const body = serialize(message)
  const head = Buffer.allocUnsafe(4)
  head.writeUInt32LE(body.length)
  // Two writes would wake the reader twice; copying a large body would cost more than that.
  if (body.length > copied) writeAll(descriptor, head)
  writeAll(descriptor, body.length > copied ? body : Buffer.concat([head, body]))
}

/** bytes up to which a body is copied behind its head */
const copied = 65_536

const pause = new Int32Array(new SharedArrayBuffer(4))

const writeAll = (descriptor: number, bytes: Uint8Array): void => {
  for (let sent = 0; sent < bytes.length; ) {
    try {
      sent += native.fs.writeSync(descriptor, bytes, sent)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      Atomics.wait(pause, 0, 0, 1)
    }
  }
}

/** Takes chunks as they arrive and hands on whole messages. */
export class FrameReader {
  #parts: Buffer[] = []
  #length = 0

  readonly #deliver: (message: unknown) => void

  constructor(deliver: (message: unknown) => void) {
    this.#deliver = deliver
  }

  push(chunk: Buffer): void {
    this.#parts.push(chunk)
    this.#length += chunk.length
    while (this.#length >= 4) {
      const size = 4 + this.#head().readUInt32LE(0)
      if (this.#length < size) return
      const all = this.#parts.length === 1 ? (this.#parts[0] as Buffer) : Buffer.concat(this.#parts)
      const rest = all.subarray(size)
      this.#parts = rest.length > 0 ? [rest] : []
      this.#length = rest.length
      this.#deliver(deserialize(all.subarray(4, size)))
    }
  }

  #head(): Buffer {
    const first = this.#parts[0] as Buffer
    if (first.length >= 4) return first
    const all = Buffer.concat(this.#parts)
    this.#parts = [all]
    return all
  }
}
