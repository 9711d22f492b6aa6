/** What a cell may ask of the front end beside its output: the pager, and the text of the next input. */
import type { CellHost } from './host.ts'

export interface Pager {
  /** Puts text into a new cell below, or with `replace` into this one. */
  setNextInput(text: string, options?: { readonly replace?: boolean }): void
  /** Shows text in the pager. */
  page(text: string): void
}

export const createPager = (host: Pick<CellHost, 'emit'>): Pager => ({
  setNextInput: (text, { replace = false } = {}) =>
    host.emit({ type: 'payload', payload: { source: 'set_next_input', text: String(text), replace } }),
  page: text =>
    host.emit({ type: 'payload', payload: { source: 'page', data: { 'text/plain': String(text) }, start: 0 } }),
})
