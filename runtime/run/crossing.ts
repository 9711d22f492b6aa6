/**
 * Brings what stands above a pool cell to where a worker can have it: into the store, or, where large parts of it are pages of a file in the
 * session's memory, to the knowledge of that. Only the session has what isn't there yet; what it can't write down (closures with state,
 * promises, handles) can't cross, and the path to it is told.
 */
import type { SnapshotId } from '../brand.ts'
import type { EncodedSnapshot, EnvironmentEntry, RunReport } from '../executor/executor.ts'
import type { SessionExecutor } from '../executor/session/session-executor.ts'
import { type Chunk, isRegion, isThere, lengthOfChunks } from '../memory/file-region.ts'
import type { Store } from '../store/store.ts'
import { snapshotsOf } from './run-environment.ts'

export type Crossed =
  | { readonly is: 'had' }
  /** `config.onDone is a function that captures n` */
  | { readonly is: 'impossible'; readonly why: string }
  /** The session must bring it about first. */
  | { readonly is: 'absent' }

/** bytes of a lent unit that we keep beside the places of its large parts */
const keptBeside = 2 ** 20

export class Crossing {
  readonly #session: SessionExecutor
  readonly #store: Store
  readonly #obstacles = new Map<SnapshotId, string>()
  readonly #lent = new Map<SnapshotId, readonly Chunk[]>()

  constructor(session: SessionExecutor, store: Store) {
    this.#session = session
    this.#store = store
  }

  /** Keeps what a report says of values that can't be stored. */
  note(report: RunReport): void {
    for (const { snapshot, whyNot } of report.writes)
      if (snapshot !== null && whyNot !== undefined) this.#obstacles.set(snapshot, whyNot)
  }

  async offer(entries: readonly EnvironmentEntry[]): Promise<Crossed> {
    const missing = new Set([...snapshotsOf(entries)].filter(id => !this.#store.has(id) && this.lent(id) === undefined))
    for (const id of missing) {
      const why = this.#obstacles.get(id)
      if (why !== undefined) return { is: 'impossible', why }
    }
    if (missing.size === 0) return { is: 'had' }
    const units = await this.#session.encode([...missing])
    const lent = units.filter(isWorthLending)
    for (const { id, chunks } of lent) this.#lent.set(id, chunks)
    this.#store.keep(await this.#store.write(units.filter(unit => !lent.includes(unit))))
    return units.length === missing.size ? { is: 'had' } : { is: 'absent' }
  }

  /** Where the session still has it. */
  lent(id: SnapshotId): readonly Chunk[] | undefined {
    const chunks = this.#lent.get(id)
    if (chunks?.every(chunk => !isRegion(chunk) || isThere(chunk))) return chunks
    this.#lent.delete(id)
    return undefined
  }
}

const isWorthLending = ({ chunks }: EncodedSnapshot): boolean =>
  chunks.some(isRegion) && lengthOfChunks(chunks.filter(chunk => !isRegion(chunk))) <= keptBeside
