/**
 * Brings what stands above a pool cell to where a worker can have it: into the store. Only the session has what isn't there yet; what it
 * can't write down (closures with state, promises, handles) can't cross, and the path to it is told.
 */
import type { SnapshotId } from '../brand.ts'
import type { EnvironmentEntry, RunReport } from '../executor/executor.ts'
import type { SessionExecutor } from '../executor/session/session-executor.ts'
import type { Store } from '../store/store.ts'
import { snapshotsOf } from './run-environment.ts'

export type Crossed =
  | { readonly is: 'stored' }
  /** `config.onDone is a function that captures n` */
  | { readonly is: 'impossible'; readonly why: string }
  /** The session must bring it about first. */
  | { readonly is: 'absent' }

export class Crossing {
  readonly #session: SessionExecutor
  readonly #store: Store
  readonly #obstacles = new Map<SnapshotId, string>()

  constructor(session: SessionExecutor, store: Store) {
    this.#session = session
    this.#store = store
  }

  /** Keeps what a report says of values that can't be stored. */
  note(report: RunReport): void {
    for (const { snapshot, whyNot } of report.writes)
      if (snapshot !== null && whyNot !== undefined) this.#obstacles.set(snapshot, whyNot)
  }

  async store(entries: readonly EnvironmentEntry[]): Promise<Crossed> {
    const missing = new Set([...snapshotsOf(entries)].filter(id => !this.#store.has(id)))
    for (const id of missing) {
      const why = this.#obstacles.get(id)
      if (why !== undefined) return { is: 'impossible', why }
    }
    if (missing.size === 0) return { is: 'stored' }
    const units = await this.#session.encode([...missing])
    this.#store.keep(await this.#store.write(units))
    return units.length === missing.size ? { is: 'stored' } : { is: 'absent' }
  }
}
