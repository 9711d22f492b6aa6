/**
 * Where two lists of planned cells differ, without a look at every cell: whoever makes a list from another says at which places. It
 * remembers a few steps, and of lists that it doesn't know to come from each other it says so. A memory only: it changes no answer.
 */
import type { PlannedCell } from './plan.ts'

type List = readonly PlannedCell[]

/** Lists of which each was made from the one before. */
interface Line {
  /** The places at which the steps from `first` on changed something. */
  readonly steps: (readonly number[])[]
  first: number
}

interface Origin {
  readonly line: Line
  readonly step: number
}

/** Whoever looks compares with a list of a moment ago. */
const remembered = 64

const origins = new WeakMap<List, Origin>()

/** `next` is `before` but at these places; it may have more at its end. */
export const derived = (next: List, before: List, places: readonly number[]): void => {
  const origin = origins.get(before)
  const isLast = origin !== undefined && origin.step === origin.line.first + origin.line.steps.length
  const { line, step } = isLast ? origin : { line: { steps: [], first: 0 }, step: 0 }
  if (!isLast) origins.set(before, { line, step })
  line.steps.push(places)
  if (line.steps.length > remembered) {
    line.steps.shift()
    line.first++
  }
  origins.set(next, { line, step: step + 1 })
}

/** Places at which `now` may differ from the earlier list; undefined where nobody knows. */
export const changedPlaces = (now: List, before: List): readonly number[] | undefined => {
  if (now === before) return []
  const [to, from] = [origins.get(now), origins.get(before)]
  if (to === undefined || to.line !== from?.line || from.step < to.line.first || from.step > to.step) return undefined
  const { steps, first } = to.line
  return steps.slice(from.step - first, to.step - first).flat()
}
