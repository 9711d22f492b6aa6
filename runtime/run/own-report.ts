/**
 * A session's report without the changes that aren't the run's. A name of a cell below, or of one that is gone, can still be bound in the
 * session to an object that the run changed: it changed with it, but above the cell it doesn't stand. Pure.
 */
import type { EnvironmentEntry, RunReport } from '../executor/executor.ts'
import { kindOf, type Location } from '../location.ts'

/**
 * `above`: what was brought about for the run, all that shares objects with what it may touch and instances of its classes included. Of other
 * names that stood as they stand above, it counts what now shares with a name that the run made (pending promises do, wherever they come from).
 */
export const ownReport = (
  report: RunReport,
  above: readonly EnvironmentEntry[],
  standsAbove: (location: Location) => EnvironmentEntry['to'],
): RunReport => {
  const known = new Set([...above.map(e => e.location), ...report.reads.map(r => r.location)])
  const made = new Set(report.writes.filter(w => w.assigned).map(w => w.snapshot))
  const isOwn = ({ location, assigned, snapshot, found }: RunReport['writes'][number]): boolean =>
    assigned ||
    known.has(location) ||
    kindOf(location) !== 'name' ||
    (made.has(snapshot) && found !== undefined && found === standsAbove(location))
  return report.writes.every(isOwn) ? report : { ...report, writes: report.writes.filter(isOwn) }
}
