/** How a cell stands and why, as a person is told who asks: its reason, and what running it would run first. Pure. */
import type { CellId } from '../brand.ts'
import { type Plan, staleAncestors } from './plan.ts'
import { becauseOf, cellTitle } from './reasons.ts'

export const standingText = (plan: Plan, id: CellId): string => {
  const index = plan.cells.findIndex(cell => cell.id === id)
  const standing = plan.standings.at(index)
  if (standing === undefined) return `There is no cell ${id}.`
  const ancestors = standing.is === 'fresh' ? [] : staleAncestors(plan, index).map(i => cellTitle(plan, i))
  const because = becauseOf(plan, standing)?.text ?? 'Its code and everything it read are as they were when it ran.'
  const first = ancestors.length === 0 ? '' : ` Running it runs ${ancestors.join(', ')} first.`
  return `${cellTitle(plan, index)} is ${standing.is}. ${because}${first}`
}
