/** A thread of the front that hashes and writes large blobs: a hundred megabytes take a third of a second, for which nobody should wait. */
import { type Chunk, lengthOfChunks } from '../memory/file-region.ts'
import { blobFiles } from './blob-files.ts'
import type { WrittenBlob } from './blob-writer.ts'
import { hashOf } from './blobs.ts'

export default ({ folder, chunks }: { readonly folder: string; readonly chunks: readonly Chunk[] }): WrittenBlob => {
  const hash = hashOf(chunks)
  const size = lengthOfChunks(chunks)
  const files = blobFiles(folder)
  if (files.has(hash, size)) return { hash, size }
  files.write(hash, chunks)
  const stamp = files.locate(hash)?.stamp
  return { hash, size, ...(stamp === undefined ? {} : { stamp }) }
}
