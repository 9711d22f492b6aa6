/**
 * Where code that a run left going goes on: in the first cell below that waits and isn't over before it is due, else at the end of the
 * document. Time passes for it only while cells run, as in one script, so that their durations tell; it asks no clock. Pure.
 */
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

/** milliseconds that the cells between two places took when they last ran */
export const passedBetween = ({ cells }: Cells, by: number, index: number): number =>
  cells.slice(by + 1, index).reduce((ms, { shown }) => ms + (shown?.ms ?? 0), 0)
