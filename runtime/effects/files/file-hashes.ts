/**
 * Content hashes of regular files: an unchanged file is hashed once, a large one by one process for all that are told of it. What it was
 * told it believes only while the file is the same one.
 */
import type { BigIntStats } from 'node:fs'
import { version, type Version } from '../../brand.ts'
import { contentHash } from './content-hash.ts'
import { identityOf } from './file-identity.ts'
import { KeptByFile } from './kept-by-file.ts'

/** bytes: read at once, which is cheaper than to hash and to copy apart */
export const SMALL_FILE = 16n << 10n

/** bytes: 5 ms of hashing */
export const LARGE_FILE = 8n << 20n

/** A large file whose content is known as long as it is this one. */
export interface HashedFile {
  readonly path: string
  /** By `identityOf`. */
  readonly identity: string
  readonly hash: Version
}

export class FileHashes {
  readonly #listeners = new Set<(file: HashedFile) => void>()
  /** By path. */
  readonly #large = new Map<string, HashedFile>()
  readonly #known = new KeptByFile<Version>((path, stat, hash) => {
    if (stat.size > LARGE_FILE) this.tell({ path, identity: identityOf(stat), hash })
  })

  of(path: string, stat: BigIntStats): Version {
    return this.#known.of(path, stat, () => version(contentHash(path, Number(stat.size))))
  }

  /** Without a look into it. */
  known(path: string, stat: BigIntStats): Version | undefined {
    return this.#known.had(path, stat)
  }

  get large(): readonly HashedFile[] {
    return [...this.#large.values()]
  }

  learn(files: Iterable<HashedFile>): void {
    for (const file of files) {
      this.#large.set(file.path, file)
      this.#known.remember(file.path, { identity: file.identity, found: file.hash })
    }
  }

  /** It has just been hashed, here or in another process. */
  tell(file: HashedFile): void {
    this.learn([file])
    for (const listener of this.#listeners) listener(file)
  }

  /** Told of each large file that is hashed. Returns the unsubscribe. */
  onHashed(listener: (file: HashedFile) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }
}
