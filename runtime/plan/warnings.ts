/** What a cell's options are warned of when it runs, a sentence each, with its line where there is one. Pure. */
import { unknownAfter } from './after.ts'
import type { Plan } from './plan.ts'

export const warningsOf = (plan: Plan, index: number): readonly string[] => {
  const warnings = plan.cells.at(index)?.analysis.optionWarnings ?? []
  return [...warnings.map(({ message, line }) => `Line ${line}: ${message}`), ...unknownAfter(plan, index)]
}
