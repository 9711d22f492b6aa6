/** By which versions of a figure are told apart, and a drawing is found among them. */
import { createHash } from 'node:crypto'
import { type BlobHash, blobHash } from '../brand.ts'

export interface FigureHashes {
  /** As the store knows the content. */
  readonly contentHash: BlobHash
  /** SHA-256 (hex) of type and `contentHash`: of a large figure hashing is a good part of keeping it. */
  readonly hash: string
}

export const figureHashes = (mime: string, content: Uint8Array | string): FigureHashes => {
  const contentHash = blobHash(sha256(content))
  return { contentHash, hash: sha256(`${mime}\0${contentHash}`) }
}

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')
