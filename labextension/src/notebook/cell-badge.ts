/**
 * The mark on one cell: attributes for the style sheet and a button in the margin with the state's word. The button hangs on
 * the cell's own node: what JupyterLab draws inside a cell comes and goes with scrolling.
 */
import type { Cell } from '@jupyterlab/cells'
import type { Mark } from '../model/mark.ts'

const BADGE = 'cellar-Badge'

export const showMark = ({ node }: Cell, mark: Mark): void => {
  node.dataset.cellarState = mark.state
  node.dataset.cellarOrigin = mark.origin
  node.setAttribute('aria-description', mark.label)
  const badge = badgeIn(node) ?? addBadge(node)
  const [word, time] = badge.children
  if (word) word.textContent = mark.state
  if (time) time.textContent = [originSigns[mark.origin], mark.duration].filter(Boolean).join(' ')
  badge.title = [...mark.details, ...(mark.cause ? ['Click to go to the cell that caused it.'] : [])].join('\n')
  badge.setAttribute('aria-label', mark.label)
  badge.dataset.cause = mark.cause ?? ''
}

export const clearMark = ({ node }: Cell): void => {
  delete node.dataset.cellarState
  delete node.dataset.cellarOrigin
  node.removeAttribute('aria-description')
  badgeIn(node)?.remove()
}

/** The cell to jump to, where the event is a click on a badge. */
export const causeAt = (event: Event): string | undefined => {
  const badge = event.target instanceof Element ? event.target.closest<HTMLElement>(`.${BADGE}`) : null
  return badge?.dataset.cause || undefined
}

/** ↺ restored from the store, ⇉ ran in the pool; the tooltip says it in words. */
const originSigns = { session: '', store: '↺', pool: '⇉' } as const

const badgeIn = (node: HTMLElement): HTMLElement | null => node.querySelector<HTMLElement>(`:scope > .${BADGE}`)

const addBadge = (node: HTMLElement): HTMLElement => {
  const badge = document.createElement('button')
  badge.type = 'button'
  badge.className = BADGE
  // The command "Show why" is the keyboard's way; a tab stop on each of 1,000 cells would be none.
  badge.tabIndex = -1
  badge.append(document.createElement('span'), document.createElement('span'))
  node.append(badge)
  return badge
}
