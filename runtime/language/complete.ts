/**
 * Completions at an offset: what TypeScript offers in scope, names of cells above included, narrowed to what was typed
 * and ordered by nearness. Refuses auto-imports. Signatures and documentation are worked out for the first items only:
 * an editor asks for the rest by inspecting.
 */
import type ts from 'typescript'
import { abovePrefix } from './cell-header.ts'
import type { CellText } from './cell-text.ts'
import type { CodeRequest } from './code-request.ts'
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
/** As many as a completion box shows on a page or two. */
const mostDescribed = 30

interface Candidate {
  readonly text: string
  readonly start: number
  readonly rank: string
  readonly entry: ts.CompletionEntry
}

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

  const candidates = found.entries.flatMap(entry => candidate(entry, { text, offset, wordStart }) ?? [])
  const start = candidates.reduce((least, c) => Math.min(least, c.start), wordStart)
  const nearest = candidates.sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0)).slice(0, mostItems)
  const program = service.getProgram()!
  const items = nearest.map((c, i): CompletionItem => {
    const item = { text: text.source.slice(start, c.start) + c.text, kind: completionKind(api, program, c.entry) }
    return i < mostDescribed && c.entry.symbol !== undefined
      ? { ...item, ...symbolText(api, program, c.entry.symbol, text.fileName) }
      : item
  })
  return { start, end: offset, items: found.isGlobalCompletion ? [...items, ...namesBelow()] : items }

  function namesBelow(): readonly CompletionItem[] {
    const typed = text.source.slice(wordStart, offset).toLowerCase()
    const offered = new Set(items.map(i => i.text))
    return files
      .definedOnlyBelow(request.cell)
      .filter(({ name }) => name.toLowerCase().startsWith(typed) && !offered.has(name))
      .map(({ name, definer }) => ({ text: name, kind: declaredKind[definer.kind] }))
  }
}

const candidate = (
  entry: ts.CompletionEntry,
  at: { readonly text: CellText; readonly offset: number; readonly wordStart: number },
): Candidate | undefined => {
  // `warning`: words of the file that may not exist.
  if (entry.kind === 'warning' || entry.name.startsWith(abovePrefix)) return undefined
  const from = entry.replacementSpan?.start
  const start = from === undefined ? at.wordStart : at.text.toCell(from)
  if (start === undefined || start > at.offset) return undefined
  const typed = at.text.source.slice(at.wordStart, at.offset)
  const inserted = entry.insertText ?? entry.name
  const name = from === undefined || entry.insertText !== undefined ? entry.name : inserted
  const compared = from === undefined || from >= at.text.toFile(at.wordStart) ? typed : typedIn(entry, at, start, typed)
  if (!name.toLowerCase().startsWith(compared.toLowerCase())) return undefined
  return { text: inserted, start, entry, rank: rankOf(entry, compared) }
}

/** In a string the replaced part is what is compared (`node:f`); with `?.` inserted it is the word behind the dot. */
const typedIn = (
  entry: ts.CompletionEntry,
  at: { readonly text: CellText; readonly offset: number },
  start: number,
  typed: string,
): string => (entry.insertText === undefined ? at.text.source.slice(start, at.offset) : typed)

const rankOf = (entry: ts.CompletionEntry, typed: string): string => {
  const exact = entry.name.startsWith(typed) ? '0' : '1'
  const ofCellar = entry.symbol?.declarations?.[0]?.getSourceFile().fileName.endsWith('__cellar_api.d.ts') ?? false
  // Globals share one rank in TypeScript; the cell API is what a notebook means first.
  return (ofCellar && entry.sortText > '14' ? '14' : entry.sortText) + exact
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
