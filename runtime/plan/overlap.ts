/**
 * May two cells run at once? Not where a path joins them: one defines, assigns or wrote in its last run what the other may touch. An upper
 * bound from code and last runs; what it misses (a first mutation through an alias) the traces tell afterwards, and the cell runs again. Pure.
 */
import type { Location } from '../location.ts'
import { locationOf } from '../location.ts'
import type { Plan, PlannedCell } from './plan.ts'
import { afterLabels, mayTouch, names } from './reach.ts'

/** What a cell may touch and what of it it may write, as far as is known before it runs. */
export interface Footprint {
  readonly touches: ReadonlySet<Location>
  readonly writes: ReadonlySet<Location>
  /** It may touch anything. */
  readonly barrier: boolean
}

export const footprintOf = (plan: Plan, index: number): Footprint => {
  const { analysis, shown } = plan.cells.at(index) as PlannedCell
  const { label } = analysis.options
  const last = shown?.hash === analysis.hash ? shown : undefined
  const writes = new Set<Location>([
    ...names([...analysis.defines.keys(), ...analysis.deferredWrites]),
    ...(label === undefined ? [] : [locationOf('ran', label)]),
    ...(last?.writes ?? []).map(w => w.location),
  ])
  const touches = new Set<Location>([
    ...mayTouch(analysis, index, plan.bindings),
    ...afterLabels(analysis),
    ...(last?.reads ?? []).map(r => r.location).filter(l => !l.startsWith('alias:')),
    ...writes,
  ])
  return { touches, writes, barrier: analysis.barrier }
}

export const joined = (a: Footprint, b: Footprint): boolean =>
  a.barrier || b.barrier || meet(a.writes, b.touches) || meet(b.writes, a.touches)

const meet = (a: ReadonlySet<Location>, b: ReadonlySet<Location>): boolean => {
  for (const location of a) if (b.has(location)) return true
  return false
}
