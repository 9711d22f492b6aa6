/** Content hashes of regular files, SHA-256 in hex; an unchanged file is hashed once. Never loads a file larger than a chunk. */
import { createHash } from 'node:crypto'
import type { BigIntStats } from 'node:fs'
import { version, type Version } from '../../brand.ts'
import { native } from '../native.ts'
import { KeptByFile } from './kept-by-file.ts'

const CHUNK = 1 << 20

export class FileHashes {
  readonly #known = new KeptByFile<Version>()

  of(path: string, stat: BigIntStats): Version {
    return this.#known.of(path, stat, () => version(hashOf(path, Number(stat.size))))
  }
}

const hashOf = (path: string, size: number): string => {
  const hash = createHash('sha256')
  if (size <= CHUNK) return hash.update(native.fs.readFileSync(path)).digest('hex')
  const fd = native.fs.openSync(path, 'r')
  try {
    const chunk = Buffer.allocUnsafe(CHUNK)
    for (let read = -1; read !== 0; ) {
      read = native.fs.readSync(fd, chunk, 0, CHUNK, null)
      hash.update(chunk.subarray(0, read))
    }
    return hash.digest('hex')
  } finally {
    native.fs.closeSync(fd)
  }
}
