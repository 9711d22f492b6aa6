/** The line that ends a run of a notebook: what ran, what was restored, what went wrong, and how long that took and saved. */
import type { CellOutcome } from '../pipeline/run-notebook.ts'
import type { BatchEnd } from '../runtime/store/batches.ts'

/** Less is no time. */
export const WORTH_TELLING_MS = 500

export const endingLine = (path: string, summary: string, { ms, counts }: Pick<BatchEnd, 'ms' | 'counts'>): string => {
  const saved = counts.savedMs < WORTH_TELLING_MS ? '' : `, ${seconds(counts.savedMs)} saved`
  return `${path}: ${summary} in ${seconds(ms)}${saved}`
}

/** "3 cells ran, 9 restored, 1 failed"; what there is none of is left out. `isPart`: only some cells were to run. */
export const summaryOf = (all: readonly CellOutcome[], isPart: boolean): string => {
  const cells = isPart ? all.filter(({ state }) => state !== 'stale' && state !== 'new') : all
  const count = (fits: (outcome: CellOutcome) => boolean) => cells.filter(fits).length
  const bad = (['failed', 'timeout', 'cancelled', 'blocked', 'stale', 'new'] as const).map(
    state => [count(outcome => outcome.state === state), state === 'new' ? 'not run' : state] as const,
  )
  const uncaught = [count(outcome => outcome.uncaught !== undefined), 'left an error'] as const
  const left = [all.length - cells.length, 'not asked for'] as const
  return countsText(
    count(({ ran }) => ran),
    [[count(({ restored }) => restored), 'restored'], ...bad, uncaught, left],
  )
}

export const countsText = (ran: number, others: readonly (readonly [count: number, what: string])[]): string => {
  const rest = others.filter(([count]) => count !== 0).map(part => part.join(' '))
  return [`${ran === 0 ? 'no' : ran} cell${ran === 1 ? '' : 's'} ran`, ...rest].join(', ')
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 0)} s`
