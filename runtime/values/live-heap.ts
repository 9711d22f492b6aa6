/**
 * The heap of a session, put together: capture, restore, encode and load of units of live values (contract in `heap.ts`). It
 * never runs user code and changes user objects only to put a snapshot back. A snapshot that is live is exactly what
 * its locations hold, as far as captures tell.
 */
import { createHash, randomUUID } from 'node:crypto'
import { type SnapshotId, snapshotId } from '../brand.ts'
import type { Location } from '../location.ts'
import { type PassParts, type RootCapture, walkTouched } from './capture-pass.ts'
import { CodeIndex } from './code/code-index.ts'
import { CodeTags } from './code/code-tags.ts'
import type { Marks } from './code/compiled-names.ts'
import { Sources } from './code/sources.ts'
import { type DecodeParts, decodeUnit, rebuildUnit } from './decode-unit.ts'
import { GraphWriter, type Walk } from './graph-writer.ts'
import type { EncodedUnit, Heap, Instantiate, MemberCapture, ReferenceTable, UnitCapture } from './heap.ts'
import { openInspector } from './inspector.ts'
import { type Identity, ObjectTable } from './object-table.ts'
import { SafeMap, SafeSet } from './originals.ts'
import { Ownership } from './ownership.ts'
import { previewOf, typeOf } from './preview.ts'
import type { Content } from './records/record.ts'
import { putBack, type Snapshot } from './snapshot.ts'
import { Snapshots } from './snapshots.ts'
import { keepStackFormat, withOwnStackFormat } from './stack-format.ts'
import { unitChunks } from './unit-bytes.ts'
import { sharesOf, unitsOf } from './units.ts'
import { explain } from './why-not.ts'

export interface HeapParts {
  readonly references: ReferenceTable
  readonly instantiate: Instantiate
  /** Without it, functions that mark their reads can't be stored. */
  readonly marks?: Marks
  /** Bytes of content kept in memory to be put back. */
  readonly memory?: number
}

export const createHeap = (parts: HeapParts): Heap => new LiveHeap(parts)

/** Objects in the table per object in use, beyond which it is swept. */
const sweepFactor = 2
const smallestSweep = 100_000

class LiveHeap implements Heap {
  readonly #table = new ObjectTable()
  readonly #ownership = new Ownership(this.#table)
  readonly #code = new CodeIndex()
  readonly #tags = new CodeTags()
  readonly #writer: GraphWriter
  readonly #snapshots: Snapshots
  readonly #roots = new SafeMap<Location, { readonly value: unknown }>()
  readonly #live = new SafeMap<Location, SnapshotId>()
  readonly #decode: DecodeParts
  readonly #pass: PassParts
  /** Ids of what can't be read are nobody else's, in this session or another. */
  readonly #session = randomUUID()
  #unreadable = 0
  #sweepAt = smallestSweep

  constructor({ references, instantiate, marks, memory }: HeapParts) {
    keepStackFormat()
    const inspector = openInspector()
    const sources = new Sources({ marks, instantiate })
    this.#writer = new GraphWriter({ table: this.#table, references, inspector, sources })
    this.#snapshots = new Snapshots(memory)
    const readers = { inspector, captured: this.#writer.captured }
    this.#decode = { references, readers, tags: this.#tags, methods: this.#writer.methods, sources }
    this.#pass = {
      writer: this.#writer,
      table: this.#table,
      ownership: this.#ownership,
      code: this.#code,
      valueOf: location => this.#roots.get(location),
    }
  }

  capture(
    touched: ReadonlyMap<Location, unknown>,
    gone: ReadonlySet<Location> = new SafeSet(),
  ): readonly UnitCapture[] {
    return withOwnStackFormat(() => {
      const start = new SafeSet<Location>()
      for (const location of gone) {
        for (const member of this.#ownership.membersWith(location)) start.add(member)
        this.forget(location)
      }
      for (const [location, value] of touched) {
        this.#roots.set(location, { value })
        start.add(location)
      }
      this.#writer.startCapture()
      const captured = walkTouched(start, this.#pass)
      for (const { location, walk } of captured)
        this.#code.reaches(
          location,
          [...walk.code].map(number => walk.nodes[number] as object),
        )
      this.#tag(captured)
      const units = unitsOf(captured, this.#table).map(members => this.#captureUnit(members))
      this.#writer.endCapture()
      this.#sweep()
      return units
    })
  }

  #tag(captured: readonly RootCapture[]): void {
    for (const { location, walk } of captured) {
      walk.sources.forEach(({ object, digest }, i) => {
        this.#tags.assign({ object, digest, from: `${location}#${i}` }, other => this.#code.isReached(other))
      })
    }
  }

  #captureUnit(members: readonly RootCapture[]): UnitCapture {
    const shares = sharesOf(members, this.#table)
    const { walk, content, size } = members.length === 1 ? (members[0] as RootCapture) : this.#walkJointly(members)
    const unstorable = members.find(member => member.walk.unstorable !== undefined)
    const id = this.#idOf(members, shares)
    const values = new Map(members.map(({ location, value }) => [location, value]))
    const held = this.#snapshots.get(id)
    const canonical =
      held !== undefined && walk.code.size > 0 && unstorable === undefined && !sameNodes(held.nodes, walk.nodes)
        ? this.#putOldBack(held)
        : undefined
    if (canonical === undefined) this.#own(id, values.keys(), walk)
    if (canonical === undefined && !(held !== undefined && sameNodes(held.nodes, walk.nodes))) {
      const tags = walk.sources.map(({ object }) => this.#tags.of(object) as string)
      const readable = members.every(member => member.version !== undefined)
      const snapshot = {
        id,
        values,
        nodes: walk.nodes,
        code: walk.code,
        content: content(),
        tags,
        readable,
        storable: unstorable === undefined,
        size,
      }
      this.#snapshots.keep(snapshot, other => this.#isLive(other))
    }
    return {
      members: members.map(member =>
        memberCapture(member, shares.get(member.location) as ReadonlyMap<Location, string>),
      ),
      snapshot: id,
      ...(canonical && { canonical }),
      storable: unstorable === undefined,
      ...(unstorable?.walk.unstorable && {
        whyNot: explain(unstorable.location, unstorable.walk, unstorable.walk.unstorable),
      }),
      size,
    }
  }

  #walkJointly(members: readonly RootCapture[]): {
    readonly walk: Walk
    readonly content: () => Content
    readonly size: number
  } {
    const walk = this.#writer.walk(members.map(({ value }) => value))
    const { graph, payloads } = this.#writer.out.take()
    const size = graph.length + this.#writer.out.payloadSize()
    return { walk, content: () => ({ graph, payloads: payloads.map(({ bytes }) => bytes) }), size }
  }

  #idOf(members: readonly RootCapture[], shares: ReadonlyMap<Location, ReadonlyMap<Location, string>>): SnapshotId {
    if (members.some(member => member.version === undefined))
      return snapshotId(`live:${this.#session}:${++this.#unreadable}`)
    const hash = createHash('sha256')
    for (const { location, version } of members) {
      const sharing = [...(shares.get(location) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1))
      hash.update(JSON.stringify([location, version, sharing]))
    }
    return snapshotId(hash.digest('hex'))
  }

  /** The earlier, equal objects in place of the new ones: what holds on to their code keeps its identity. */
  #putOldBack(held: Snapshot): ReadonlyMap<Location, unknown> | undefined {
    if (putBack(held, this.#named, this.#decode.readers, { dry: true }).result === 'impossible') return undefined
    return this.restore(held.id, new Set(held.values.keys()))
  }

  #own(id: SnapshotId, locations: Iterable<Location>, walk: Walk): void {
    const members = [...locations]
    const slots = walk.code.size === 0 ? walk.slots : walk.slots.filter((_, number) => !walk.code.has(number))
    this.#ownership.establish(members, walk.nodes, slots)
    for (const location of members) this.#live.set(location, id)
  }

  live(location: Location): SnapshotId | undefined {
    return this.#live.get(location)
  }

  #isLive(id: SnapshotId): boolean {
    for (const live of this.#live.values()) if (live === id) return true
    return false
  }

  holds(id: SnapshotId): boolean {
    const snapshot = this.#snapshots.get(id)
    if (snapshot === undefined) return false
    if (!snapshot.readable) return [...snapshot.values.keys()].every(location => this.#live.get(location) === id)
    if (snapshot.storable) return true
    this.#writer.captured.startReading()
    return putBack(snapshot, this.#named, this.#decode.readers, { dry: true }).result !== 'impossible'
  }

  restore(id: SnapshotId, wanted: ReadonlySet<Location>): ReadonlyMap<Location, unknown> {
    let snapshot = this.#snapshots.get(id)
    if (snapshot === undefined) throw new RangeError(`The heap doesn't hold ${id}.`)
    if (snapshot.readable) {
      this.#writer.captured.startReading()
      const dry = putBack(snapshot, this.#named, this.#decode.readers, { dry: true })
      if (dry.result === 'impossible') snapshot = this.#rebuild(snapshot)
      else if (dry.result === 'changed') this.#write(snapshot, wanted)
    }
    const members = [...snapshot.values.keys()].filter(location => wanted.has(location))
    for (const location of members) {
      this.#roots.set(location, { value: snapshot.values.get(location) })
      this.#code.reaches(
        location,
        [...snapshot.code].map(number => (snapshot as Snapshot).nodes[number] as object),
      )
    }
    const data = snapshot.nodes.filter((_, number) => !(snapshot as Snapshot).code.has(number))
    this.#ownership.merge(
      members,
      snapshot.nodes,
      data.map(node => this.#slotOf(node)),
    )
    for (const location of members) this.#live.set(location, id)
    return new Map(members.map(location => [location, (snapshot as Snapshot).values.get(location)]))
  }

  #slotOf(node: Identity): number {
    const slot = this.#table.slotOf(node)
    return slot < 0 ? this.#table.add(node) : slot
  }

  #write(snapshot: Snapshot, wanted: ReadonlySet<Location>): void {
    const { changed } = putBack(snapshot, this.#named, this.#decode.readers, { dry: false })
    const disturb = (locations: ReadonlySet<Location> | undefined): void => {
      for (const location of locations ?? []) if (!wanted.has(location)) this.#live.delete(location)
    }
    for (const number of changed) {
      const node = snapshot.nodes[number] as Identity
      if (snapshot.code.has(number)) {
        disturb(this.#code.locationsOf(node as object))
        this.#code.refresh(node as object)
      } else disturb(this.#ownership.ownersOf(this.#slotOf(node)))
    }
  }

  /** The objects refuse (frozen since, detached): new ones take their place. */
  #rebuild(snapshot: Snapshot): Snapshot {
    const { values, nodes } = rebuildUnit(
      { locations: [...snapshot.values.keys()], tags: snapshot.tags, content: snapshot.content },
      this.#named,
      this.#decode,
    )
    const rebuilt = { ...snapshot, values, nodes }
    this.#snapshots.keep(rebuilt, id => this.#isLive(id))
    return rebuilt
  }

  forget(location: Location): void {
    this.#ownership.remove(location)
    this.#code.reaches(location, [])
    this.#roots.delete(location)
    this.#live.delete(location)
  }

  encode(id: SnapshotId): EncodedUnit | undefined {
    const snapshot = this.#snapshots.get(id)
    if (snapshot === undefined || !snapshot.storable) return undefined
    const { values, tags, content } = snapshot
    return { chunks: unitChunks({ locations: [...values.keys()], tags, content }) }
  }

  async load(id: SnapshotId, bytes: Uint8Array): Promise<void> {
    if (this.#snapshots.get(id) !== undefined) return
    const { unit, values, nodes, code, names } = await decodeUnit(bytes, this.#decode)
    for (const [name, object] of names) this.#writer.named.set(name, object)
    const { content, tags } = unit
    const snapshot = { id, values, nodes, code, content, tags, readable: true, storable: true, size: bytes.length }
    this.#snapshots.keep(snapshot, other => this.#isLive(other))
  }

  drop(id: SnapshotId): void {
    this.#snapshots.drop(id)
  }

  readonly #named = (name: string): unknown => this.#writer.named.get(name)

  #sweep(): void {
    if (this.#table.size < this.#sweepAt) return
    this.#table.sweep([...this.#ownership.nodes(), ...this.#snapshots.all().map(({ nodes }) => nodes)])
    this.#sweepAt = Math.max(smallestSweep, sweepFactor * this.#table.size)
  }
}

const sameNodes = (a: readonly Identity[], b: readonly Identity[]): boolean => {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

const memberCapture = (
  { location, value, version, walk }: RootCapture,
  shares: ReadonlyMap<Location, string>,
): MemberCapture => ({
  location,
  ...(version === undefined ? {} : { version }),
  shares,
  mentions: [...walk.mentions].sort(),
  preview: previewOf(value),
  type: typeOf(value),
})
