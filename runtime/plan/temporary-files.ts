/**
 * The files of `temp` cells that nobody needs on disk any more: all below is fresh, and somebody has read them. A cell that has to run again
 * and reads one gets it back as any input that somebody took away. Pure.
 */
import { kindOf, type Location } from '../location.ts'
import type { Plan } from './plan.ts'

const isTemporary = (plan: Plan, index: number): boolean => plan.cells.at(index)?.analysis.options.temp === true

export const temporaryFiles = (plan: Plan): readonly Location[] =>
  [...plan.cells].flatMap((_, index) => {
    const standing = plan.standings.at(index)
    if (!isTemporary(plan, index) || standing?.is !== 'fresh') return []
    if (!plan.standings.slice(index).every(({ is }) => is === 'fresh')) return []
    const files = standing.trace.writes.filter(w => kindOf(w.location) === 'file' && w.version !== null)
    return files
      .filter(({ location, version }) => version !== 'dir' && isRead(plan, index, location))
      .map(f => f.location)
  })

const isRead = (plan: Plan, writer: number, location: Location): boolean =>
  [...plan.cells].some(
    ({ shown }, reader) =>
      reader > writer &&
      shown?.reads.some(read => read.location === location) === true &&
      plan.bindings.above(reader, location)?.by === writer,
  )
