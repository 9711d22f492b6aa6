/**
 * From what a run did to what is kept of it: its trace, and the bytes of what it wrote as far as they are worth storing. What a pool
 * worker wrote is always stored: the session has it from there.
 */
import type { RunId, SnapshotId } from '../brand.ts'
import type { RunReport } from '../executor/executor.ts'
import type { Place } from '../executor/place.ts'
import { holdsValue, type Location } from '../location.ts'
import { lateWorkMet, promisesOf } from '../plan/late-work.ts'
import { madeAgain, type Plan, type PlannedCell } from '../plan/plan.ts'
import { afterLabels, mayTouch, realmReached } from '../plan/reach.ts'
import { type KeyedTrace, traceOf } from '../plan/trace.ts'
import type { RunRecord, RunTrace, Store, StoredUnit } from '../store/store.ts'
import type { RunEvent } from './events.ts'
import type { RunLog } from './run-log.ts'
import { worthStoring } from './worth-storing.ts'

export interface RecorderParts {
  readonly runs: RunLog
  readonly store: Store
  readonly engine: string
  readonly notebook: string
  readonly environment: Readonly<Record<string, unknown>>
}

/** A run that has ended. */
export interface Executed {
  readonly run: RunId
  readonly place: Place
  readonly report: RunReport
  /** The cell's plan, its place in it and its code as it started. */
  readonly plan: Plan
  readonly index: number
  readonly source: string
  readonly startedAt: number
}

export class RunRecorder {
  readonly #parts: RecorderParts

  constructor(parts: RecorderParts) {
    this.#parts = parts
  }

  /** The record is in the log when this resolves. */
  async record(
    executed: Executed,
    shown: {
      readonly events: readonly RunEvent[]
      /** What stays of what the cell wrote, where this run wrote nothing. */
      readonly kept: RunRecord['writes']
      /** It makes another run again, for its values, and the screen doesn't hear of it. */
      readonly rebuild: boolean
    },
  ): Promise<RunRecord> {
    const { report, place, plan, index } = executed
    const again = shown.rebuild ? madeAgain(plan, index) : undefined
    const { trace, key } = this.#trace(executed, again?.run)
    const ok = trace.outcome === 'ok'
    const record: RunRecord = {
      ...trace,
      writes: ok ? trace.writes : shown.kept,
      key,
      code: executed.source,
      events: shown.events,
      ...(report.draws === undefined ? {} : { draws: report.draws }),
      where: place.where,
      environment: this.#parts.environment,
      parameters: report.notes?.parameters ?? {},
      records: report.notes?.records ?? {},
    }
    this.#parts.runs.add(record, ok ? await this.#units(record, executed) : [])
    if (again?.shown === false) this.#parts.runs.cover(trace.cell)
    return record
  }

  #trace({ plan, index, run, report, startedAt }: Executed, again: RunTrace | undefined): KeyedTrace {
    const { id, analysis } = plan.cells.at(index) as PlannedCell
    const above = (location: Location) => plan.bindings.above(index, location)
    const touched = mayTouch(analysis, index, plan.bindings)
    const late = lateWorkMet(plan, index)
    const alsoRead =
      analysis.barrier || report.notes?.resumed === true
        ? [...touched].filter(holdsValue)
        : [...realmReached(plan, index), ...late, ...promisesOf(plan, index, late), ...afterLabels(analysis)]
    const { notebook, engine } = this.#parts
    const { label } = analysis.options
    return traceOf({
      run,
      cell: id,
      notebook,
      hash: analysis.hash,
      engine,
      deferred: [...analysis.deferredReads, ...analysis.deferredWrites],
      report,
      startedAt,
      above,
      instances: location => plan.bindings.instances(index, location),
      alsoRead,
      ...(label === undefined ? {} : { label }),
      ...(again === undefined ? {} : { again }),
    })
  }

  async #units(record: RunRecord, { plan, index, report, place }: Executed): Promise<readonly StoredUnit[]> {
    const { store } = this.#parts
    const { temp } = (plan.cells.at(index) as PlannedCell).analysis.options
    const wanted = new Set<SnapshotId>()
    for (const { snapshot, storable, size } of record.writes) {
      const kept = place.where === 'pool' || (temp !== true && worthStoring(size, record.ms))
      if (snapshot !== null && storable && kept) wanted.add(snapshot)
    }
    // Of these the store finds out itself which it has.
    const sent = report.units.filter(unit => wanted.delete(unit.id))
    const asked = [...wanted].filter(id => !store.has(id))
    if (asked.length === 0) return sent
    return [...sent, ...(await store.write(await place.executor.encode(asked)))]
  }
}
