/** Does a cell go to the pool? As its `pool` option says, else where its last run was long and left nothing that can't come back. Pure. */
import { keyOf, kindOf } from '../location.ts'
import type { WriteReport } from '../executor/executor.ts'
import type { Write } from '../store/store.ts'
import { reachedLater } from './late-work.ts'
import type { Plan, PlannedCell } from './plan.ts'

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
  return shown.writes.every(write => write.storable) && bytes < shown.ms * worthwhile * bytesPerMs
}

/** Why the cell needn't be tried in the pool: what this very code left there the last time. */
export const triedBefore = (plan: Plan, index: number): string | undefined => {
  const { analysis, shown } = plan.cells.at(index) as PlannedCell
  return shown?.outcome === 'ok' && shown.hash === analysis.hash ? whyItStays(plan, index, shown.writes) : undefined
}

/** What of it can only live where all names do: values that no store can hold, and timers that can come to touch a name. */
export const whyItStays = (plan: Plan, index: number, writes: readonly Left[]): string | undefined => {
  const isFree = ({ location, mentions }: Left): boolean =>
    kindOf(location) === 'late' && mentions.length === 0 && reachedLater(plan, index).length === 0
  const stuck = writes.find(write => !write.storable && !isFree(write))
  if (stuck === undefined) return heldElsewhere(plan, index, writes)
  if (kindOf(stuck.location) === 'late') return 'it leaves timers going that read or change names'
  return stuck.whyNot ?? `it leaves ${keyOf(stuck.location)} behind, which can't leave its process`
}

/** What it changed in place comes back as other objects: who holds these where nobody can look would keep them as they were. */
const heldElsewhere = ({ bindings }: Plan, index: number, writes: readonly Left[]): string | undefined => {
  const inPlace = writes.filter(({ location, assigned, version }) => {
    const above = bindings.above(index, location)
    return kindOf(location) === 'name' && assigned === false && above?.is === 'known' && above.version !== version
  })
  if (inPlace.length === 0) return undefined
  for (const location of bindings.locations()) {
    const holder = bindings.above(index, location)
    if (holder?.is !== 'known') continue
    const holds = kindOf(location) === 'late' ? holder.mentions : holder.holds
    const held = inPlace.find(w => holds.includes(keyOf(w.location)))
    if (held !== undefined)
      return `it changes ${keyOf(held.location)}, which ${kindOf(location) === 'late' ? 'a timer' : keyOf(location)} may hold`
  }
  return undefined
}

type Left = Pick<Write, 'location' | 'storable' | 'mentions'> &
  Partial<Pick<WriteReport, 'whyNot' | 'assigned' | 'version'>>
