/**
 * What TypeScript finds wrong in a cell, in the cell's own offsets and lines. Leaves out what is right in a notebook
 * (values shown by a bare expression, a name declared again, missing annotations unless the user's tsconfig asks), and
 * says of a missing name which cell below defines it.
 */
import type ts from 'typescript'
import type { Diagnostic } from './language.ts'
import type { NotebookCell, NotebookFiles } from './notebook-files.ts'
import type { TypeScript } from './typescript.ts'

export interface DiagnosticsParts {
  readonly api: TypeScript
  readonly service: ts.LanguageService
  readonly files: NotebookFiles
  readonly cell: NotebookCell
  readonly annotationsWanted: boolean
}

/** A cell that is wrong in more places has one cause. */
const mostDiagnostics = 100

/** TypeScript's messages that no notebook wants, by code. */
const senseless: ReadonlySet<number> = new Set([
  2686, // 'React' refers to a UMD global
  2695, // left side of comma operator is unused
  2874, // JSX needs 'React' in scope
  2875, // JSX needs a runtime module
  7026, // no interface 'JSX.IntrinsicElements'
  7017, // globalThis has no index signature
])

/** Missing annotations and missing declaration files: `any` is an answer in a notebook. */
const missingAnnotations: ReadonlySet<number> = new Set([
  7005, 7006, 7008, 7009, 7010, 7011, 7013, 7015, 7016, 7018, 7019, 7020, 7023, 7024, 7025, 7031, 7032, 7033, 7034,
  7052, 7053, 7057,
])

/** Used before its declaration: the name means the cell above's then. */
const usedBeforeDeclared: ReadonlySet<number> = new Set([2448, 2449, 2450, 2454, 7022])

const cannotFindName: ReadonlySet<number> = new Set([2304, 2503, 2552, 2580, 2582, 2584, 2662, 18004])

export const diagnostics = (parts: DiagnosticsParts): readonly Diagnostic[] => {
  const { service, cell } = parts
  const { fileName } = cell.text
  const found = [
    ...service.getSyntacticDiagnostics(fileName),
    ...service.getSemanticDiagnostics(fileName),
    ...service.getSuggestionDiagnostics(fileName).filter(d => d.reportsDeprecated !== undefined),
  ]
  return found.flatMap(d => inCell(parts, d) ?? []).slice(0, mostDiagnostics)
}

const inCell = (parts: DiagnosticsParts, found: ts.Diagnostic): Diagnostic | undefined => {
  const { api, cell, annotationsWanted } = parts
  const { code } = found
  const start = found.start === undefined ? undefined : cell.text.toCell(found.start)
  if (start === undefined || senseless.has(code)) return undefined
  if (!annotationsWanted && missingAnnotations.has(code)) return undefined
  const end = Math.min(cell.source.length, start + (found.length ?? 0))
  const name = cell.source.slice(start, end)
  if (usedBeforeDeclared.has(code) && parts.files.definerAbove(cell.id, name) !== undefined) return undefined
  const said = api.flattenDiagnosticMessageText(found.messageText, '\n')
  return {
    severity: severityOf(api, found),
    message: cannotFindName.has(code) ? said + whereDefined(parts, name) : said,
    code,
    start,
    end,
    line: lineOf(cell.source, start),
  }
}

const whereDefined = ({ files, cell }: DiagnosticsParts, name: string): string => {
  const below = files.definerBelow(cell.id, name)
  return below === undefined ? '' : ` It is defined below, in cell ${below.index + 1}: move that cell up.`
}

const severityOf = (api: TypeScript, found: ts.Diagnostic): Diagnostic['severity'] => {
  if (found.category === api.DiagnosticCategory.Error) return 'error'
  return found.category === api.DiagnosticCategory.Warning ? 'warning' : 'suggestion'
}

const lineOf = (source: string, offset: number): number => {
  let line = 1
  for (let at = source.indexOf('\n'); at !== -1 && at < offset; at = source.indexOf('\n', at + 1)) line++
  return line
}
