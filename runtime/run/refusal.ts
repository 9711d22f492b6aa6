/**
 * Why a cell isn't run at all: it doesn't parse, its `after` makes a cycle, or it is `strict` and has type errors. The error it then
 * shows; it runs nothing and asks the language service only about strict cells.
 */
import type { Outcome, RunReport } from '../executor/executor.ts'
import type { LanguageService } from '../language/language.ts'
import type { Cell } from '../notebook/notebook.ts'
import { afterCycle } from '../plan/after.ts'
import type { Plan, PlannedCell } from '../plan/plan.ts'

export interface Refusal {
  readonly error: (Outcome & { is: 'failed' })['error']
  /** What else than its code would have to change before it can run. */
  readonly reads: RunReport['reads']
}

export const refusalOf = async (
  { id, source }: Cell,
  { plan, index }: { readonly plan: Plan; readonly index: number },
  diagnostics: LanguageService['diagnostics'],
): Promise<Refusal | undefined> => {
  const { error, options } = (plan.cells.at(index) as PlannedCell).analysis
  if (error !== undefined)
    return {
      error: { name: 'SyntaxError', message: error.message, traceback: syntaxTraceback(source, error) },
      reads: [],
    }
  const cycle = afterCycle(plan, index)
  if (cycle !== undefined) {
    const { message, reads } = cycle
    return { error: { name: 'CycleError', message, traceback: [`CycleError: ${message}`] }, reads }
  }
  if (options.strict !== true) return undefined
  const found = (await diagnostics(id)).filter(d => d.severity === 'error')
  if (found.length === 0) return undefined
  const lines = found.map(d => `line ${d.line}: ${d.message} (TS${d.code})`)
  const message = `the cell is strict and has ${found.length} type error${found.length === 1 ? '' : 's'}`
  return { error: { name: 'TypeCheckError', message, traceback: [`TypeCheckError: ${message}`, ...lines] }, reads: [] }
}

const syntaxTraceback = (
  source: string,
  problem: { readonly message: string; readonly line: number; readonly column: number },
): readonly string[] => [
  `SyntaxError: ${problem.message}`,
  `    at line ${problem.line}`,
  `  ${source.split('\n')[problem.line - 1] ?? ''}`,
  `  ${' '.repeat(problem.column)}^`,
]
