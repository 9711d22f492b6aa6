/**
 * Late work (timers, intervals) of cells above that a cell can meet: only a cell that awaits gives timers the time to fire, and only
 * names that both touch tell. Pure.
 */
import { keyOf, kindOf, type Location, locationOf } from '../location.ts'
import type { Plan } from './plan.ts'
import { names } from './reach.ts'

export const lateWorkMet = (plan: Plan, index: number, touched: ReadonlySet<Location>): readonly Location[] => {
  if (plan.cells[index]?.analysis.awaits !== true) return []
  const met: Location[] = []
  for (const location of plan.bindings.locations()) {
    if (kindOf(location) !== 'late' || plan.bindings.above(index, location)?.is !== 'known') continue
    const by = plan.cells.findIndex(c => c.id === keyOf(location))
    if (by === -1) continue
    // It was waited for here before, or they have a name in common.
    const known = plan.cells[by]?.shown?.late?.at === plan.cells[index]?.id
    if (known || reachedLater(plan, by).some(l => touched.has(l))) met.push(location)
  }
  return met
}

/** What the functions of a cell may touch when called after it ended. */
export const reachedLater = (plan: Pick<Plan, 'cells' | 'bindings'>, by: number): readonly Location[] => {
  const { analysis } = plan.cells[by] as Plan['cells'][number]
  const found = new Set<Location>(names([...analysis.deferredReads, ...analysis.deferredWrites]))
  const open = [...found, ...names(analysis.reads)]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const mention of names(plan.bindings.above(by + 1, next)?.mentions ?? [])) {
      if (found.has(mention)) continue
      found.add(mention)
      open.push(mention)
    }
  }
  return [...found]
}

/** What the late work of a cell may write; nothing where it left none. */
export const writtenLater = (plan: Plan, by: number): readonly Location[] => {
  const cell = plan.cells[by] as Plan['cells'][number]
  return plan.bindings.last(locationOf('late', cell.id))?.is === 'known' ? reachedLater(plan, by) : []
}
