/**
 * Late work (timers, intervals) of cells above that a cell can meet: only a cell that awaits gives timers the time to fire. Those in
 * which it goes on meet all that may change something, another what may change names that it touches too; one that ended some of it
 * the last time, just that. Pure.
 */
import { keyOf, kindOf, type Location, locationOf } from '../location.ts'
import type { Bindings, KnownBinding } from './bindings.ts'
import { placesOf } from './late-place.ts'
import type { Plan, PlannedCell } from './plan.ts'
import { mayTouch, names } from './reach.ts'
import { primitives } from './trace.ts'

type Planned = Pick<Plan, 'cells' | 'bindings'>

export const lateWorkMet = (plan: Planned, index: number): readonly Location[] => {
  const { cells, bindings } = plan
  const { analysis, shown } = cells.at(index) ?? {}
  if (analysis === undefined || !bindings.leftCode) return []
  if (!analysis.awaits) {
    const read = shown?.hash === analysis.hash ? shown.reads : []
    return read.flatMap(({ location }) => (leftAbove(bindings, index, location) === undefined ? [] : [location]))
  }
  const touched = mayTouch(analysis, index, bindings)
  return [...bindings.locations()].filter(location => {
    const left = leftAbove(bindings, index, location)
    if (left === undefined) return false
    const by = cells.findIndex(cell => cell.id === keyOf(location))
    if (by === -1) return false
    // It goes on while this cell waits, whatever that looks at.
    const { late = [{ after: left.due, until: left.due }] } = left
    const goesOnHere = late.some(part => placesOf(plan, left.by, part).includes(index))
    return reachedLater(plan, by, index).some(l => (goesOnHere || touched.has(l)) && mayChange(plan, index, l))
  })
}

/** Late work that is left above a cell. */
const leftAbove = (bindings: Bindings, index: number, location: Location): KnownBinding | undefined => {
  const left = kindOf(location) === 'late' ? bindings.above(index, location) : undefined
  return left?.is === 'known' && left.version !== null ? left : undefined
}

/** Promises that the late work settles: what follows on them is a matter of every cell that has had them in hand. */
export const promisesOf = (
  { cells, bindings }: Planned,
  index: number,
  late: readonly Location[],
): readonly Location[] =>
  late.flatMap(location => {
    const by = cells.at(cells.findIndex(c => c.id === keyOf(location)))
    return [...names(by?.analysis.defines.keys() ?? [])].filter(name => {
      const binding = bindings.above(index, name)
      return binding?.is === 'known' && binding.type === 'Promise'
    })
  })

/** Nobody changes a name that the notebook doesn't have, nor a primitive value that no function and not this cell assigns. */
export const mayChange = ({ cells, bindings }: Planned, index: number, location: Location): boolean => {
  const binding = bindings.above(index, location)
  if (binding === undefined) return false
  if (binding.is !== 'known' || !primitives.has(binding.type)) return true
  const name = keyOf(location)
  return (
    cells.at(index)?.analysis.defines.has(name) === true ||
    cells.some(({ analysis }) => analysis.deferredWrites.has(name))
  )
}

/** What the functions of a cell may touch when called after it ended, above the cell at `at`. */
export const reachedLater = ({ cells, bindings }: Planned, by: number, at = by + 1): readonly Location[] => {
  const { id, analysis } = cells.at(by) as PlannedCell
  const held = bindings.above(at, locationOf('late', id))?.mentions ?? []
  const found = new Set<Location>(names([...held, ...analysis.deferredReads, ...analysis.deferredWrites]))
  const open = [...found, ...names([...analysis.reads, ...analysis.defines.keys()])]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const mention of names(bindings.above(at, next)?.mentions ?? [])) {
      if (found.has(mention)) continue
      found.add(mention)
      open.push(mention)
    }
  }
  return [...found]
}

/** What the late work of a cell may write; nothing where it left none. */
export const writtenLater = (plan: Plan, by: number): readonly Location[] => {
  const cell = plan.cells.at(by) as PlannedCell
  return plan.bindings.last(locationOf('late', cell.id))?.is === 'known' ? reachedLater(plan, by) : []
}
