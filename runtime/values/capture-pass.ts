/**
 * One capture's walks: the touched roots, and every root that shares objects with them, shared some at the last capture, or
 * leads to code that has changed. Each root is walked by itself, for its own version; nothing is decided here.
 */
import { version, type Version } from '../brand.ts'
import type { Location } from '../location.ts'
import type { CodeIndex } from './code/code-index.ts'
import type { GraphWriter } from './graph-writer.ts'
import type { ObjectTable } from './object-table.ts'
import { SafeMap } from './originals.ts'
import type { Ownership } from './ownership.ts'
import { eachDataSlot, type Rooted } from './units.ts'
import type { Content } from './records/record.ts'

export interface RootCapture extends Rooted {
  readonly value: unknown
  readonly version?: Version
  /** Of a graph of its own; absent where an equal one is held already. */
  readonly content: () => Content
  readonly size: number
}

export interface PassParts {
  readonly writer: GraphWriter
  readonly table: ObjectTable
  readonly ownership: Ownership
  readonly code: CodeIndex
  readonly valueOf: (location: Location) => { readonly value: unknown } | undefined
}

/** In the order of their locations. */
export const walkTouched = (start: Iterable<Location>, parts: PassParts): readonly RootCapture[] => {
  const { ownership, code, table } = parts
  const wanted = new SafeMap<Location, RootCapture | undefined>()
  const queue: Location[] = []
  const want = (locations: Iterable<Location>): void => {
    for (const location of locations) {
      if (wanted.has(location) || parts.valueOf(location) === undefined) continue
      wanted.set(location, undefined)
      queue.push(location)
    }
  }
  for (const location of start) want(ownership.membersWith(location))
  want(start)
  for (let location = queue.pop(); location !== undefined; location = queue.pop()) {
    const root = walkRoot(location, (parts.valueOf(location) as { readonly value: unknown }).value, parts.writer)
    wanted.set(location, root)
    let last: ReadonlySet<Location> | undefined
    eachDataSlot(root.walk, slot => {
      const owners = ownership.ownersOf(slot)
      // Neighbours in a graph mostly have one owner.
      if (owners === undefined || owners === last) return
      last = owners
      want(owners)
    })
    for (const number of root.walk.code) want(code.affectedBy(root.walk.nodes[number] as object))
    table.newWalk()
  }
  return [...wanted.values()].filter(root => root !== undefined).sort((a, b) => (a.location < b.location ? -1 : 1))
}

const walkRoot = (location: Location, value: unknown, writer: GraphWriter): RootCapture => {
  const walk = writer.walk([value])
  const taken = writer.out.take()
  return {
    location,
    value,
    walk,
    ...(walk.unreadable === undefined ? { version: version(writer.out.digest()) } : {}),
    content: () => ({ graph: taken.graph, payloads: taken.payloads.map(({ bytes }) => bytes) }),
    size: taken.graph.length + writer.out.payloadSize(),
  }
}
