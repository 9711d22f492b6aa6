/**
 * Values written down by themselves, beside the notebook's locations: the function and items of `each`, and what they came to. Nothing is
 * captured or kept; functions and classes get the tags that a capture would give them, so that an instance finds its class on the other side.
 */
import type { Location } from '../location.ts'
import type { Sighting } from './code/code-tags.ts'
import type { GraphWriter } from './graph-writer.ts'
import type { Packed } from './heap.ts'
import { unitChunks } from './unit-bytes.ts'
import { explain } from './why-not.ts'

export const packed = (
  values: ReadonlyMap<Location, unknown>,
  writer: GraphWriter,
  tag: (sighting: Sighting) => string,
): Packed => {
  writer.startCapture()
  writer.forElsewhere = true
  const locations = [...values.keys()]
  // Each by itself first, as a capture sees it: a tag says where its code was met.
  if (locations.length > 1)
    for (const [location, value] of values)
      writer.walk([value]).sources.forEach((source, i) => void tag({ ...source, from: `${location}#${i}` }))
  const walk = writer.walk([...values.values()])
  const digest = writer.out.digest()
  const mentions = [...walk.mentions]
  if (walk.unstorable !== undefined) {
    writer.endCapture()
    return { digest, mentions, whyNot: explain(locations, walk) }
  }
  const tags = walk.sources.map((source, i) => tag({ ...source, from: `${locations[0]}#${i}` }))
  const chunks = unitChunks({ locations, tags, content: writer.out.take() })
  writer.endCapture()
  return { digest, mentions, chunks }
}
