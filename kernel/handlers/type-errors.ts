/**
 * Type errors of a cell as a quiet note beside its output. They never stop a cell (`strict: true` does) and take no processor
 * from one: the cells that ran are checked when the kernel has nothing else to do.
 */
import type { CellId } from '../../runtime/brand.ts'
import { escapeHtml } from '../../runtime/capture/html-escape.ts'
import type { Diagnostic } from '../../runtime/language/language.ts'
import { noteMetadata } from '../../runtime/notebook/outputs.ts'
import type { Fields } from '../message.ts'

/** more would bury the output */
const shownAtMost = 5
/** milliseconds after the last execute: a run-all has sent its next by then */
const pause = 60

/** A run to check: its code, and where its note goes. */
interface Ran {
  readonly cell: CellId
  readonly code: string
  readonly show: (note: Fields) => void
}

export class TypeErrorNotes {
  readonly #diagnostics: (cell: CellId, code: string) => Promise<readonly Diagnostic[]>
  /** The newest run of each cell that isn't checked yet. */
  readonly #waiting = new Map<CellId, Ran>()
  #running = 0
  #checking = false
  #timer: NodeJS.Timeout | undefined

  constructor(diagnostics: (cell: CellId, code: string) => Promise<readonly Diagnostic[]>) {
    this.#diagnostics = diagnostics
  }

  /** A cell runs from now until `ended`. */
  started(): void {
    this.#running++
    clearTimeout(this.#timer)
  }

  ended(ran: Ran | undefined): void {
    this.#running--
    if (ran !== undefined) this.#waiting.set(ran.cell, ran)
    clearTimeout(this.#timer)
    if (this.#running === 0) this.#timer = setTimeout(() => this.#check(), pause).unref()
  }

  async #check(): Promise<void> {
    if (this.#checking) return
    this.#checking = true
    for (const { cell, code, show } of this.#waiting.values()) {
      if (this.#running > 0) break
      this.#waiting.delete(cell)
      // A language service that is gone has nothing to say about types.
      const note = typeErrorDisplay(await this.#diagnostics(cell, code).catch(() => []))
      // Run again meanwhile: that run's own note is to come.
      if (note !== undefined && !this.#waiting.has(cell)) show(note)
    }
    this.#checking = false
  }
}

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
    metadata: noteMetadata,
    transient: {},
  }
}
