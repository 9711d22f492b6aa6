/** Large bytes as pages of a file: whoever has them writes to nobody else's, a file that was touched is refused, and what can't be mapped is copied. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { certainty, copyOnWrite } from '../../runtime/memory/copy-on-write.ts'
import {
  bytesOf,
  type Chunk,
  type FileRegion,
  RegionGoneError,
  wholeBytes,
  wholeFile,
} from '../../runtime/memory/file-region.ts'
import { asRegions, opened, openKeeper } from '../../runtime/memory/mapped-bytes.ts'
import { mappable } from '../../runtime/memory/system-calls.ts'

const isLinux = process.platform === 'linux'
const pieceSize = 2 ** 19
/** Neither pieces nor pages are whole at its end. */
const size = mappable + pieceSize + 1_234

const pattern = (): Uint8Array => Uint8Array.from({ length: size }, (_, i) => i % 251)

const inPieces = (bytes: Uint8Array): Uint8Array[] =>
  Array.from({ length: Math.ceil(bytes.length / pieceSize) }, (_, i) =>
    bytes.subarray(i * pieceSize, (i + 1) * pieceSize),
  )

/** As a session keeps them. */
const kept = (bytes: Uint8Array): readonly Uint8Array[] => {
  const keep = openKeeper(bytes.length)!
  return inPieces(bytes).map(keep)
}

const only = (chunks: readonly Chunk[]): FileRegion => {
  expect(chunks).toHaveLength(1)
  return chunks[0] as FileRegion
}

const isSame = (a: ArrayBufferLike, b: Uint8Array): boolean => Buffer.compare(new Uint8Array(a), b) === 0

const keptOnce = (): void => {
  it('are one region of a file, and come from there as they were', () => {
    const bytes = pattern()
    const region = only(asRegions(kept(bytes)))
    expect(region.length).toBe(size)
    expect(Buffer.compare(opened(region), bytes)).toBe(0)
    expect(Buffer.compare(wholeBytes([region]), bytes)).toBe(0)
  })

  it('are nobody else`s to change: a buffer that begins as them keeps its own writes', () => {
    const bytes = pattern()
    const pieces = kept(bytes)
    const buffer = copyOnWrite(inPieces(opened(only(asRegions(pieces)))), length => new ArrayBuffer(length))!
    expect(isSame(buffer, bytes)).toBe(true)
    for (const at of [0, 5_000_000, size - 1]) new Uint8Array(buffer)[at] = 255
    expect(isSame(buffer, bytes)).toBe(false)
    expect(pieces.every((piece, i) => Buffer.compare(piece, inPieces(bytes)[i]!) === 0)).toBe(true)
    const moved = structuredClone(buffer, { transfer: [buffer] })
    expect(new Uint8Array(moved)[5_000_000]).toBe(255)
    expect(new Uint8Array(moved)[5_000_001]).toBe(5_000_001 % 251)
  })

  it('make a shared buffer, too, and only where they stand are its pages theirs', () => {
    const bytes = pattern()
    const pieces = [...kept(bytes)]
    pieces[3] = new Uint8Array(pieceSize).fill(9)
    const buffer = copyOnWrite(pieces, length => new SharedArrayBuffer(length))!
    expect(isSame(buffer, Buffer.concat(pieces))).toBe(true)
    const isCertain = certainty(buffer)!
    expect([1, 3, 5].map(i => isCertain(i * pieceSize, pieces[i]!))).toEqual([true, false, true])
  })

  it('are certainly unchanged just where nobody wrote', () => {
    const pieces = kept(pattern())
    const buffer = copyOnWrite(pieces, length => new ArrayBuffer(length))!
    const bytes = new Uint8Array(buffer)
    const sure = () => pieces.flatMap((piece, i) => (certainty(buffer)!(i * pieceSize, piece) ? [i] : []))
    const before = sure()
    expect(before.length).toBeGreaterThanOrEqual(pieces.length - 3)
    expect(bytes.reduce((sum, byte) => sum + byte, 0)).toBeGreaterThan(0)
    expect(sure()).toEqual(before)
    bytes[7 * pieceSize + 5_000] = 1
    expect(sure()).toEqual(before.filter(i => i !== 7))
  })
}

if (isLinux) describe('bytes that were kept once', keptOnce)

describe('a file that was touched', () => {
  it('is neither read nor mapped, and what was made of it is not trusted', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cellar-mapped-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const path = join(folder, 'bytes')
    const bytes = pattern()
    writeFileSync(path, Buffer.concat([Buffer.alloc(16), bytes]))
    const region = { ...wholeFile(path)!, offset: 16, length: size }
    const pieces = isLinux ? inPieces(opened(region)) : []
    const buffer = copyOnWrite(pieces, length => new ArrayBuffer(length))
    expect(buffer !== undefined && certainty(buffer)!(pieceSize, pieces[1]!)).toBe(isLinux)
    writeFileSync(path, 'x', { flag: 'r+' })
    expect(() => [...bytesOf(region)]).toThrow(RegionGoneError)
    if (buffer === undefined) return
    expect(() => opened(region)).toThrow(RegionGoneError)
    expect(certainty(buffer)).toBeUndefined()
  })
})

it('nothing is mapped where another malloc may stand before the system`s', async () => {
  vi.resetModules()
  vi.stubEnv('LD_PRELOAD', 'libjemalloc.so')
  onTestFinished(() => void vi.unstubAllEnvs())
  const anew = await import('../../runtime/memory/mapped-bytes.ts')
  expect(anew.openKeeper(size)).toBeUndefined()
})
