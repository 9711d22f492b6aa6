/**
 * Large bytes that are only read, as pages of a file, so that other processes can have them without a copy: what is written here once, and what
 * others wrote. Where the system can't do that it gives undefined, and the caller copies. It never writes to a file that has a name.
 */
import fs from 'node:fs'
import { type Chunk, type FileRegion, isRegion, openRegion, stampOf, wholeBytes } from './file-region.ts'
import { blockStart, mappable, offsetInPage, pageSize, systemCalls } from './system-calls.ts'

/** A file, part of which is our memory. */
interface Mapping {
  readonly path: string
  readonly descriptor: number
  /** Undefined: a file without a name, which only we write. */
  readonly stamp: string | undefined
  /** What is to be added to a place in the buffer for the place in the file. */
  readonly shift: number
}

/** Where bytes stand in a file that is open here. */
export interface Place {
  readonly descriptor: number
  readonly offset: number
}

const { closeSync, ftruncateSync, writeSync } = fs

const mappings = new WeakMap<ArrayBufferLike, Mapping>()
/** V8 gives the memory back with its buffer; the file is ours to close. */
const closing = new FinalizationRegistry<number>(descriptor => closeSync(descriptor))

/** Takes bytes piece by piece, and gives each back as it is kept. Undefined: keep them yourself. */
export const openKeeper = (size: number): ((piece: Uint8Array) => Uint8Array) | undefined => {
  const descriptor = size < mappable ? undefined : openMemoryFile(blockStart + size)
  const all = descriptor && mapToRead({ descriptor, stamp: undefined }, { offset: blockStart, length: size })
  if (!all) return undefined
  let kept = 0
  return piece => {
    for (let done = 0; done < piece.length; )
      done += writeSync(descriptor, piece, done, piece.length - done, blockStart + kept + done)
    kept += piece.length
    return all.subarray(kept - piece.length, kept)
  }
}

const openMemoryFile = (size: number): number | undefined => {
  const descriptor = systemCalls()?.openMemoryFile()
  if (descriptor === undefined) return undefined
  try {
    ftruncateSync(descriptor, size)
    return descriptor
  } catch {
    closeSync(descriptor)
    return undefined // Files of this size are not allowed here (ulimit -f).
  }
}

/** Its bytes here, copied where they can't be mapped. A file that isn't as it was is an error. */
export const opened = (chunk: Chunk): Uint8Array => (isRegion(chunk) ? (mapped(chunk) ?? wholeBytes([chunk])) : chunk)

const mapped = (region: FileRegion): Uint8Array | undefined => {
  if (region.length < mappable || systemCalls() === undefined) return undefined
  return mapToRead({ descriptor: openRegion(region), ...region }, region)
}

const mapToRead = (
  { descriptor, path, stamp }: Pick<Mapping, 'descriptor' | 'stamp'> & { readonly path?: string },
  { offset, length }: Pick<FileRegion, 'offset' | 'length'>,
): Uint8Array | undefined => {
  const inPage = offset % pageSize
  const size = Math.ceil((inPage + length) / pageSize) * pageSize
  // Its first page has malloc's words in it. V8 doesn't count shared ones, and pages of others' files are no reason to collect garbage.
  const buffer = stamp === undefined ? new ArrayBuffer(pageSize + size) : new SharedArrayBuffer(pageSize + size)
  const calls = systemCalls()
  const start = pageSize - (calls === undefined ? 0 : offsetInPage(calls, new Uint8Array(buffer)))
  const place = { descriptor, offset: offset - inPage }
  if (calls?.map(new Uint8Array(buffer, start, size), place, 'read') !== true) {
    closeSync(descriptor)
    return undefined
  }
  const known = path ?? `/proc/${process.pid}/fd/${descriptor}`
  mappings.set(buffer, { path: known, descriptor, stamp, shift: place.offset - start })
  closing.register(buffer, descriptor)
  return new Uint8Array(buffer, start + inPage, length)
}

/** Undefined: these bytes are no file's. */
export const placeOf = (bytes: Uint8Array): Place | undefined => {
  const mapping = mappings.get(bytes.buffer)
  return mapping && { descriptor: mapping.descriptor, offset: mapping.shift + bytes.byteOffset }
}

/** Has nobody touched the files that these bytes are pages of? */
export const areAsMapped = (parts: readonly Uint8Array[]): boolean =>
  [...new Set(parts.map(({ buffer }) => mappings.get(buffer)))].every(
    mapping => mapping?.stamp === undefined || stampOf(mapping.descriptor) === mapping.stamp,
  )

/** The same parts, those that are a file's as regions of it. */
export const asRegions = (parts: readonly Uint8Array[]): readonly Chunk[] => {
  const chunks: Chunk[] = []
  for (const part of parts) {
    const mapping = mappings.get(part.buffer)
    const last = chunks.at(-1)
    if (mapping === undefined) chunks.push(part)
    else if (last !== undefined && isRegion(last) && goesOn(last, mapping, part))
      chunks[chunks.length - 1] = { ...last, length: last.length + part.length }
    else chunks.push(regionOf(mapping, part))
  }
  return chunks
}

const goesOn = ({ path, offset, length }: FileRegion, mapping: Mapping, { byteOffset }: Uint8Array): boolean =>
  path === mapping.path && offset + length === mapping.shift + byteOffset

const regionOf = (
  { path, descriptor, stamp = stampOf(descriptor), shift }: Mapping,
  bytes: Uint8Array,
): FileRegion => ({
  path,
  offset: shift + bytes.byteOffset,
  length: bytes.length,
  stamp,
})
