/**
 * The late parts of a run: what its timers found when they went on, above each cell that waited then and at the end of the document. A
 * cell is fresh only while that stands too; else it runs again, after the cells that changed it. Pure; asked once all else is planned.
 */
import { type Version, version } from '../brand.ts'
import { kindOf, type Location, locationOf } from '../location.ts'
import type { LatePart, RunTrace } from '../store/store.ts'
import type { Binding } from './bindings.ts'
import { placesOf } from './late-place.ts'
import { mayChange, reachedLater } from './late-work.ts'
import { type Mismatch, missing } from './mismatch.ts'
import type { Plan, PlannedCell, Standing } from './plan.ts'

type Planned = Pick<Plan, 'cells' | 'bindings'>

const lateMismatches = (plan: Planned, index: number, { late = [] }: RunTrace): readonly Mismatch[] =>
  late.flatMap(part => placesOf(plan, index, part).flatMap(place => mismatchesAt(plan, { index, place, part })))

const mismatchesAt = (
  plan: Planned,
  { index, place, part }: { readonly index: number; readonly place: number; readonly part: LatePart },
): readonly Mismatch[] => {
  // Whether it goes on there, nobody knows before that has run.
  if (place < plan.cells.length && plan.cells.at(place)?.shown === undefined) return []
  if (part.alone === true) return [aloneAt(plan, index, place)]
  return part.reads.flatMap(({ location, version: was }): readonly Mismatch[] => {
    const binding = plan.bindings.above(place, location)
    // A cell that failed wrote nothing: what stood before it is out of reach until it is mended.
    if (binding?.is === 'blocked') return []
    const now = versionOf(binding)
    return now === was ? [] : [{ location, was, now, ...(binding === undefined ? {} : { by: binding.by }) }]
  })
}

/** It has to go on together with the cell that waits there. */
const aloneAt = (plan: Planned, index: number, place: number): Mismatch => ({
  location: locationOf('late', plan.cells.at(index)?.id ?? ''),
  was: version('alone'),
  now: undefined,
  by: place,
})

/** Undefined before an earlier cell has run. */
const versionOf = (binding: Binding | undefined): Version | undefined => {
  if (binding === undefined) return missing
  return binding.is === 'known' ? (binding.version ?? missing) : undefined
}

/**
 * All that decides what the late code of a cell does: the names that it may reach, the handles on it that other cells have (a timer, which
 * they may clear), and the late code of other cells that reaches the same and may change it.
 */
export const lateInputs = (
  plan: Planned,
  index: number,
  { place, withLate }: { readonly place: number; readonly withLate: Iterable<number> },
): readonly Location[] => {
  const reached = new Set(reachedLater(plan, index))
  const changed = (other: number): boolean =>
    reachedLater(plan, other).some(l => reached.has(l) && mayChange(plan, place, l))
  const neighbours = [...withLate].filter(other => other !== index && changed(other))
  return [
    ...new Set([...reached, ...handlesOf(plan, index)]),
    ...neighbours.map(other => locationOf('late', plan.cells.at(other)?.id ?? '')),
  ]
}

/** By which other cells can end what this one left going, or wait for it. */
export const handlesOf = ({ cells }: Pick<Plan, 'cells'>, index: number): readonly Location[] =>
  (cells.at(index)?.shown?.writes ?? []).flatMap(w => (w.holds === undefined ? [] : [w.location]))

export interface Later {
  readonly standings: Plan['standings']
  readonly todo: readonly number[]
}

/**
 * The standings with the late parts considered. Cells that are to run only for these come behind those which change what they
 * find; one whose late code another cell waits for, right before that.
 */
export const withLateParts = (
  plan: Planned & Later,
  { withLate, others }: { withLate: ReadonlySet<number>; others: (index: number) => readonly RunTrace[] },
): Later => {
  const changed = new Map<number, Standing>()
  const todo = [...plan.todo]
  const newNeighbours = (index: number, part: LatePart): readonly Mismatch[] =>
    placesOf(plan, index, part).flatMap(place =>
      lateInputs(plan, index, { place, withLate })
        .filter(location => kindOf(location) === 'late' && !part.reads.some(read => read.location === location))
        .map(location => ({ location, was: missing, now: version('going') })),
    )
  for (const index of withLate) {
    const standing = plan.standings.at(index)
    if (standing?.is !== 'fresh' || standing.trace.late === undefined) continue
    const { late } = standing.trace
    const found = [...lateMismatches(plan, index, standing.trace), ...late.flatMap(part => newNeighbours(index, part))]
    if (found.length === 0) continue
    const { shown, covered } = plan.cells.at(index) as PlannedCell
    const other = others(index).find(
      trace => trace.late !== undefined && lateMismatches(plan, index, trace).length === 0,
    )
    changed.set(
      index,
      other === undefined
        ? { is: 'stale', because: { kind: 'inputs', mismatches: found, late } }
        : { is: 'fresh', trace: other, shown: other.id === shown?.id && covered === undefined },
    )
    const there = todo.indexOf(index)
    if (there !== -1) todo.splice(there, 1)
    if (other !== undefined && other.id === shown?.id && covered === undefined) continue
    const waiting = lateHosts(plan, index, late).flatMap(place => (todo.includes(place) ? todo.indexOf(place) : []))
    todo.splice(Math.min(todo.length, ...waiting), 0, index)
  }
  return { standings: plan.standings.with(changed), todo }
}

const lateHosts = (plan: Planned, index: number, late: readonly LatePart[]): readonly number[] =>
  late.flatMap(part => placesOf(plan, index, part))

/** Cells whose late code this one waits for, and that have to run again for it. */
export const staleLateWork = (plan: Plan, index: number): readonly number[] =>
  [...plan.withLate].filter(i => {
    const standing = plan.standings.at(i)
    if (i >= index || standing?.is !== 'stale' || standing.because.kind !== 'inputs') return false
    const { late } = standing.because
    return late !== undefined && lateHosts(plan, i, late).includes(index)
  })

/** What a late part reads now, for a run whose late code goes on at this place. */
export const readsAt = (plan: Planned, place: number, inputs: readonly Location[]): LatePart['reads'] =>
  inputs.map(location => {
    const binding = plan.bindings.above(place, location)
    return { location, version: versionOf(binding) ?? version('pending') }
  })
