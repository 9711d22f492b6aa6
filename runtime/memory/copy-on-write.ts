/**
 * Buffers that begin as bytes of a file and are ordinary memory in every other respect: V8 allocates and frees them, they can be transferred
 * and resized, and a page becomes their own when it is first written to. The system says which pages did; nothing else is taken for unwritten.
 */
import fs from 'node:fs'
import { areAsMapped, placeOf } from './mapped-bytes.ts'
import { mappable, offsetInPage, pageSize, systemCalls } from './system-calls.ts'

/** Bytes in order, of which neighbours often are neighbours in one file. */
type Pieces = readonly Uint8Array[]

/** Whole pages of a buffer that began as a file's. */
interface Overlay {
  readonly at: number
  readonly length: number
}

interface Beginning {
  /** By their place in the buffer. */
  readonly pieces: ReadonlyMap<number, Uint8Array>
  /** One of each file. */
  readonly samples: Pieces
  readonly overlays: readonly Overlay[]
}

const { openSync, readSync } = fs

const beginnings = new WeakMap<ArrayBufferLike, Beginning>()

/** Undefined: too small to be worth it, or no file's. */
export const copyOnWrite = <B extends ArrayBufferLike>(
  pieces: Pieces,
  allocate: (length: number) => B,
): B | undefined => {
  const runs = runsOf(pieces)
  const length = runs.reduce((sum, run) => sum + run.length, 0)
  if (length < mappable || runs.every(({ place }) => place === undefined)) return undefined
  const buffer = allocate(length)
  beginnings.set(buffer, {
    pieces: new Map(runs.flatMap(run => run.pieces)),
    samples: runs.flatMap(run => run.pieces.slice(0, 1).map(([, piece]) => piece)),
    overlays: runs.flatMap(run => filled(buffer, run)),
  })
  return buffer
}

/** Pieces that stand together in the buffer, and in one file if in any. */
interface Run {
  readonly at: number
  length: number
  readonly place: ReturnType<typeof placeOf>
  readonly pieces: (readonly [number, Uint8Array])[]
}

const runsOf = (pieces: Pieces): readonly Run[] => {
  const runs: Run[] = []
  let at = 0
  for (const piece of pieces) {
    const place = placeOf(piece)
    const last = runs.at(-1)
    const goesOn =
      place?.descriptor === last?.place?.descriptor &&
      (place === undefined || last?.place === undefined || last.place.offset + last.length === place.offset)
    if (last !== undefined && goesOn) {
      last.length += piece.length
      last.pieces.push([at, piece])
    } else runs.push({ at, length: piece.length, place, pieces: [[at, piece]] })
    at += piece.length
  }
  return runs
}

/** The pages that could be the file's are; the rest is copied. */
const filled = (buffer: ArrayBufferLike, { at, length, place, pieces }: Run): readonly Overlay[] => {
  const overlay = place && overlaid(buffer, { at, length }, place)
  const [start, end] = overlay === undefined ? [at + length, at + length] : [overlay.at, overlay.at + overlay.length]
  for (const [from, piece] of pieces) {
    copy(buffer, from, piece.subarray(0, Math.max(0, start - from)))
    const rest = Math.max(0, end - from)
    if (overlay !== undefined) copy(buffer, from + rest, piece.subarray(rest))
  }
  return overlay === undefined ? [] : [overlay]
}

const copy = (buffer: ArrayBufferLike, at: number, bytes: Uint8Array): void => {
  if (bytes.length > 0) new Uint8Array(buffer).set(bytes, at)
}

const overlaid = (
  buffer: ArrayBufferLike,
  { at, length }: Overlay,
  { descriptor, offset }: NonNullable<ReturnType<typeof placeOf>>,
): Overlay | undefined => {
  const calls = systemCalls()
  const inPage = offset % pageSize
  if (calls === undefined || offsetInPage(calls, new Uint8Array(buffer, at)) !== inPage) return undefined
  const skipped = (pageSize - inPage) % pageSize
  const pages = Math.floor((length - skipped) / pageSize) * pageSize
  if (pages <= 0) return undefined
  const memory = new Uint8Array(buffer, at + skipped, pages)
  return calls.map(memory, { descriptor, offset: offset + skipped }, 'copy')
    ? { at: at + skipped, length: pages }
    : undefined
}

/** Are the bytes from `at` on certainly this very piece still? Undefined: the buffer didn't begin as a file's, or its file was touched. */
export const certainty = (buffer: ArrayBufferLike): ((at: number, piece: Uint8Array) => boolean) | undefined => {
  const beginning = beginnings.get(buffer)
  if (beginning === undefined || !areAsMapped(beginning.samples)) return undefined
  const { pieces, overlays } = beginning
  const looked = overlays.flatMap(overlay => {
    const unwritten = lookAt(buffer, overlay)
    return unwritten === undefined ? [] : [{ ...overlay, unwritten }]
  })
  return (at, piece) =>
    pieces.get(at) === piece &&
    looked.some(
      ({ at: start, length, unwritten }) =>
        start <= at && at + piece.length <= start + length && unwritten(at - start, at - start + piece.length),
    )
}

/** Of a range of the overlay: is none of its pages our own? */
type Unwritten = (from: number, to: number) => boolean

/** Upper halves of pagemap's entries (Documentation/admin-guide/mm/pagemap.rst): in memory or swapped out, and still a file's. */
const [there, ofFile] = [0xc0000000, 0x20000000]
const entrySize = 8

let pagemap: number | undefined | 'none'

const lookAt = (buffer: ArrayBufferLike, { at, length }: Overlay): Unwritten | undefined => {
  pagemap ??= openPagemap()
  if (pagemap === 'none') return undefined
  const entries = Buffer.allocUnsafeSlow((length / pageSize) * entrySize)
  const address = systemCalls()?.address(new Uint8Array(buffer, at))
  if (address === undefined) return undefined
  const first = (address / BigInt(pageSize)) * BigInt(entrySize)
  if (readSync(pagemap, entries, 0, entries.length, first) !== entries.length) return undefined
  const words = new Uint32Array(entries.buffer)
  return (from, to) => {
    for (let page = Math.floor(from / pageSize); page * pageSize < to; page++) {
      const upper = words[2 * page + 1] as number
      if ((upper & there) !== 0 && (upper & ofFile) === 0) return false
    }
    return true
  }
}

const openPagemap = (): number | 'none' => {
  try {
    return openSync('/proc/self/pagemap', 'r')
  } catch {
    return 'none' // Not everywhere: what is there is compared with what was.
  }
}
