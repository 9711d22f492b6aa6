/** Type errors of a cell as a quiet note beside its output. They never stop a cell; `strict: true` does. */
import { escapeHtml } from '../../runtime/capture/html-escape.ts'
import type { Diagnostic } from '../../runtime/language/language.ts'
import type { Fields } from '../message.ts'

/** more would bury the output */
const shownAtMost = 5

/** undefined when there is nothing to say. */
export const typeErrorDisplay = (found: readonly Diagnostic[]): Fields | undefined => {
  const errors = found.filter(d => d.severity === 'error')
  if (errors.length === 0) return undefined
  const lines = errors.slice(0, shownAtMost).map(d => `line ${d.line}: ${d.message} (TS${d.code})`)
  if (errors.length > shownAtMost) lines.push(`and ${errors.length - shownAtMost} more`)
  const items = lines.map(line => `<li>${escapeHtml(line)}</li>`).join('')
  return {
    data: {
      'text/plain': ['Type check:', ...lines].join('\n'),
      'text/html': `<details class="cellar-type-errors"><summary>Type check: ${errors.length} ${errors.length === 1 ? 'error' : 'errors'}</summary><ul>${items}</ul></details>`,
    },
    metadata: {},
    transient: {},
  }
}
