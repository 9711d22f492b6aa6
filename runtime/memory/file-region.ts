/**
 * Bytes that stand in a file of this machine, told instead of sent: what a unit's large parts are where processes hand it on. Its stamp is the
 * file as it was when its bytes were known to be right; a file that was touched since is not read, and that is an error.
 */
import fs from 'node:fs'
import { identityOf } from '../effects/files/file-identity.ts'

export interface FileRegion {
  readonly path: string
  /** bytes */
  readonly offset: number
  readonly length: number
  /** Of the file: which one it is, and when it was last changed. */
  readonly stamp: string
}

/** A part of a unit. */
export type Chunk = Uint8Array | FileRegion

export class RegionGoneError extends Error {
  override readonly name = 'RegionGoneError'

  constructor({ path }: FileRegion) {
    super(`${path} is gone or has changed: what stood there has to be made again.`)
  }
}

// As they are before user code's effects are watched: this is no cell's reading.
const { openSync, closeSync, fstatSync, statSync, readSync } = fs

/** Read by so much: what is hashed next is still in the processor's cache. */
const pieceSize = 1 << 20

export const isRegion = (chunk: Chunk): chunk is FileRegion => Object.hasOwn(chunk, 'stamp')

export const lengthOfChunks = (chunks: readonly Chunk[]): number => chunks.reduce((sum, chunk) => sum + chunk.length, 0)

export const stampOf = (descriptor: number): string => identityOf(fstatSync(descriptor, { bigint: true }))

/** The whole file; undefined where there is none. */
export const wholeFile = (path: string): FileRegion | undefined => {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stats && { path, offset: 0, length: Number(stats.size), stamp: identityOf(stats) }
}

/** A descriptor of the very file that is meant. */
export const openRegion = (region: FileRegion): number => {
  const descriptor = openExisting(region)
  if (stampOf(descriptor) === region.stamp) return descriptor
  closeSync(descriptor)
  throw new RegionGoneError(region)
}

const openExisting = (region: FileRegion): number => {
  try {
    return openSync(region.path, 'r')
  } catch {
    throw new RegionGoneError(region)
  }
}

export const isThere = (region: FileRegion): boolean => {
  try {
    closeSync(openRegion(region))
    return true
  } catch {
    return false
  }
}

/** Each part is only good until the next is asked for. */
export function* bytesOf(chunk: Chunk): Generator<Uint8Array> {
  if (!isRegion(chunk)) return yield chunk
  const descriptor = openRegion(chunk)
  try {
    const buffer = Buffer.allocUnsafeSlow(Math.min(pieceSize, chunk.length))
    for (let at = 0; at < chunk.length; ) {
      const read = readSync(descriptor, buffer, 0, Math.min(buffer.length, chunk.length - at), chunk.offset + at)
      if (read === 0) throw new RegionGoneError(chunk)
      yield buffer.subarray(0, read)
      at += read
    }
  } finally {
    closeSync(descriptor)
  }
}

/** In one piece, in memory. */
export const wholeBytes = (chunks: readonly Chunk[]): Uint8Array => {
  const [first] = chunks
  if (first !== undefined && chunks.length === 1 && !isRegion(first)) return first
  const whole = Buffer.allocUnsafeSlow(lengthOfChunks(chunks))
  let at = 0
  for (const chunk of chunks) {
    for (const bytes of bytesOf(chunk)) {
      whole.set(bytes, at)
      at += bytes.length
    }
  }
  return whole
}
