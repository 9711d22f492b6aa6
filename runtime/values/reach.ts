/**
 * What code can get at that holds some values: a timer's callback and its arguments. A look from outside of the captures: it takes no
 * snapshot and makes nobody an owner.
 */
import { type Location, locationOf } from '../location.ts'
import { readingsPerLook } from './code/captured.ts'
import type { GraphWriter } from './graph-writer.ts'
import type { Reach } from './heap.ts'
import { SafeSet } from './originals.ts'
import type { Ownership } from './ownership.ts'
import { eachDataSlot } from './units.ts'

export const reachOf = (
  values: readonly unknown[],
  { writer, ownership }: { readonly writer: GraphWriter; readonly ownership: Ownership },
): Reach => {
  writer.startCapture()
  writer.captured.startReading({ readings: readingsPerLook })
  const walk = writer.walk(values)
  const whole = walk.unreadable === undefined
  let holdsObjects = !whole
  const locations = new SafeSet<Location>([...walk.mentions].map(name => locationOf('name', name)))
  eachDataSlot(walk, slot => {
    holdsObjects = true
    for (const owner of ownership.ownersOf(slot) ?? []) locations.add(owner)
  })
  writer.endCapture()
  return { locations, holdsObjects, whole }
}
