/** Which part of the todo auto mode runs without being asked (spec §13, `plan`). Pure. */
import { type Plan, type Standing, staleAncestors } from './plan.ts'

/** milliseconds: a cell whose last run took longer waits, marked, until it is asked for (spec §5) */
const lazyFrom = 10_000

/**
 * Is it this cell's turn: is it in the list still, and nothing above it to be run before it? Asked of runs that were sent ahead,
 * before those above them had ended.
 */
export const isDue = (plan: Plan, index: number, list: 'plan' | 'todo'): boolean =>
  (list === 'plan' ? autoRuns(plan) : plan.todo).includes(index) && staleAncestors(plan, index).length === 0

export const autoRuns = (plan: Plan): readonly number[] => {
  const chosen = new Set<number>()
  for (const index of plan.todo) {
    const first = [...staleAncestors(plan, index), ...awaitedBelow(plan.standings.at(index))]
    if (runsByItself(plan, index) && first.every(i => chosen.has(i))) chosen.add(index)
  }
  return [...chosen]
}

/** Cells still to run that change what the cell's late code finds. */
const awaitedBelow = (standing: Standing | undefined): readonly number[] =>
  standing?.is === 'stale' && standing.because.kind === 'inputs' && standing.because.late !== undefined
    ? standing.because.mismatches.flatMap(m => (m.now === undefined && m.by !== undefined ? [m.by] : []))
    : []

const runsByItself = (plan: Plan, index: number): boolean => {
  const cell = plan.cells.at(index)
  const standing = plan.standings.at(index)
  // Showing a stored result again costs nothing.
  if (standing?.is === 'fresh') return cell?.shown !== undefined
  if (cell === undefined || standing?.is !== 'stale' || standing.because.kind !== 'inputs') return false
  const mode = cell.analysis.options.run
  if (mode !== undefined) return mode === 'auto'
  return (cell.shown?.ms ?? 0) <= lazyFrom
}
