/**
 * Content hashes of regular files, SHA-256 in hex, remembered by path, size, times and inode so that an unchanged file is
 * hashed once. A hash taken so soon after the file changed that another change could carry the same time is not trusted
 * later. Never holds a file open and never loads one larger than a chunk.
 */
import { createHash } from 'node:crypto'
import type { BigIntStats } from 'node:fs'
import { version, type Version } from '../../brand.ts'
import { native } from '../native.ts'

/** Kernels stamp files with a clock that ticks every 1 to 10 ms, network file systems coarser. */
const RACY_NS = 100_000_000n
const CHUNK = 1 << 20
/** About 20 MB; the oldest go first. */
const REMEMBERED = 50_000

interface Remembered {
  readonly identity: string
  readonly hash: Version
}

export class FileHashes {
  readonly #known = new Map<string, Remembered>()

  of(path: string, stat: BigIntStats): Version {
    const identity = identityOf(stat)
    const known = this.#known.get(path)
    if (known?.identity === identity) return known.hash
    const startedAt = BigInt(native.now()) * 1_000_000n
    const hash = version(hashOf(path, Number(stat.size)))
    if (startedAt - lastChange(stat) > RACY_NS) this.#remember(path, { identity, hash })
    return hash
  }

  #remember(path: string, entry: Remembered): void {
    this.#known.delete(path)
    this.#known.set(path, entry)
    if (this.#known.size <= REMEMBERED) return
    for (const oldest of this.#known.keys()) {
      this.#known.delete(oldest)
      return
    }
  }
}

export const identityOf = (stat: BigIntStats): string =>
  `${stat.dev}:${stat.ino}:${stat.size}:${stat.mtimeNs}:${stat.ctimeNs}`

const lastChange = (stat: BigIntStats): bigint => (stat.mtimeNs > stat.ctimeNs ? stat.mtimeNs : stat.ctimeNs)

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
