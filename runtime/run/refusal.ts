/**
 * Why a cell isn't run at all: it doesn't parse, or it is `strict` and has type errors. The error it then shows; it runs nothing
 * and asks the language service only about strict cells.
 */
import type { Analysis } from '../analysis/analysis.ts'
import type { Outcome } from '../executor/executor.ts'
import type { LanguageService } from '../language/language.ts'
import type { Cell } from '../notebook/notebook.ts'

type CellError = (Outcome & { is: 'failed' })['error']

export const refusalOf = async (
  { id, source }: Cell,
  { error, options }: Analysis,
  diagnostics: LanguageService['diagnostics'],
): Promise<CellError | undefined> => {
  if (error !== undefined)
    return { name: 'SyntaxError', message: error.message, traceback: syntaxTraceback(source, error) }
  if (options.strict !== true) return undefined
  const found = (await diagnostics(id)).filter(d => d.severity === 'error')
  if (found.length === 0) return undefined
  const lines = found.map(d => `line ${d.line}: ${d.message} (TS${d.code})`)
  const message = `the cell is strict and has ${found.length} type error${found.length === 1 ? '' : 's'}`
  return { name: 'TypeCheckError', message, traceback: [`TypeCheckError: ${message}`, ...lines] }
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
