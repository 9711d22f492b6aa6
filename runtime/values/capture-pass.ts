/**
 * One capture's walks: the touched roots, and every root that shares objects with them, shared some at the last capture, or
 * leads to code that has changed. Each root is walked by itself, for its own version; nothing is decided here.
 */
import { version, type Version } from '../brand.ts'
import type { Location } from '../location.ts'
import type { CodeIndex } from './code/code-index.ts'
import type { GraphWriter } from './graph-writer.ts'
import type { Itinerary } from './node-list.ts'
import type { ObjectTable } from './object-table.ts'
import { SafeMap } from './originals.ts'
import type { Ownership } from './ownership.ts'
import { eachDataSlot, type Rooted } from './units.ts'
import type { Content } from './records/record.ts'
import type { Walk } from './walk.ts'

export interface RootCapture extends Rooted {
  readonly value: unknown
  readonly version?: Version
  /** Of the bytes, be they the whole content or not. */
  readonly digest: Version
  /** Absent where a snapshot with it is held already. */
  readonly content?: Content
  readonly size: number
}

/** What a location leads to, and where the last walk from it went. */
export interface Root {
  readonly value: unknown
  readonly before?: Itinerary
}

export interface PassParts {
  readonly writer: GraphWriter
  readonly table: ObjectTable
  readonly ownership: Ownership
  readonly code: CodeIndex
  readonly rootAt: (location: Location) => Root | undefined
  /** A snapshot of this root alone with this content, in these objects, is held. */
  readonly isHeld: (location: Location, version: Version, walk: Walk) => boolean
}

/** In the order of their locations. */
export const walkTouched = (start: Iterable<Location>, parts: PassParts): readonly RootCapture[] => {
  const { ownership, code } = parts
  const wanted = new SafeMap<Location, RootCapture | undefined>()
  const queue: Location[] = []
  const want = (locations: Iterable<Location>): void => {
    for (const location of locations) {
      if (wanted.has(location) || parts.rootAt(location) === undefined) continue
      wanted.set(location, undefined)
      queue.push(location)
    }
  }
  for (const location of start) want(ownership.membersWith(location))
  want(start)
  for (let location = queue.pop(); location !== undefined; location = queue.pop()) {
    const root = walkRoot(location, parts.rootAt(location) as Root, parts)
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
  }
  return [...wanted.values()].filter(root => root !== undefined).sort((a, b) => (a.location < b.location ? -1 : 1))
}

const walkRoot = (location: Location, { value, before }: Root, { writer, isHeld }: PassParts): RootCapture => {
  const walk = writer.walk([value], before)
  const { out } = writer
  const size = out.length + out.payloadSize()
  const digest = version(out.digest())
  const root = { location, value, walk, digest, size }
  if (walk.unreadable !== undefined) return { ...root, content: out.take() }
  return { ...root, version: digest, ...(isHeld(location, digest, walk) ? {} : { content: out.take() }) }
}
