/** Writes bound functions, whose parts only the inspector tells. */
import { Kind } from '../format.ts'
import type { GraphWriter } from '../graph-writer.ts'

const parts = ['TargetFunction', 'BoundThis', 'BoundArgs'] as const

export const bindsThis = (writer: GraphWriter, fn: object): boolean =>
  writer.inspector.internals(fn, ...parts).has('TargetFunction')

export const writeBound = (writer: GraphWriter, fn: object): void => {
  const internals = writer.inspector.internals(fn, ...parts)
  const bound = internals.get('BoundArgs') as readonly unknown[]
  writer.out.byte(Kind.bound)
  writer.value(internals.get('TargetFunction'))
  writer.value(internals.get('BoundThis'))
  writer.out.varint(bound.length)
  for (let i = 0; i < bound.length; i++) writer.value(bound[i])
  writer.markCode()
  writer.properties(fn, writer.shapes.shapeOf(fn))
}
