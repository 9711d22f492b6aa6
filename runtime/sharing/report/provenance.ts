/**
 * What led to the result of a cell: the runs it comes from, reduced to its ancestors, each with its code as it ran, and what they took from outside
 * the notebook. Pure: told by what runs read and wrote, version by version, so that an edit since doesn't blur it.
 */
import type { RunId, Version } from '../../brand.ts'
import { holdsValue, kindOf, type Location } from '../../location.ts'
import { missing } from '../../plan/mismatch.ts'
import type { RunDetails, RunTrace } from '../../store/store.ts'

export interface Provenance {
  /** In document order; the last is the cell itself. */
  readonly steps: readonly ProvenanceStep[]
  /** Files, modules, packages, variables and parameters. */
  readonly inputs: readonly { readonly location: Location; readonly version: Version }[]
  /** Values whose writer is not among the runs that the notebook shows any more. */
  readonly unknown: readonly Location[]
  readonly engine: string
}

export interface ProvenanceStep {
  readonly run: RunId
  /** Of its cell among the code cells, from 1. */
  readonly number: number
  readonly code: string
  readonly startedAt: number
  readonly ms: number
}

/** `shown`: the runs of the code cells from the top; holes where a cell has none. */
export const provenanceOf = (
  index: number,
  shown: readonly (RunTrace | undefined)[],
  details: (run: RunId) => RunDetails | undefined,
): Provenance | undefined => {
  const own = shown[index]
  if (own === undefined) return undefined
  const ancestors = new Set<number>([index])
  const inputs = new Map<Location, Version>()
  const unknown = new Set<Location>()
  for (const at of ancestors)
    for (const { location, version } of shown[at]?.reads ?? []) {
      if (!isNamedInput(location) || version === missing) continue
      const writer = writerOf(location, version, { above: at, shown })
      if (writer !== undefined) ancestors.add(writer)
      else if (holdsValue(location)) unknown.add(location)
      else inputs.set(location, version)
    }
  const steps = [...ancestors]
    .sort((a, b) => a - b)
    .flatMap((at): readonly ProvenanceStep[] => {
      const trace = shown[at]
      if (trace === undefined) return []
      const { id: run, startedAt, ms } = trace
      return [{ run, number: at + 1, code: details(run)?.code ?? '', startedAt, ms }]
    })
  const sorted = [...inputs].map(([location, version]) => ({ location, version }))
  sorted.sort((a, b) => (a.location < b.location ? -1 : 1))
  return { steps, inputs: sorted, unknown: [...unknown], engine: own.engine }
}

/** How values share objects is no input that a person would name; a folder is told by its files. */
export const isNamedInput = (location: Location): boolean => !NOT_SHOWN.has(kindOf(location))

const NOT_SHOWN: ReadonlySet<string> = new Set(['alias', 'sharers', 'late', 'cwd'])

const writerOf = (
  location: Location,
  version: Version,
  { above, shown }: { readonly above: number; readonly shown: readonly (RunTrace | undefined)[] },
): number | undefined => {
  for (let at = above - 1; at >= 0; at--)
    if (shown[at]?.writes.some(write => write.location === location && write.version === version)) return at
  return undefined
}
