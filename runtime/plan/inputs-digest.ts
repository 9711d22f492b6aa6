/**
 * What a cell would run on, as one hash, before it runs: its code, every value that it may look at, the parameters set. An upper bound of its
 * reads, for what has to be known in advance: whether a state that a stopped run saved is of this very run. Pure.
 */
import { createHash } from 'node:crypto'
import { canonical, type ParameterValues } from '../parameters/parameters.ts'
import { missing } from './mismatch.ts'
import type { Plan, PlannedCell } from './plan.ts'
import { codeReached, mayTouch } from './reach.ts'

/** Undefined where no code that the cell can call saves states. */
export const inputsDigest = (plan: Plan, index: number, parameters: ParameterValues): string | undefined => {
  const saves = codeReached(plan, index).some(
    ({ reads, deferredReads }) => reads.has('checkpoint') || deferredReads.has('checkpoint'),
  )
  if (!saves) return undefined
  const { analysis } = plan.cells.at(index) as PlannedCell
  const hash = createHash('sha256').update(`${analysis.hash}\0${canonical(parameters)}`)
  for (const location of [...mayTouch(analysis, index, plan.bindings)].sort()) {
    const binding = plan.bindings.above(index, location)
    hash.update(`\0${location}=${binding?.is === 'known' ? (binding.version ?? missing) : missing}`)
  }
  return hash.digest('hex')
}
