/**
 * The runs a notebook knows: what each cell shows, and every run that a cell's code could be fresh by. Memory first,
 * the store behind it. It remembers; it never decides.
 */
import type { CellId, RunId, SourceHash } from '../brand.ts'
import type { Draws } from '../executor/executor.ts'
import type { RunRecord, RunTrace, Store, StoredUnit } from '../store/store.ts'
import type { RunEvent } from './events.ts'

/** runs of one code that are tried as a hit; more are rarely of use and each costs a comparison */
const candidateLimit = 24

export class RunLog {
  readonly #store: Store
  readonly #engine: string
  readonly #shown: Map<CellId, RunTrace>
  readonly #byHash = new Map<SourceHash, RunTrace[]>()
  readonly #draws = new Map<RunId, Draws>()
  readonly #cells = new Map<RunId, CellId>()
  readonly #discarded = new Set<RunId>()

  constructor(store: Store, options: { readonly engine: string; readonly notebook: string }) {
    this.#store = store
    this.#engine = options.engine
    this.#shown = new Map(store.latest(options.notebook))
    for (const [cell, trace] of this.#shown) this.#cells.set(trace.id, cell)
  }

  shown(cell: CellId): RunTrace | undefined {
    return this.#shown.get(cell)
  }

  /** What every cell shows or showed, deleted cells included. */
  allShown(): Iterable<RunTrace> {
    return this.#shown.values()
  }

  /** Runs of this code that ended by themselves, the shown one first. */
  candidates(cell: CellId, hash: SourceHash): readonly RunTrace[] {
    const runs = this.ofCode(hash)
    const shown = this.#shown.get(cell)
    if (shown?.hash !== hash || shown.engine !== this.#engine || !endedByItself(shown)) return runs
    return [shown, ...runs.filter(r => r.id !== shown.id)]
  }

  /** Runs of this code in any cell; the same list until one is added. */
  ofCode(hash: SourceHash): readonly RunTrace[] {
    let runs = this.#byHash.get(hash)
    if (runs === undefined) {
      runs = [...this.#store.candidates(hash, this.#engine, candidateLimit)]
      this.#byHash.set(hash, runs)
    }
    return runs
  }

  /** The cell shows this run from now on. */
  show(cell: CellId, trace: RunTrace): void {
    this.#shown.set(cell, trace)
    this.#cells.set(trace.id, cell)
  }

  add(record: RunRecord, units: readonly StoredUnit[]): void {
    const {
      key: _key,
      code: _code,
      events: _events,
      draws,
      where: _where,
      environment: _e,
      parameters: _p,
      records: _r,
      ...trace
    } = record
    this.show(record.cell, trace)
    if (draws !== undefined) this.#draws.set(record.id, draws)
    if (endedByItself(trace)) {
      const runs = [trace, ...this.candidates(record.cell, record.hash).filter(r => r.id !== trace.id)]
      this.#byHash.set(record.hash, runs.slice(0, candidateLimit))
    }
    this.#store.record(record, units)
  }

  append(run: RunId, events: readonly RunEvent[]): void {
    this.#store.append(run, events)
  }

  /** What the run showed; undefined when the store has lost it. */
  events(run: RunId): readonly RunEvent[] | undefined {
    return this.#store.events(run)
  }

  draws(run: RunId): Draws | undefined {
    return this.#draws.get(run)
  }

  /** The cell a run was of. */
  cellOf(run: RunId): CellId | undefined {
    return this.#cells.get(run)
  }

  /** Is this run's output still the cell's? */
  isShown(run: RunId): boolean {
    const cell = this.#cells.get(run)
    return cell !== undefined && this.#shown.get(cell)?.id === run && !this.#discarded.has(run)
  }

  discarded(run: RunId): void {
    this.#discarded.add(run)
  }
}

const endedByItself = (trace: RunTrace): boolean => trace.outcome === 'ok' || trace.outcome === 'failed'
