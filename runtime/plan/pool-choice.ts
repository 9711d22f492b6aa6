/** Does a cell go to the pool? As its `pool` option says, else where its last run was long and left nothing that can't come back. Pure. */
import { holdsValue, kindOf } from '../location.ts'
import type { Write } from '../store/store.ts'
import type { PlannedCell } from './plan.ts'

/** milliseconds: a cell that took less is done before anybody misses the session */
const long = 2_000
/** bytes that cross in a millisecond, there and back, of the slower machines we know */
const bytesPerMs = 100_000
/** the part of its own time that a cell may spend on crossing */
const worthwhile = 0.1

export const wantsPool = ({ analysis, shown }: PlannedCell): boolean => {
  const { pool = 'auto' } = analysis.options
  if (pool !== 'auto') return pool
  if (analysis.barrier || shown === undefined || shown.outcome !== 'ok' || shown.ms < long) return false
  const bytes = shown.writes.reduce((sum, write) => sum + write.size, 0)
  return shown.writes.every(comesBack) && bytes < shown.ms * worthwhile * bytesPerMs
}

/** Values that the store can hold, and files; not what lives in a process: timers, its variables, its directory. */
const comesBack = ({ location, storable }: Write): boolean => {
  const kind = kindOf(location)
  return holdsValue(location) ? storable : kind === 'file' || kind === 'ran'
}
