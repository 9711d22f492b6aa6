/** The line that ends a run of a notebook: what ran, what was restored, what went wrong, and how long that took and saved. */
import { nearPath } from './near-path.ts'
import type { CellOutcome } from '../pipeline/run-notebook.ts'
import type { BatchEnd } from '../runtime/store/batches.ts'

/** Less is no time. */
export const WORTH_TELLING_MS = 500

export const endingLine = (path: string, summary: string, { ms, counts }: Pick<BatchEnd, 'ms' | 'counts'>): string => {
  const saved = counts.savedMs < WORTH_TELLING_MS ? '' : `, ${seconds(counts.savedMs)} saved`
  return `${nearPath(path)}: ${summary} in ${seconds(ms)}${saved}`
}

/** "3 cells ran, 9 restored, 1 failed": each cell counts once, and what there is none of is left out. `isPart`: only some cells were to run. */
export const summaryOf = (cells: readonly CellOutcome[], isPart: boolean): string => {
  const counts = new Map<string, number>()
  for (const cell of cells) {
    const ending = endingOf(cell, isPart)
    counts.set(ending, (counts.get(ending) ?? 0) + 1)
  }
  const parts = endings.flatMap(ending => (counts.has(ending) ? [[counts.get(ending)!, ending] as const] : []))
  const [first, ...rest] = parts
  return first !== undefined && cells.some(({ ran }) => ran) ? countsText([first, ...rest]) : nothingRan(parts)
}

const endings = [
  'ran',
  'restored',
  'failed',
  'timeout',
  'cancelled',
  'blocked',
  'stale',
  'not run',
  'left an error',
  'not asked for',
]

const endingOf = ({ state, ran, restored, uncaught }: CellOutcome, isPart: boolean): string => {
  if (isPart && (state === 'stale' || state === 'new')) return 'not asked for'
  if (state === 'new') return 'not run'
  if (state !== 'fresh') return state
  if (uncaught !== undefined) return 'left an error'
  return ran ? 'ran' : restored ? 'restored' : 'fresh'
}

type Count = readonly [count: number, what: string]

/** What a second run is for. */
export const nothingRan = (parts: readonly Count[]): string =>
  ['no cells ran', ...parts.map(part => part.join(' '))].join(', ')

const countsText = ([[count, what], ...rest]: readonly [Count, ...Count[]]): string =>
  [`${count} cell${count === 1 ? '' : 's'} ${what}`, ...rest.map(part => part.join(' '))].join(', ')

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 0)} s`
