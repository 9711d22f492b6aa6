/**
 * How a large text is written in a blob: as it is, or deflated at level 1. The codec's number is stored with the
 * reference. zstd would be smaller, but Node 20 can't read it, and stores are shared by kernels on different Nodes.
 */
import { deflateSync, inflateSync } from 'node:zlib'

export const CODEC = { plain: 0, deflate: 1 } as const

export interface Compressed {
  readonly codec: number
  readonly bytes: Uint8Array
}

/** What doesn't shrink by a tenth (images, mostly) is not worth inflating on every replay. */
const WORTHWHILE = 0.9

export function compress(text: string): Compressed {
  const plain = Buffer.from(text)
  const deflated = deflateSync(plain, { level: 1 })
  return deflated.length < plain.length * WORTHWHILE
    ? { codec: CODEC.deflate, bytes: deflated }
    : { codec: CODEC.plain, bytes: plain }
}

export function decompress({ codec, bytes }: Compressed): string {
  const plain = codec === CODEC.deflate ? inflateSync(bytes) : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  return plain.toString()
}
