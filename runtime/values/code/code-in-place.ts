/**
 * What is put back from memory leads to the code that is in place now: a cell that ran again made an equal function, which its name has, and
 * a listener that an earlier snapshot holds is to be that very one.
 */
import type { Identity } from '../object-table.ts'
import { SafeMap } from '../originals.ts'
import type { Snapshot } from '../snapshot.ts'
import type { CodeTags } from './code-tags.ts'

/** The snapshot with code of the same tags that `stays`, instead of its own that doesn't; undefined where all is in place. */
export const withCodeInPlace = (
  snapshot: Snapshot,
  tags: CodeTags,
  stays: (code: object) => boolean,
): Snapshot | undefined => {
  const inPlace = new SafeMap<unknown, object>()
  for (const number of snapshot.code) {
    const own = snapshot.nodes[number] as object
    const tag = tags.of(own)
    const other = tag === undefined ? undefined : tags.find(tag)
    if (other !== undefined && other !== own && stays(other) && !stays(own)) inPlace.set(own, other)
  }
  if (inPlace.size === 0) return undefined
  const { slots: _, ...rest } = snapshot
  const placed = <T>(value: T): T => (inPlace.get(value) as T | undefined) ?? value
  const values = new Map([...snapshot.values].map(([location, value]) => [location, placed(value)]))
  return { ...rest, nodes: snapshot.nodes.map(placed<Identity>), values }
}
