/**
 * A stored unit's outer form: magic, version, members, code tags, payloads (see format.ts). It checks that the parts fit the
 * whole; what stands in them is the record reader's business.
 */
import type { Location } from '../location.ts'
import { ByteReader } from './byte-reader.ts'
import { ByteWriter } from './byte-writer.ts'
import { ValueFormatError } from './errors.ts'
import { formatVersion, magic } from './format.ts'
import { lengthOf } from './pieces.ts'
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

export const unitChunks = ({ locations, tags, content }: UnitBytes): readonly Uint8Array[] => {
  const head = new ByteWriter()
  head.double(magic)
  head.varint(formatVersion)
  strings(head, locations)
  strings(head, tags)
  head.varint(content.payloads.length)
  for (const payload of content.payloads) head.varint(lengthOf(payload))
  head.varint(content.graph.length)
  return joined([head.take().graph, content.graph, ...content.payloads.flat()])
}

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

export const parseUnit = (bytes: Uint8Array): UnitBytes => {
  const reader = new ByteReader(bytes)
  if (bytes.length < 9 || reader.double() !== magic) throw new ValueFormatError('it is no value of Cellar')
  const version = reader.varint()
  if (version !== formatVersion)
    throw new ValueFormatError(`it has format ${version}, and this Cellar reads ${formatVersion}`)
  const locations = readStrings(reader) as Location[]
  const tags = readStrings(reader)
  const lengths: number[] = []
  for (let left = reader.count(1); left > 0; left--) lengths.push(reader.varint())
  const graph = reader.bytes(reader.count(1))
  const payloads = lengths.map(length => [reader.bytes(length)])
  if (reader.at !== bytes.length) throw new ValueFormatError('it is longer than it says')
  return { locations, tags, content: { graph, payloads } }
}

const readStrings = (reader: ByteReader): string[] => {
  const texts: string[] = []
  for (let left = reader.count(1); left > 0; left--) texts.push(Buffer.from(reader.bytes(reader.count(1))).toString())
  return texts
}
