/** How a run is written in lists: when, how it ended, how long it took; and which lines two codes don't share. Pure. */
import type { RunView } from '../../../runtime/view.ts'
import { duration } from './duration.ts'

const outcomeWords: Readonly<Record<RunView['outcome'], string>> = {
  ok: 'ok',
  failed: 'failed',
  interrupted: 'cancelled',
  timeout: 'timeout',
  lost: 'session lost',
}

/** "ok · 1.2 s · in the pool" */
export const runSummary = ({ outcome, ms, where }: RunView): string =>
  [outcomeWords[outcome], duration(ms), ...(where === 'pool' ? ['in the pool'] : [])].join(' · ')

/** The time of day for today's runs, else the date with it, as the person's language writes it. */
export const startedText = (startedAt: number, now: number): string => {
  const [date, today] = [new Date(startedAt), new Date(now)]
  return date.toDateString() === today.toDateString() ? date.toLocaleTimeString() : date.toLocaleString()
}

/** Each line, and whether the other code lacks it. */
export const linesUnlike = (
  code: string,
  other: string,
): readonly { readonly line: string; readonly unlike: boolean }[] => {
  const known = new Set(other.split('\n'))
  return code.split('\n').map(line => ({ line, unlike: !known.has(line) }))
}
