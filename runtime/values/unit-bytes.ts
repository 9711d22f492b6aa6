/**
 * A stored unit's outer form: magic, version, members, code tags, payloads (see format.ts). It checks that the parts fit the
 * whole; what stands in them is the record reader's business.
 */
import type { Location } from '../location.ts'
import { startOfMappable } from '../memory/system-calls.ts'
import { ByteReader } from './byte-reader.ts'
import { ByteWriter } from './byte-writer.ts'
import { ChunkReader } from './chunk-reader.ts'
import { ValueFormatError } from './errors.ts'
import { digestSize, formatVersion, magic, versionWithoutDigests } from './format.ts'
import { lengthOf, type Payload } from './pieces.ts'
import type { Content } from './records/record.ts'

export interface UnitBytes {
  /** In the order of the graph's first values. */
  readonly locations: readonly Location[]
  /** One for each function and class with source, in the order of their records. */
  readonly tags: readonly string[]
  readonly content: Content
}

/** Payloads of at least this size stay views; smaller ones are joined. */
const viewSize = 64 * 1024

/** One for all units: most heads are far smaller than a writer's first buffer. */
const head = new ByteWriter()

export const unitChunks = ({ locations, tags, content }: UnitBytes): readonly Uint8Array[] => {
  head.reset()
  head.double(magic)
  head.varint(formatVersion)
  strings(head, locations)
  strings(head, tags)
  head.varint(content.payloads.length)
  for (const { pieces, digests = [] } of content.payloads) {
    head.varint(lengthOf(pieces))
    head.varint(digests.length)
    for (const digest of digests) head.bytes(digest)
  }
  head.varint(content.graph.length)
  const { graph: start } = head.take()
  const parts = [start, content.graph]
  let at = start.length + content.graph.length
  for (const { pieces } of content.payloads) {
    const length = lengthOf(pieces)
    const padding = paddingBefore(at, length)
    parts.push(Buffer.alloc(padding), ...pieces)
    at += padding + length
  }
  return joined(parts)
}

/** Where large payloads stand in a file decides whether their pages can be a buffer's. */
const paddingBefore = (at: number, length: number): number => startOfMappable(at, length) - at

const strings = (writer: ByteWriter, texts: readonly string[]): void => {
  writer.varint(texts.length)
  for (const text of texts) {
    const bytes = Buffer.from(text)
    writer.varint(bytes.length)
    writer.bytes(bytes)
  }
}

const joined = (parts: readonly Uint8Array[]): readonly Uint8Array[] => {
  const chunks: Uint8Array[] = []
  let small: Uint8Array[] = []
  for (const part of parts) {
    if (part.length < viewSize) small.push(part)
    else {
      chunks.push(Buffer.concat(small), part)
      small = []
    }
  }
  return [...chunks, Buffer.concat(small)].filter(chunk => chunk.length > 0)
}

export const parseUnit = (chunks: readonly Uint8Array[]): UnitBytes => {
  const [first = new Uint8Array()] = chunks
  const reader = new ByteReader(first)
  if (first.length < 9 || reader.double() !== magic) throw new ValueFormatError('it is no value of Cellar')
  const version = reader.varint()
  if (version !== formatVersion && version !== versionWithoutDigests)
    throw new ValueFormatError(`it has format ${version}, and this Cellar reads ${formatVersion}`)
  const isOld = version === versionWithoutDigests
  const locations = readStrings(reader) as Location[]
  const tags = readStrings(reader)
  const lengths: number[] = []
  const digests: (readonly Uint8Array[])[] = []
  for (let left = reader.count(1); left > 0; left--) {
    lengths.push(reader.varint())
    digests.push(isOld ? [] : readDigests(reader))
  }
  const graphLength = reader.varint()
  const rest = new ChunkReader(chunks, reader.at)
  const graph = rest.bytes(graphLength)
  const payloads = lengths.map((length, i): Payload => {
    if (!isOld) rest.skip(paddingBefore(rest.at, length))
    const pieces = rest.pieces(length)
    const known = digests[i] as readonly Uint8Array[]
    return known.length === pieces.length ? { pieces, digests: known } : { pieces }
  })
  if (!rest.isAtEnd) throw new ValueFormatError('it is longer than it says')
  return { locations, tags, content: { graph, payloads } }
}

const readDigests = (reader: ByteReader): readonly Uint8Array[] => {
  const digests: Uint8Array[] = []
  for (let left = reader.count(digestSize); left > 0; left--) digests.push(reader.bytes(digestSize))
  return digests
}

const readStrings = (reader: ByteReader): string[] => {
  const texts: string[] = []
  for (let left = reader.count(1); left > 0; left--) texts.push(Buffer.from(reader.bytes(reader.count(1))).toString())
  return texts
}
