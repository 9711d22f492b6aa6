/**
 * One of TypeScript's completion entries as a candidate: the text to insert, where it goes and how near it is. Refuses
 * what doesn't begin with what was typed (case aside) and what needs more than the insertion of its text.
 */
import type ts from 'typescript'
import { abovePrefix } from './cell-header.ts'
import type { CellText } from './cell-text.ts'

export interface CompletionCandidate {
  readonly text: string
  readonly start: number
  /** Sorts as text, nearest first. */
  readonly rank: string
  readonly entry: ts.CompletionEntry
}

export interface CompletionPlace {
  readonly program: ts.Program
  readonly text: CellText
  readonly code: string
  readonly offset: number
  readonly wordStart: number
  /** After a dot. */
  readonly members: boolean
}

export const completionCandidate = (
  place: CompletionPlace,
  entry: ts.CompletionEntry,
): CompletionCandidate | undefined => {
  const { text, code, offset, wordStart } = place
  // `warning`: words of the file that may not exist. `source`: an import or a rewrite comes with it. `[Symbol]`: a
  // member that has no name to type.
  const isPlain = entry.kind !== 'warning' && entry.source === undefined && entry.insertText !== '[Symbol]'
  if (!isPlain || entry.name.startsWith(abovePrefix)) return undefined
  const start = entry.replacementSpan === undefined ? wordStart : text.toCell(entry.replacementSpan.start)
  if (start === undefined || start > offset) return undefined
  // In a string all that is replaced was typed of it (`node:f`); `?.x` and `["x y"]` are typed as the word alone.
  const typed = code.slice(entry.insertText === undefined ? start : wordStart, offset)
  if (!entry.name.toLowerCase().startsWith(typed.toLowerCase())) return undefined
  return { text: entry.insertText ?? entry.name, start, entry, rank: rankOf(place, entry, typed) }
}

const rankOf = ({ program, members }: CompletionPlace, entry: ts.CompletionEntry, typed: string): string => {
  const file = entry.symbol?.declarations?.[0]?.getSourceFile()
  const sameCase = entry.name.startsWith(typed) ? '0' : '1'
  if (file === undefined) return entry.sortText + sameCase
  // What every function or object has comes after what this one has; TypeScript ranks them the same.
  if (members) return (program.isSourceFileDefaultLibrary(file) ? '1' : '0') + entry.sortText + sameCase
  // Globals share one rank in TypeScript; the cell API is what a notebook means first.
  const isCellApi = file.fileName.endsWith('__cellar_api.d.ts')
  return (isCellApi && entry.sortText > '14' ? '14' : entry.sortText) + sameCase
}
