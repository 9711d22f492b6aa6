/**
 * Late work (timers, intervals) of cells above that a cell can meet: only a cell that awaits gives timers the time to fire, and only
 * names of the notebook that both touch, and that one of them may change, tell. Pure.
 */
import { keyOf, kindOf, type Location, locationOf } from '../location.ts'
import type { Plan } from './plan.ts'
import { names } from './reach.ts'
import { primitives } from './trace.ts'

export const lateWorkMet = (plan: Plan, index: number, touched: ReadonlySet<Location>): readonly Location[] => {
  if (plan.cells[index]?.analysis.awaits !== true) return []
  const met: Location[] = []
  for (const location of plan.bindings.locations()) {
    if (kindOf(location) !== 'late' || plan.bindings.above(index, location)?.is !== 'known') continue
    const by = plan.cells.findIndex(c => c.id === keyOf(location))
    if (by === -1) continue
    // It was waited for here before, or they have something in common that can change.
    const known = plan.cells[by]?.shown?.late?.at === plan.cells[index]?.id
    if (known || reachedLater(plan, by).some(l => touched.has(l) && mayChange(plan, l, [by, index]))) met.push(location)
  }
  return met
}

/** Who only looks at a primitive value, or at a name that the notebook doesn't have, meets nobody there. */
const mayChange = (plan: Plan, location: Location, cells: readonly number[]): boolean => {
  const assigns = ({ analysis }: Plan['cells'][number]): boolean =>
    analysis.defines.has(keyOf(location)) || analysis.deferredWrites.has(keyOf(location))
  if (cells.some(at => assigns(plan.cells[at] as Plan['cells'][number]))) return true
  const binding = plan.bindings.last(location)
  return binding !== undefined && (binding.is !== 'known' || !primitives.has(binding.type))
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
