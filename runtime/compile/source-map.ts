/**
 * Source maps from compiled text to a cell's source, made of two: from compiled text to JavaScript, from that to the
 * source. Positions that come from nowhere are left out, so that a look-up finds the code before them.
 */
import { addSegment, GenMapping, toEncodedMap } from '@jridgewell/gen-mapping'
import { TraceMap, traceSegment } from '@jridgewell/trace-mapping'
import type MagicString from 'magic-string'

export const composedMappings = (text: MagicString, inner: string): string => {
  const outer = text.generateDecodedMap({ hires: 'boundary', source: 'js' })
  const toSource = new TraceMap({ version: 3, sources: ['cell'], names: [], mappings: inner })
  const composed = new GenMapping()
  for (const [line, segments] of outer.mappings.entries()) {
    let last = ''
    for (const segment of segments) {
      if (segment.length === 1) continue
      const traced = traceSegment(toSource, segment[2], segment[3])
      if (!traced || traced.length === 1) continue
      const place = `${traced[2]}:${traced[3]}`
      if (place === last) continue
      last = place
      addSegment(composed, line, segment[0], 'cell', traced[2], traced[3])
    }
  }
  return String(toEncodedMap(composed).mappings)
}
