/**
 * A session's report without the changes that aren't the run's. A name of a cell below, or of one that is gone, can still be bound in the
 * session to an object that the run changed: it changed with it, but above the cell it doesn't stand. Pure.
 */
import type { EnvironmentEntry, RunReport } from '../executor/executor.ts'
import { kindOf } from '../location.ts'

/** `above`: what was brought about for the run, all that shares objects with what it may touch and instances of its classes included. */
export const ownReport = (report: RunReport, above: readonly EnvironmentEntry[]): RunReport => {
  const known = new Set([...above.map(e => e.location), ...report.reads.map(r => r.location)])
  const isOwn = ({ location, assigned }: RunReport['writes'][number]): boolean =>
    assigned || known.has(location) || kindOf(location) !== 'name'
  return report.writes.every(isOwn) ? report : { ...report, writes: report.writes.filter(isOwn) }
}
