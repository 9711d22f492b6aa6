/**
 * The environment above a cell: which snapshot each value it may look at has to be at, and whose rerun brings back what can't be
 * had otherwise. Pure.
 */
import type { CellId } from '../brand.ts'
import type { EnvironmentEntry } from '../executor/executor.ts'
import { holdsValue, kindOf, type Location } from '../location.ts'
import { lateWorkMet, writtenLater } from './late-work.ts'
import type { Plan, PlannedCell } from './plan.ts'
import { mayTouch } from './reach.ts'
import { withSharers } from './sharing.ts'

/** Left going by a cell that was rerun just now: its timers may already be at work, and what they write mustn't be undone. */
export const underWay = (plan: Plan, location: Location, rebuilt: ReadonlyMap<CellId, unknown>): boolean => {
  if (kindOf(location) === 'late') return false
  return [...rebuilt.keys()].some(id => {
    const by = plan.cells.findIndex(c => c.id === id)
    return plan.bindings.last(location)?.by === by && writtenLater(plan, by).includes(location)
  })
}

export const valuesAbove = (plan: Plan, index: number, patched: ReadonlySet<Location>): readonly EnvironmentEntry[] => {
  const cell = plan.cells.at(index) as PlannedCell
  const touched = mayTouch(cell.analysis, index, plan.bindings)
  const above = (location: Location) => plan.bindings.above(index, location)
  const values = withSharers([...touched, ...patched].filter(holdsValue), above)
  const instancesOf = (classes: readonly Location[]): ReadonlySet<Location> =>
    withSharers(
      classes.flatMap(location => plan.bindings.instances(index, location)),
      above,
    )
  // A class that the cell changed the last time it will change again.
  const changed = new Set(cell.shown?.writes.map(w => w.location))
  const needed = new Set([...values, ...instancesOf([...values].filter(l => changed.has(l)))])
  const instances = instancesOf([...values].filter(l => !changed.has(l)))
  return [
    ...[...needed, ...lateWorkMet(plan, index)].map(l => entryOf(plan, index, l)),
    ...[...instances].filter(l => !needed.has(l)).map(l => ({ ...entryOf(plan, index, l), optional: true as const })),
  ]
}

export const entryOf = (plan: Plan, index: number, location: Location): EnvironmentEntry => {
  const binding = plan.bindings.above(index, location)
  return { location, to: binding?.is === 'known' ? binding.snapshot : null }
}

/** The first cell, in document order, whose rerun brings back something unavailable. */
export const firstWriter = (plan: Plan, index: number, unavailable: readonly Location[]): PlannedCell | undefined => {
  const writers = unavailable.flatMap(l => {
    const binding = plan.bindings.above(index, l)
    return binding?.is === 'known' ? [binding.by] : []
  })
  return writers.length === 0 ? undefined : plan.cells.at(Math.min(...writers))
}
