/**
 * All that can stand at one place in a cell, before it is narrowed to the letters typed so far. The offers hold while
 * the same word is typed on, as they do in any editor; the document and modules on disk must not have changed since.
 */
import { unlessBroken } from './broken-code.ts'
import type ts from 'typescript'
import type { Definer } from './cell-header.ts'
import type { CellText } from './cell-text.ts'
import type { CodeRequest } from './code-request.ts'
import type { NotebookFiles } from './notebook-files.ts'
import type { TypeScript } from './typescript.ts'

export interface Offers {
  readonly of: 'members' | 'scope' | 'other'
  readonly entries: readonly ts.CompletionEntry[]
  /** Names that only cells below define: for a scope, last. */
  readonly below: readonly { readonly name: string; readonly definer: Definer }[]
  readonly request: CodeRequest
  readonly text: CellText
  readonly wordStart: number
  /** As it was when they were made: later edits make another. */
  readonly program: ts.Program
}

export interface OffersParts {
  readonly api: TypeScript
  readonly service: ts.LanguageService
  readonly files: NotebookFiles
}

export const offersAt = ({ api, service, files }: OffersParts, request: CodeRequest): Offers => {
  const text = files.focus(request)
  const found = unlessBroken(() =>
    service.getCompletionsAtPosition(text.fileName, text.toFile(request.offset), {
      includeSymbol: true,
      includeCompletionsWithInsertText: true,
      includeCompletionsForModuleExports: false,
      includeCompletionsForImportStatements: false,
    }),
  )
  const isScope = found?.isGlobalCompletion ?? false
  return {
    of: isScope ? 'scope' : found?.isMemberCompletion ? 'members' : 'other',
    entries: found?.entries ?? [],
    below: isScope ? files.definedOnlyBelow(request.cell) : [],
    request,
    text,
    wordStart: startOfWord(api, request.code, request.offset),
    program: service.getProgram()!,
  }
}

export const stillHold = (api: TypeScript, { entries, request, wordStart }: Offers, now: CodeRequest): boolean =>
  entries.length > 0 &&
  now.cell === request.cell &&
  now.offset >= request.offset &&
  now.code.startsWith(request.code.slice(0, request.offset)) &&
  now.code.slice(now.offset) === request.code.slice(request.offset) &&
  startOfWord(api, now.code, now.offset) === wordStart

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
