/**
 * Where code that a run left going goes on: in the first cell below that waits and isn't over before it is due, else at the end of the
 * document. What goes on several times does so in several places. Time passes for it only while cells run, as in one script, so that
 * their durations tell; it asks no clock. Pure.
 */
import type { LatePart } from '../store/store.ts'
import type { Plan, PlannedCell } from './plan.ts'

type Cells = Pick<Plan, 'cells'>

/** milliseconds: Node's timers may come that much early */
export const slack = 1

/** The index of a cell, or the one behind the last. A cell that never ran may wait for ever. */
export const placeOf = ({ cells }: Cells, by: number, after: number): number => {
  let passed = 0
  for (let index = by + 1; index < cells.length; index++) {
    const { shown, analysis } = cells.at(index) as PlannedCell
    passed += shown?.ms ?? 0
    if (analysis.awaits && (shown === undefined || passed + slack > after)) return index
  }
  return cells.length
}

/** The indices of all waiting cells in which a part of late code goes on, now, in order; of the one behind the last cell, where at rest. */
export const placesOf = (
  plan: Cells,
  by: number,
  { after, until }: Pick<LatePart, 'after' | 'until'>,
): readonly number[] => {
  const last = placeOf(plan, by, until)
  const places = [last]
  for (let index = last - 1, first = placeOf(plan, by, after); index >= first; index--)
    if (plan.cells.at(index)?.analysis.awaits === true) places.unshift(index)
  return places
}

/** milliseconds that the cells between two places took when they last ran */
export const passedBetween = ({ cells }: Cells, by: number, index: number): number =>
  cells.slice(by + 1, index).reduce((ms, { shown }) => ms + (shown?.ms ?? 0), 0)

/** Where it goes on next once so many milliseconds have passed for it. */
export const nextPlace = (plan: Cells, by: number, passed: number): number => placeOf(plan, by, passed + 2 * slack)
