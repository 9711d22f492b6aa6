/**
 * Border: what the front and the language thread say to each other, structured-cloned. One question is under way at a
 * time, so an answer needs only the question's number.
 */
import type { CellId } from '../brand.ts'
import type { CodeRequest, InspectRequest } from './code-request.ts'
import type { Completion, Diagnostic, Inspection, NameAt, NamePlaces } from './language.ts'

/** Front and thread are built together; a thread of another build refuses to start. */
export const threadVersion = 2

export interface ThreadData {
  readonly version: number
  readonly folder: string
}

export type Question =
  | { readonly type: 'complete'; readonly request: CodeRequest }
  | { readonly type: 'inspect'; readonly request: InspectRequest }
  | { readonly type: 'diagnostics'; readonly cell: CellId }
  | { readonly type: 'places'; readonly at: NameAt }

export interface Answers {
  readonly complete: Completion
  readonly inspect: Inspection | undefined
  readonly diagnostics: readonly Diagnostic[]
  readonly places: NamePlaces | undefined
}

export type ToThread =
  /** The document as it is now: its order, and the sources that the thread doesn't have yet. */
  | {
      readonly type: 'document'
      readonly order: readonly CellId[]
      readonly sources: ReadonlyMap<CellId, string>
    }
  | { readonly type: 'ask'; readonly number: number; readonly question: Question }

export type FromThread =
  | { readonly type: 'answer'; readonly number: number; readonly answer: Answers[Question['type']] }
  /** TypeScript threw: the question has no answer, the thread goes on. */
  | { readonly type: 'failed'; readonly number: number }
