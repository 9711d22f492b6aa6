/** How a progress bar looks, as HTML and as one line of text. Pure; the label is user text and is escaped. */
import { escapeHtml } from '../capture/html-escape.ts'
import { type Shown, shownAs } from '../capture/shown.ts'
import { count } from '../capture/text-form.ts'

export interface ProgressState {
  readonly label: string
  readonly done: number
  /** undefined: not known (yet). */
  readonly total: number | undefined
}

const barWidth = 24

export const progressShown = (state: ProgressState): Shown =>
  shownAs({ 'text/html': html(state), 'text/plain': text(state) })

const html = ({ label, done, total }: ProgressState): string => {
  const attributes = total === undefined ? '' : ` value="${done}" max="${Math.max(total, 1)}"`
  const name = label === '' ? '' : `<span>${escapeHtml(label)}</span> `
  return `<div class="cellar-progress">${name}<progress${attributes}></progress> <span>${figures({ label, done, total })}</span></div>`
}

const text = (state: ProgressState): string => {
  const { label, done, total } = state
  const filled = total === undefined ? 0 : Math.round(share(done, total) * barWidth)
  const bar = total === undefined ? '' : `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`
  return [label, bar, figures(state)].filter(part => part !== '').join(' ')
}

const figures = ({ done, total }: ProgressState): string =>
  total === undefined ? count(done) : `${count(done)} of ${count(total)} (${Math.floor(share(done, total) * 100)}%)`

const share = (done: number, total: number): number => (total <= 0 ? 1 : Math.min(1, Math.max(0, done / total)))
