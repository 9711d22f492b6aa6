/**
 * The bundle as a file: a tar whose entries are the manifest and then the parts of its contents, each named by its hash and compressed
 * where that is worth it. Whoever reads trusts no name, no size and no order that the manifest does not vouch for.
 */
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'
import { extract, type Extract, type Pack, pack } from 'tar-stream'
import { BundleError } from './bundle-error.ts'
import {
  type BundleManifest,
  type Content,
  damaged,
  type Described,
  PART_BYTES,
  type Part,
  parseManifest,
} from './manifest.ts'

/** What to put into a bundle. Read twice, once to name it and once to write it. */
export type Source = Described & { readonly chunks: () => Iterable<Uint8Array> }

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Returns what was written. A source that changes in between is an error. */
export const writeArchive = async (
  target: string,
  sources: readonly Source[],
  about: Pick<BundleManifest, 'engine' | 'madeAt' | 'notebook'>,
): Promise<BundleManifest> => {
  const contents = sources.map(({ chunks, ...described }): Content => {
    const parts: Part[] = []
    for (const bytes of partsOf(chunks())) parts.push({ hash: hashOf(bytes), size: bytes.length })
    return { ...described, parts }
  })
  const manifest: BundleManifest = { format: 'cellar-bundle', version: 1, ...about, contents }
  const archive = pack()
  const written = pipeline(archive, createWriteStream(target, { flags: 'wx' }))
  const filled = fill(archive, manifest, sources)
  await Promise.all([written, filled.catch(error => archive.destroy(error))])
  await filled
  return manifest
}

const fill = async (archive: Pack, manifest: BundleManifest, sources: readonly Source[]): Promise<void> => {
  const text = Buffer.from(JSON.stringify(manifest))
  await addEntry(archive, `manifest-${hashOf(text)}.json`, text)
  for (const [index, source] of sources.entries()) {
    const { parts } = manifest.contents[index]!
    let at = 0
    for (const bytes of partsOf(source.chunks())) {
      const hash = hashOf(bytes)
      if (parts[at++]?.hash !== hash) throw changed(source)
      const compressed = compress(bytes)
      await addEntry(archive, compressed === undefined ? hash : `${hash}.br`, compressed ?? bytes)
    }
    if (at !== parts.length) throw changed(source)
  }
  archive.finalize()
}

const changed = (source: Source): BundleError => {
  const name = source.is === 'file' ? source.path : `${source.is} ${source.id}`
  return new BundleError(`${name} changed while it was packed. Pack it again when nothing writes it.`)
}

const addEntry = (archive: Pack, name: string, bytes: Uint8Array): Promise<void> =>
  new Promise((done, failed) => {
    archive.entry(
      { name, size: bytes.length, mtime: EPOCH },
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length),
      error => (error ? failed(error) : done()),
    )
  })

/** The same contents give the same file. */
const EPOCH = new Date(0)

function* partsOf(chunks: Iterable<Uint8Array>): Generator<Uint8Array> {
  for (const chunk of chunks)
    for (let at = 0; at < chunk.length; at += PART_BYTES)
      yield chunk.subarray(at, Math.min(at + PART_BYTES, chunk.length))
}

/** Measured on Node 20: 200 MB/s and more where it shrinks at all. The beginning tells whether it does. */
const SAMPLE_BYTES = 1 << 18
const WORTHWHILE = 0.9
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }

const compress = (bytes: Uint8Array): Uint8Array | undefined => {
  const sample = bytes.subarray(0, SAMPLE_BYTES)
  const compressed = brotliCompressSync(sample, BROTLI)
  if (compressed.length > sample.length * WORTHWHILE) return undefined
  return sample.length === bytes.length ? compressed : brotliCompressSync(bytes, BROTLI)
}

/** bytes: a manifest of a million parts is smaller */
const MAX_MANIFEST = 128 * 2 ** 20

export interface ArchiveReader {
  /** Throws to refuse. */
  manifest(manifest: BundleManifest): void
  part(content: Content, bytes: Uint8Array): void
  /** All parts of the content were given. */
  end(content: Content): void
}

/** Gives only what is verified, in the manifest's order. */
export const readArchive = async (path: string, reader: ArchiveReader): Promise<BundleManifest> => {
  let manifest: BundleManifest | undefined
  let steps: Iterator<Step> | undefined
  let expected: Step | undefined
  const advance = (): void => {
    for (
      expected = steps?.next().value;
      expected !== undefined && !('part' in expected);
      expected = steps?.next().value
    )
      reader.end(expected.content)
  }
  for await (const entry of entriesOf(path)) {
    if (manifest === undefined) {
      manifest = await readManifest(entry)
      reader.manifest(manifest)
      steps = stepsOf(manifest)
    } else {
      if (expected === undefined || !('part' in expected)) throw damaged('it holds more than its manifest says')
      reader.part(expected.content, await readPart(entry, expected.part))
    }
    advance()
  }
  if (manifest === undefined || expected !== undefined) throw damaged('it ends before all was there')
  return manifest
}

type Entry = Awaited<ReturnType<ReturnType<Extract[typeof Symbol.asyncIterator]>['next']>>['value']

async function* entriesOf(path: string): AsyncGenerator<Entry> {
  const archive = extract()
  // Its errors are the archive's, and come out of the iteration.
  pipeline(createReadStream(path, { highWaterMark: READ_BYTES }), archive).catch(() => {})
  const entries = archive[Symbol.asyncIterator]()
  try {
    for (;;) {
      const { done, value } = await whole(() => entries.next())
      if (done === true) return
      yield value
    }
  } finally {
    archive.destroy()
  }
}

const READ_BYTES = 1 << 20

const whole = async <T>(read: () => Promise<T>): Promise<T> => {
  try {
    return await read()
  } catch {
    throw damaged('it is cut off or no tar')
  }
}

type Step = { readonly content: Content; readonly part: Part } | { readonly content: Content }

/** Each part, and after the last of a content (or for an empty one) the content alone. */
function* stepsOf({ contents }: BundleManifest): Generator<Step, undefined> {
  for (const content of contents) {
    for (const part of content.parts) yield { content, part }
    yield { content }
  }
}

const readManifest = async (entry: Entry): Promise<BundleManifest> => {
  const hash = /^manifest-([0-9a-f]{64})\.json$/.exec(entry.header.name)?.[1]
  if (hash === undefined) throw damaged('its first entry is no manifest')
  const bytes = await bytesOf(entry, MAX_MANIFEST)
  if (hashOf(bytes) !== hash) throw damaged('its manifest does not have the hash that it should')
  return parseManifest(bytes.toString())
}

const readPart = async (entry: Entry, { hash, size }: Part): Promise<Uint8Array> => {
  const isCompressed = entry.header.name === `${hash}.br`
  if (!isCompressed && entry.header.name !== hash) throw damaged(`an entry is called ${entry.header.name.slice(0, 80)}`)
  const stored = await bytesOf(entry, size)
  const bytes = isCompressed ? decompress(stored, size) : stored
  if (bytes.length !== size || hashOf(bytes) !== hash) throw damaged('a part does not have the hash that it should')
  return bytes
}

const bytesOf = async (entry: Entry, most: number): Promise<Buffer> => {
  const { type, size = 0, name } = entry.header
  if (type !== 'file') throw damaged(`${name.slice(0, 80)} is a ${type}, not a file`)
  if (size > most) throw damaged(`${name.slice(0, 80)} is larger than its manifest says`)
  return whole(async () => {
    const chunks: Buffer[] = []
    for await (const chunk of entry) chunks.push(chunk)
    return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
  })
}

const decompress = (stored: Uint8Array, size: number): Buffer => {
  try {
    return brotliDecompressSync(stored, { maxOutputLength: Math.max(size, 1) })
  } catch {
    throw damaged('a part is larger than its manifest says, or damaged')
  }
}
