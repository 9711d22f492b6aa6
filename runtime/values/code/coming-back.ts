/**
 * Equal objects of before take the place of new ones, so that what holds on to their code finds it again. Not where something that stays
 * as it is leads to the new code: a function in a list and the closure that takes it out again are to mean the same function.
 */
import type { Location } from '../../location.ts'

export interface Renewed {
  readonly locations: readonly Location[]
  /** New functions and classes in it. */
  readonly code: readonly object[]
}

/** Those that may come back, together. */
export const comingBack = <R extends Renewed>(
  renewed: readonly R[],
  leadingTo: (code: object) => ReadonlySet<Location>,
): readonly R[] => {
  const coming = new Set(renewed.flatMap(({ locations }) => locations))
  const fits = ({ code }: R): boolean => code.every(object => [...leadingTo(object)].every(l => coming.has(l)))
  const left = renewed.filter(fits)
  return left.length === renewed.length ? left : comingBack(left, leadingTo)
}
