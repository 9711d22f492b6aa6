/**
 * The kernel's diagnostics as an editor underlines them: within the text as it is now, which may have grown or shrunk meanwhile.
 * Suggestions are left out: they would underline code that is right. Pure.
 */
import type { DiagnosticView } from '../../../runtime/view.ts'

export interface Underlined {
  readonly from: number
  readonly to: number
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly source: string
}

export const editorDiagnostics = (found: readonly DiagnosticView[], length: number): readonly Underlined[] =>
  found.flatMap(({ severity, message, start, end }) =>
    severity === 'suggestion' || start > length
      ? []
      : [{ from: start, to: Math.min(Math.max(end, start), length), severity, message, source: 'TypeScript' }],
  )
