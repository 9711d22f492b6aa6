/**
 * What was found out from a file's content, remembered by path, size, times and inode so that an unchanged file is read once. What was
 * read so soon after the file changed that another change could carry the same time is not trusted later.
 */
import type { BigIntStats } from 'node:fs'
import { native } from '../native.ts'
import { identityOf } from './file-identity.ts'

/** Kernels stamp files with a clock that ticks every 1 to 10 ms, network file systems coarser. */
const RACY_NS = 100_000_000n
/** About 20 MB of hashes; the oldest go first. */
const REMEMBERED = 50_000

export class KeptByFile<T> {
  readonly #known = new Map<string, { readonly identity: string; readonly found: T }>()
  readonly #onKept: (path: string, stat: BigIntStats, found: T) => void

  constructor(onKept: (path: string, stat: BigIntStats, found: T) => void = () => {}) {
    this.#onKept = onKept
  }

  /** `read` must not be asked for the file of a different `stat`. */
  of(path: string, stat: BigIntStats, read: () => T): T {
    const known = this.had(path, stat)
    if (known !== undefined) return known
    const startedAt = BigInt(native.now()) * 1_000_000n
    const found = read()
    if (startedAt - lastChange(stat) <= RACY_NS) return found
    this.remember(path, { identity: identityOf(stat), found })
    this.#onKept(path, stat, found)
    return found
  }

  /** What was found out before; undefined where nobody has looked, or at another file. */
  had(path: string, stat: BigIntStats): T | undefined {
    const known = this.#known.get(path)
    return known?.identity === identityOf(stat) ? known.found : undefined
  }

  /** What another process found out. */
  remember(path: string, entry: { readonly identity: string; readonly found: T }): void {
    this.#known.delete(path)
    this.#known.set(path, entry)
    if (this.#known.size <= REMEMBERED) return
    for (const oldest of this.#known.keys()) {
      this.#known.delete(oldest)
      return
    }
  }
}

const lastChange = (stat: BigIntStats): bigint => (stat.mtimeNs > stat.ctimeNs ? stat.mtimeNs : stat.ctimeNs)
