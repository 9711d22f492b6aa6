/**
 * Completions at an offset: what TypeScript offers in scope, names of cells above included, narrowed to what was typed
 * and ordered by nearness. Refuses auto-imports. Signatures and documentation are worked out for the first items only:
 * an editor asks for the rest by inspecting.
 */
import type ts from 'typescript'
import type { CellId } from '../brand.ts'
import type { CellText } from './cell-text.ts'
import type { CodeRequest } from './code-request.ts'
import { type CompletionCandidate, completionCandidate } from './completion-candidate.ts'
import { completionKind, declaredKind } from './completion-kind.ts'
import type { Completion, CompletionItem } from './language.ts'
import type { NotebookFiles } from './notebook-files.ts'
import { symbolText } from './symbol-text.ts'
import type { TypeScript } from './typescript.ts'

export interface CompleteParts {
  readonly api: TypeScript
  readonly service: ts.LanguageService
  readonly files: NotebookFiles
  readonly text: CellText
  readonly request: CodeRequest
}

/** A list longer than this helps nobody; an editor asks again after another letter. */
const mostItems = 500
/** As many as a completion box shows at once. */
const mostDescribed = 15

export const complete = ({ api, service, files, text, request }: CompleteParts): Completion => {
  const { offset } = request
  const found = service.getCompletionsAtPosition(text.fileName, text.toFile(offset), {
    includeSymbol: true,
    includeCompletionsWithInsertText: true,
    includeCompletionsForModuleExports: false,
    includeCompletionsForImportStatements: false,
  })
  const wordStart = startOfWord(api, text.source, offset)
  if (found === undefined || found.entries.length === 0) return { start: wordStart, end: offset, items: [] }

  const program = service.getProgram()!
  const place = { api, program, text, offset, wordStart, members: found.isMemberCompletion }
  const candidates = found.entries.flatMap(entry => completionCandidate(place, entry) ?? [])
  const start = candidates.reduce((least, c) => Math.min(least, c.start), wordStart)
  const items = nearestFirst(candidates).map(({ entry, ...c }, i): CompletionItem => {
    const item = { text: text.source.slice(start, c.start) + c.text, kind: completionKind(api, program, entry) }
    if (i >= mostDescribed || entry.symbol === undefined) return item
    return { ...item, ...symbolText(api, program, entry.symbol, text.fileName) }
  })
  if (!found.isGlobalCompletion) return { start, end: offset, items }
  const typed = text.source.slice(wordStart, offset)
  return { start, end: offset, items: [...items, ...namesBelow(files, { cell: request.cell, typed, items })] }
}

const nearestFirst = (candidates: readonly CompletionCandidate[]): readonly CompletionCandidate[] =>
  candidates.toSorted((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0)).slice(0, mostItems)

interface Below {
  readonly cell: CellId | undefined
  readonly typed: string
  readonly items: readonly CompletionItem[]
}

const namesBelow = (files: NotebookFiles, { cell, typed, items }: Below): readonly CompletionItem[] => {
  const offered = new Set(items.map(i => i.text))
  return files
    .definedOnlyBelow(cell)
    .filter(({ name }) => name.toLowerCase().startsWith(typed.toLowerCase()) && !offered.has(name))
    .map(({ name, definer }) => ({ text: name, kind: declaredKind[definer.kind] }))
}

const startOfWord = (api: TypeScript, source: string, offset: number): number => {
  let start = offset
  while (start > 0) {
    const low = source.charCodeAt(start - 1)
    const size = low >= 0xdc00 && low <= 0xdfff ? 2 : 1
    const point = source.codePointAt(start - size)
    if (point === undefined || !api.isIdentifierPart(point, api.ScriptTarget.ESNext)) break
    start -= size
  }
  return start
}
