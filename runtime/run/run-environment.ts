/**
 * What has to stand in a place before a cell runs there, and after: values and files as they are above the cell, or at the end of the
 * document, or as they were before a run that failed. It asks places; what stands where is the plan's to say.
 */
import type { CellId, SnapshotId, Version } from '../brand.ts'
import { versionOfVariable } from '../effects/environment/variables.ts'
import { inRestoreOrder } from '../effects/files/restore-file.ts'
import type { EnvironmentEntry, RunReport } from '../executor/executor.ts'
import type { Place } from '../executor/place.ts'
import { holdsValue, isOnDisk, keyOf, kindOf, type Location, locationOf } from '../location.ts'
import { type EffectEntry, effectsAbove, type OnDisk, type Outside } from '../plan/effects-above.ts'
import { entryOf, firstWriter, underWay, valuesAbove } from '../plan/environment-above.ts'
import type { Chunk } from '../memory/file-region.ts'
import { missing } from '../plan/mismatch.ts'
import type { Plan } from '../plan/plan.ts'
import { temporaryFiles } from '../plan/temporary-files.ts'
import type { Store } from '../store/store.ts'

export interface EnvironmentParts {
  readonly session: Place
  readonly store: Store
  readonly onDisk: OnDisk
  readonly outside: () => Outside
  /** What the session lets others have that isn't in the store. */
  readonly lent: (id: SnapshotId) => readonly Chunk[] | undefined
  /** Files that other cells may be writing right now: nobody puts them anywhere meanwhile. */
  readonly beingWritten: (except: CellId | undefined) => ReadonlySet<Location>
}

/** What was tried for one run already. */
export interface Tried {
  readonly loaded: Set<SnapshotId | Version>
  /** Locations that nothing brings back. */
  readonly givenUp: Set<Location>
  /** Cells that ran again for their values, and how often. */
  readonly rebuilt: Map<CellId, number>
}

export const nothingTried = (): Tried => ({ loaded: new Set(), givenUp: new Set(), rebuilt: new Map() })

export class RunEnvironment {
  readonly #parts: EnvironmentParts
  /** Variables by version, as runs in any place found or left them: in memory only, they may be secrets. */
  readonly #variables = new Map<Version, string>()

  constructor(parts: EnvironmentParts) {
    this.#parts = parts
  }

  note({ variables = [] }: RunReport): void {
    for (const [version, value] of variables) this.#variables.set(version, value)
  }

  /** Can any place be given these variables? */
  knowsVariables(entries: readonly EnvironmentEntry[]): boolean {
    return entries.every(({ location, to }) => {
      if (kindOf(location) !== 'env' || to === null || to === missing) return true
      // Processes begin with ours.
      return this.#variables.has(to as Version) || versionOfVariable(keyOf(location), process.env) === to
    })
  }

  above(plan: Plan, index: number, { patched }: Place, { rebuilt }: Tried): readonly EnvironmentEntry[] {
    return [
      ...valuesAbove(plan, index, patched).filter(e => !underWay(plan, e.location, rebuilt)),
      ...this.#effects(plan, index),
    ]
  }

  /** Gives the place what the store has of it; once each: what still isn't in place then will not be on the second try. */
  async load(unavailable: readonly EnvironmentEntry[], { executor }: Place, { loaded }: Tried): Promise<boolean> {
    let any = await this.#lend(unavailable, executor, loaded)
    for (const id of snapshotsOf(unavailable)) {
      if (loaded.has(id)) continue
      loaded.add(id)
      const chunks = this.#parts.store.lend(id) ?? this.#parts.lent(id)
      if (chunks === undefined) continue
      any = (await executor.load(id, chunks)) || any
    }
    return any
  }

  async #lend(unavailable: readonly EnvironmentEntry[], executor: Place['executor'], loaded: Tried['loaded']) {
    const values = unavailable.flatMap(({ location, to }): readonly (readonly [Version, string])[] => {
      const value = kindOf(location) === 'env' ? this.#variables.get(to as Version) : undefined
      return value === undefined || loaded.has(to as Version) ? [] : [[to as Version, value]]
    })
    for (const [version] of values) loaded.add(version)
    if (values.length > 0) await executor.ask({ type: 'lend', variables: values })
    return values.length > 0
  }

  /** Puts what memory or the store has of it in place; the rest stays as it is, and nothing is run for it. */
  async bring(entries: readonly EnvironmentEntry[], place: Place): Promise<void> {
    const tried = nothingTried()
    for (let left = entries; left.length > 0; ) {
      const unavailable = await place.executor.prepare(left)
      const missing = left.filter(e => unavailable.includes(e.location))
      if (missing.length === 0) return
      if (!(await this.load(missing, place, tried))) left = left.filter(e => !missing.includes(e))
    }
  }

  /** Puts files and variables as they are at the end of the document: a rerun in the middle left them as they are there. */
  async settle(planned: () => Plan, place: Place): Promise<void> {
    if (place.executor.pid === undefined || this.#parts.outside().written.size === 0) return
    const plan = planned()
    await this.bring(this.#effects(plan, plan.cells.length), place)
  }

  /**
   * Puts files back that cells wrote and somebody took away since; gives the cells whose files nothing has kept. Files of `temp` cells that
   * nobody needs any more are taken away instead.
   */
  async mendFiles(plan: Plan, { executor }: Place): Promise<readonly CellId[]> {
    const { onDisk } = this.#parts
    const temporary = new Set(temporaryFiles(plan))
    if (executor.pid !== undefined)
      for (const location of temporary)
        if (onDisk.version(location) !== missing) await executor.restoreEffect(location, null)
    const gone = this.#effects(plan, plan.cells.length).filter(({ location, to }) => {
      const file = locationOf('file', keyOf(location))
      return isOnDisk(location) && !temporary.has(file) && onDisk.version(file) === missing && to !== null
    })
    if (gone.length === 0) return []
    await executor.start()
    const lost = await executor.prepare(gone)
    return [...new Set(lost.flatMap(location => firstWriter(plan, plan.cells.length, [location])?.id ?? []))]
  }

  /** Does the work, which may change the files that the notebook writes, and puts them as they are now. */
  async rewound<T>(plan: Plan, { executor }: Place, work: (rewind: () => Promise<void>) => Promise<T>): Promise<T> {
    const { onDisk, outside } = this.#parts
    const before = effectsAbove(plan, 0, outside()).filter(e => isOnDisk(e.location))
    const now = before.map(({ location }) => ({ location, to: onDisk.version(location) }))
    const put = async (entries: readonly EffectEntry[]): Promise<void> => {
      const differing = entries.filter(e => differs(e, onDisk))
      if (differing.length === 0) return
      await executor.start()
      const lost = await executor.prepare(differing)
      if (lost.length > 0) throw new Error(`These can't be put back as they were: ${lost.map(keyOf).join(', ')}.`)
    }
    try {
      return await work(() => put(before))
    } finally {
      await put(now)
    }
  }

  /** What the run touched goes back to what it was above the cell; of a worker only what it doesn't look at before each run. */
  async rollBack(at: { readonly plan: Plan; readonly index: number }, report: RunReport, place: Place): Promise<void> {
    // One whose process died tells of files only: the rest went with it.
    if (place.where === 'session' && report.outcome.is !== 'lost') {
      const values = report.writes.filter(w => holdsValue(w.location)).map(w => entryOf(at.plan, at.index, w.location))
      await place.executor.prepare(values)
    }
    const effects = report.writes.flatMap(({ location, before }) =>
      holdsValue(location) || before === undefined ? [] : [{ location, to: before }],
    )
    for (const { location, to } of inRestoreOrder(effects)) {
      const { executor } = isOnDisk(location) ? this.#parts.session : place
      await executor.restoreEffect(location, to)
    }
  }

  #effects(plan: Plan, index: number): readonly EffectEntry[] {
    const busy = this.#parts.beingWritten(plan.cells.at(index)?.id)
    const onDisk = this.#parts.onDisk.inOneGo()
    return effectsAbove(plan, index, this.#parts.outside()).filter(e => !busy.has(e.location) && differs(e, onDisk))
  }
}

/** Variables and the working directory are each process's own: only it knows how they stand. */
const differs = ({ location, to }: EffectEntry, onDisk: OnDisk): boolean =>
  !isOnDisk(location) || onDisk.version(location) !== (to ?? missing)

export const snapshotsOf = (entries: readonly EnvironmentEntry[]): ReadonlySet<SnapshotId> =>
  new Set(entries.flatMap(e => (holdsValue(e.location) && e.to !== null ? (e.to as SnapshotId) : [])))
