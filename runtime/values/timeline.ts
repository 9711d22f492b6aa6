/** The marks and measures of `performance`, which Node keeps inside itself: a setting that cells add to. */
import { type PerformanceEntry, performance } from 'node:perf_hooks'
import type { Setting } from './settings.ts'

interface Told {
  readonly entryType: string
  readonly name: string
  /** milliseconds since the process began */
  readonly startTime: number
  /** milliseconds */
  readonly duration: number
  readonly detail: unknown
}

/** Node's own: user code may wrap them. */
const getEntries = performance.getEntriesByType.bind(performance)
const mark = performance.mark.bind(performance)
const measure = performance.measure.bind(performance)
const clearMarks = performance.clearMarks.bind(performance)
const clearMeasures = performance.clearMeasures.bind(performance)

let seen: readonly PerformanceEntry[] = []
let told: readonly Told[] | undefined

export const timeline: Setting = {
  name: 'performance.timeline',
  read: () => {
    const entries = [...getEntries('mark'), ...getEntries('measure')]
    // There may be many, and every look asks.
    const isSame = entries.length === seen.length && entries.every((entry, i) => entry === seen[i])
    if (isSame) return told
    seen = entries
    told = entries.length === 0 ? undefined : entries.map(toldOf)
    return told
  },
  write: value => {
    clearMarks()
    clearMeasures()
    for (const { entryType, name, startTime, duration, detail } of (value ?? []) as readonly Told[])
      if (entryType === 'mark') mark(name, { startTime, detail })
      else measure(name, { start: startTime, duration, detail })
  },
}

const toldOf = (entry: PerformanceEntry): Told => {
  const { entryType, name, startTime, duration } = entry
  return { entryType, name, startTime, duration, detail: (entry as PerformanceMark).detail }
}
