/**
 * What the editor asks about code: completion, documentation, diagnostics, completeness. Types are computed in a
 * thread of their own and never gate or delay a run. Contract; `language-service.ts` implements it.
 * All offsets are UTF-16 units in the cell's own source; the kernel converts from code points.
 */
import type { CellId } from '../brand.ts'

export interface LanguageService {
  /** The whole notebook, in order: a cell is typed against the cells above it. */
  setDocument(cells: readonly { readonly id: CellId; readonly source: string }[]): void
  /** `cell` absent or unknown: code is typed as if it stood at the end. */
  complete(request: { readonly cell?: CellId; readonly code: string; readonly offset: number }): Promise<Completion>
  inspect(request: {
    readonly cell?: CellId
    readonly code: string
    readonly offset: number
    readonly detail: 0 | 1
  }): Promise<Inspection | undefined>
  diagnostics(cell: CellId): Promise<readonly Diagnostic[]>
  /** Undefined where no name stands that cells share. */
  places(at: NameAt): Promise<NamePlaces | undefined>
  close(): Promise<void>
}

export interface Completion {
  readonly start: number
  readonly end: number
  readonly items: readonly CompletionItem[]
}

export interface CompletionItem {
  readonly text: string
  /** function, class, variable, property, method, keyword, module, interface, type, enum, constant */
  readonly kind: string
  readonly signature?: string
  readonly documentation?: string
}

export interface Inspection {
  /** `const rows: { id: number }[]` */
  readonly signature: string
  /** Markdown */
  readonly documentation: string
  /** detail 1: where it is defined and its source */
  readonly definition?: { readonly title: string; readonly source: string }
}

export interface NameAt {
  readonly cell: CellId
  readonly offset: number
}

/** Everywhere that one of the notebook's names is written, in the document's order. */
export interface NamePlaces {
  readonly name: string
  readonly places: readonly NamePlace[]
}

/** Renaming replaces it by `before` + the new name + `after`. */
export interface NamePlace {
  readonly cell: CellId
  readonly start: number
  readonly end: number
  readonly declares: boolean
  readonly before: string
  readonly after: string
}

export interface Diagnostic {
  readonly severity: 'error' | 'warning' | 'suggestion'
  readonly message: string
  readonly code: number
  readonly start: number
  readonly end: number
  /** 1-based line in the cell */
  readonly line: number
}

export type Completeness =
  | { readonly is: 'complete' }
  | { readonly is: 'incomplete'; readonly indent: string }
  | { readonly is: 'invalid' }
