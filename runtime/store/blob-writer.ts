/**
 * Writes large blobs beside the front's own thread, by piscina: SQLite and the sockets go on meanwhile. It says what was written; a row that
 * points there is the recorder's to make. What can't be written here is left to the recorder, whose error it then is.
 */
import type { Piscina } from 'piscina'
import type { BlobHash } from '../brand.ts'
import { programFile } from '../program.ts'
import { isRegion, isThere, lengthOfChunks } from '../memory/file-region.ts'
import type { StoredUnit } from './store.ts'

export interface WrittenBlob {
  readonly hash: BlobHash
  readonly size: number
  /** Of its file, where that was written just now: as it is, it is right. */
  readonly stamp?: string
}

/** bytes from which a thread is worth the copy to it */
const large = 4 * 2 ** 20
/** milliseconds an idle thread stays */
const patience = 10_000

export class BlobWriter {
  readonly #folder: string
  #threads: Promise<Piscina> | undefined

  constructor(folder: string) {
    this.#folder = folder
  }

  /** The same units, the large ones written; without those that a process had which is gone. */
  async write(units: readonly StoredUnit[]): Promise<readonly StoredUnit[]> {
    const written = await Promise.all(
      units.map(unit => (lengthOfChunks(unit.chunks) < large ? unit : this.#written(unit))),
    )
    return written.filter(unit => unit.written !== undefined || unit.chunks.every(c => !isRegion(c) || isThere(c)))
  }

  close(): void {
    void this.#threads?.then(threads => threads.destroy())
  }

  async #written(unit: StoredUnit): Promise<StoredUnit> {
    this.#threads ??= startThreads()
    try {
      const threads = await this.#threads
      const written = (await threads.run({ folder: this.#folder, chunks: unit.chunks })) as WrittenBlob
      return { ...unit, written }
    } catch {
      return unit // The recorder tries again and says what is wrong with the disk.
    }
  }
}

const startThreads = async (): Promise<Piscina> => {
  const { Piscina } = await import('piscina')
  return new Piscina({
    filename: programFile('blob-thread'),
    maxThreads: 1,
    idleTimeout: patience,
    // A thread that waits in Atomics.wait would freeze nothing of ours, and would never let the process end.
    atomics: 'disabled',
  })
}
