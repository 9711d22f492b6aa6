/**
 * A session's report without the changes that aren't the run's. A name of a cell below, or of one that is gone, can still be bound in the
 * session to an object that the run changed: it changed with it, but above the cell it doesn't stand. What stands there and is reached by
 * code that the run changed (an instance of a class that it patched) is the run's, unless a cell below binds it too. Pure.
 */
import type { EnvironmentEntry, RunReport } from '../executor/executor.ts'
import { kindOf, type Location } from '../location.ts'
import type { Plan } from '../plan/plan.ts'

interface Place {
  readonly plan: Pick<Plan, 'bindings'>
  readonly index: number
  /** What was brought about for the run, all that shares objects with what it may touch included. */
  readonly above: readonly EnvironmentEntry[]
}

export const ownReport = (report: RunReport, { plan: { bindings }, index, above }: Place): RunReport => {
  const known = new Set([...above.map(e => e.location), ...report.reads.map(r => r.location)])
  const standsAbove = (location: Location): boolean =>
    bindings.above(index, location)?.is === 'known' && (bindings.last(location)?.by ?? index) <= index
  const isOwn = ({ location, assigned }: RunReport['writes'][number]): boolean =>
    assigned || known.has(location) || kindOf(location) !== 'name' || standsAbove(location)
  return report.writes.every(isOwn) ? report : { ...report, writes: report.writes.filter(isOwn) }
}
