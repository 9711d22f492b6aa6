/**
 * The runs a notebook knows: what each cell shows, and every run that a cell's code could be fresh by. Memory first,
 * the store behind it. It remembers; it never decides.
 */
import type { CellId, RunId, SourceHash } from '../brand.ts'
import type { Draws } from '../executor/executor.ts'
import { locationOf } from '../location.ts'
import { isEffect } from '../plan/effects-above.ts'
import type { LatePart, RunRecord, RunTrace, Store, StoredUnit } from '../store/store.ts'
import type { RunEvent } from './events.ts'

/** runs of one code that are tried as a hit; more are rarely of use and each costs a comparison */
const candidateLimit = 24

export class RunLog {
  readonly #store: Store
  readonly #engine: string
  readonly #notebook: string
  readonly #shown: Map<CellId, RunTrace>
  readonly #byHash = new Map<SourceHash, RunTrace[]>()
  readonly #draws = new Map<RunId, Draws>()
  readonly #cells = new Map<RunId, CellId>()
  readonly #discarded = new Set<RunId>()
  #changes = noChanges()
  /** Runs of this session that left code going of which nothing is known yet. */
  readonly #going = new Set<RunId>()
  /** The shown runs that touched files, variables or the like; undefined when they are to be looked for again. */
  #effectful: readonly RunTrace[] | undefined
  /** Cells whose screen shows something that is no run, and what it says: by whom they are blocked. */
  readonly #covered: Map<CellId, string>

  constructor(store: Store, options: { readonly engine: string; readonly notebook: string }) {
    this.#store = store
    this.#engine = options.engine
    this.#notebook = options.notebook
    this.#shown = new Map(store.latest(options.notebook))
    this.#covered = new Map(store.covered(options.notebook))
    for (const [cell, trace] of this.#shown) this.#cells.set(trace.id, cell)
  }

  shown(cell: CellId): RunTrace | undefined {
    return this.#shown.get(cell)
  }

  /** What every cell shows or showed, deleted cells included. */
  allShown(): Iterable<RunTrace> {
    return this.#shown.values()
  }

  /** Those of them that changed something outside the session's values. */
  withEffects(): readonly RunTrace[] {
    this.#effectful ??= [...this.#shown.values()].filter(hasEffects)
    return this.#effectful
  }

  /** Cells that show another run and codes that have other runs than when this was last asked. */
  takeChanges(): Changes {
    const changes = this.#changes
    this.#changes = noChanges()
    return changes
  }

  /** Runs of this code that ended by themselves, the shown one first. */
  candidates(cell: CellId, hash: SourceHash): readonly RunTrace[] {
    const runs = this.ofCode(hash)
    const shown = this.#shown.get(cell)
    if (shown?.hash !== hash || shown.engine !== this.#engine || !endedByItself(shown) || !this.#isWhole(shown))
      return runs
    return [shown, ...runs.filter(r => r.id !== shown.id)]
  }

  /** Runs of this code in any cell; the same list until one is added. */
  ofCode(hash: SourceHash): readonly RunTrace[] {
    let runs = this.#byHash.get(hash)
    if (runs === undefined) {
      runs = this.#store.candidates(hash, this.#engine, candidateLimit).filter(trace => this.#isWhole(trace))
      this.#byHash.set(hash, runs)
    }
    return runs
  }

  /** Are there, or may there be, more runs of this code than those at hand? */
  isFull(hash: SourceHash): boolean {
    return this.ofCode(hash).length >= candidateLimit
  }

  /** The newest successful run of this key, however old. */
  recall(key: string): RunTrace | undefined {
    const found = this.#store.byKey(key)
    return found !== undefined && this.#isWhole(found) ? found : undefined
  }

  /** The cell shows this run from now on. */
  show(cell: CellId, trace: RunTrace): void {
    const before = this.#shown.get(cell)
    if (hasEffects(trace) || (before !== undefined && hasEffects(before))) this.#effectful = undefined
    this.#changes.cells.add(cell)
    this.#shown.set(cell, trace)
    this.#cells.set(trace.id, cell)
    this.#covered.delete(cell)
  }

  /** The cell shows this run again, and will after a restart. */
  replayed(cell: CellId, trace: RunTrace): void {
    if (this.#shown.get(cell)?.id !== trace.id || this.#covered.has(cell))
      this.#store.replayed({ notebook: this.#notebook, id: cell }, trace.id)
    this.show(cell, trace)
  }

  /** The screen shows something else than the cell's run: what is said here, if anything. */
  cover(cell: CellId, says = ''): void {
    if (this.#covered.get(cell) !== says) this.#store.cover({ notebook: this.#notebook, id: cell }, says)
    this.#changes.cells.add(cell)
    this.#covered.set(cell, says)
  }

  covered(cell: CellId): string | undefined {
    return this.#covered.get(cell)
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
    if (leftCode(trace)) this.#going.add(record.id)
    if (draws !== undefined) this.#draws.set(record.id, draws)
    if (endedByItself(trace)) {
      const runs = [trace, ...this.candidates(record.cell, record.hash).filter(r => r.id !== trace.id)]
      this.#byHash.set(record.hash, runs.slice(0, candidateLimit))
      this.#changes.codes.add(record.hash)
    }
    this.#store.record(record, units)
  }

  /** What the code that a run left going found. */
  amend(cell: CellId, run: RunId, late: readonly LatePart[]): void {
    const trace = this.#shown.get(cell)
    if (trace?.id !== run) return
    const whole = { ...trace, late }
    this.show(cell, whole)
    this.#going.delete(run)
    const runs = this.#byHash.get(trace.hash)
    if (runs !== undefined)
      this.#byHash.set(
        trace.hash,
        runs.map(r => (r.id === run ? whole : r)),
      )
    this.#changes.codes.add(trace.hash)
    this.#store.amend(whole)
  }

  /** It was ended before all that it had left going was done: the cell shows what there is, and nothing is fresh by it again. */
  cutShort(run: RunId): void {
    const cell = this.#cells.get(run)
    const trace = cell === undefined ? undefined : this.#shown.get(cell)
    if (cell === undefined || trace?.id !== run) return
    const { late: _late, ...unfinished } = trace
    this.#going.delete(run)
    this.#shown.set(cell, unfinished)
    this.#changes.cells.add(cell)
    this.forget(new Set([run]))
    this.#store.amend(unfinished)
  }

  /** False for one whose session ended before the code that it left going could go on. */
  #isWhole(trace: RunTrace): boolean {
    return trace.late !== undefined || !leftCode(trace) || this.#going.has(trace.id)
  }

  /** The store has these runs no more: nothing is fresh by them again. Cells go on showing what they show. */
  forget(runs: ReadonlySet<RunId>): void {
    for (const [hash, known] of this.#byHash)
      if (known.some(trace => runs.has(trace.id))) {
        this.#byHash.set(
          hash,
          known.filter(trace => !runs.has(trace.id)),
        )
        this.#changes.codes.add(hash)
      }
  }

  /** Runs that other processes recorded since count, too. What the cells show stays. */
  readAgain(): void {
    for (const hash of this.#byHash.keys()) this.#changes.codes.add(hash)
    this.#byHash.clear()
  }

  append(run: RunId, events: readonly RunEvent[]): void {
    this.#store.append(run, events)
  }

  /** What the run showed; undefined when the store has lost it. */
  events(run: RunId): readonly RunEvent[] | undefined {
    return this.#store.events(run)
  }

  /** This user's run showed it: nothing of it came with a file. */
  isOwn(run: RunId): boolean {
    return this.#store.isOwn(run)
  }

  /** What the run drew from clock and chance: kept with it, so that a rebuild after a restart gives the same. */
  draws(run: RunId): Draws | undefined {
    const drawn = this.#draws.get(run) ?? this.#store.details(run)?.draws
    if (drawn !== undefined) this.#draws.set(run, drawn)
    return drawn
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

export interface Changes {
  readonly cells: ReadonlySet<CellId>
  readonly codes: ReadonlySet<SourceHash>
}

const noChanges = () => ({ cells: new Set<CellId>(), codes: new Set<SourceHash>() })

const hasEffects = (trace: RunTrace): boolean => trace.writes.some(write => isEffect(write.location))

const endedByItself = (trace: RunTrace): boolean => trace.outcome === 'ok' || trace.outcome === 'failed'

const leftCode = (trace: RunTrace): boolean =>
  trace.writes.some(({ location }) => location === locationOf('late', trace.cell))
