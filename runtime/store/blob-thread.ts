/** A thread of the front that hashes and writes large blobs: a hundred megabytes take a third of a second, for which nobody should wait. */
import { createHash } from 'node:crypto'
import { blobHash } from '../brand.ts'
import { blobFiles } from './blob-files.ts'
import type { WrittenBlob } from './blob-writer.ts'

export default ({
  folder,
  chunks,
}: {
  readonly folder: string
  readonly chunks: readonly Uint8Array[]
}): WrittenBlob => {
  const sha = createHash('sha256')
  for (const chunk of chunks) sha.update(chunk)
  const hash = blobHash(sha.digest('hex'))
  const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  const files = blobFiles(folder)
  if (!files.has(hash, size)) files.write(hash, chunks)
  return { hash, size }
}
