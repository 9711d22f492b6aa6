/**
 * Questions to the person at the keyboard: `await input()`, and `prompt` and `confirm` as in browsers, which block. Where no
 * one can answer (a batch run), the host's error reaches the cell.
 */
import type { CellHost } from './host.ts'

export interface Ask {
  input(text?: string, options?: { readonly password?: boolean }): Promise<string>
  /** The answer; the fallback when it is empty. */
  prompt(text?: string, fallback?: string): string
  confirm(text?: string): boolean
}

export const createAsk = (host: Pick<CellHost, 'input' | 'inputSync'>): Ask => ({
  input: (text = '', { password = false } = {}) => host.input({ prompt: String(text), password }),
  prompt: (text = '', fallback = '') => {
    const offered = fallback === '' ? '' : ` [${fallback}]`
    const answer = host.inputSync({ prompt: `${String(text)}${offered} `.trimStart(), password: false })
    return answer === '' ? fallback : answer
  },
  confirm: (text = '') => {
    const answer = host.inputSync({ prompt: `${String(text)} [y/N] `.trimStart(), password: false })
    return /^\s*y(es)?\s*$/i.test(answer)
  },
})
