/**
 * The heap of a session, put together: capture, restore, encode and load of units of live values (contract in `heap.ts`). It
 * never runs user code and changes user objects only to put a snapshot back. A snapshot that is live is exactly what
 * its locations hold, as far as captures tell.
 */
import { randomUUID } from 'node:crypto'
import { type SnapshotId, snapshotId, version } from '../brand.ts'
import type { Location } from '../location.ts'
import { type PassParts, type Root, type RootCapture, walkTouched } from './capture-pass.ts'
import { CodeIndex } from './code/code-index.ts'
import { withCodeInPlace } from './code/code-in-place.ts'
import { comingBack } from './code/coming-back.ts'
import { CodeTags } from './code/code-tags.ts'
import { Sources } from './code/sources.ts'
import { type DecodeParts, decodeUnit, rebuildUnit } from './decode-unit.ts'
import { ByteCopies } from './byte-copies.ts'
import { GraphWriter } from './graph-writer.ts'
import type { CaptureOptions, EncodedUnit, Heap, HeapParts, Packed, Reach, UnitCapture } from './heap.ts'
import { type Inspector, openInspector } from './inspector.ts'
import { dataSlots, type Itinerary, sameNodes } from './node-list.ts'
import { type Identity, ObjectTable } from './object-table.ts'
import { SafeMap, SafeSet } from './originals.ts'
import { Ownership } from './ownership.ts'
import { packed } from './pack.ts'
import { lengthOf } from './pieces.ts'
import { memberCapture } from './member-capture.ts'
import { putBack, type Snapshot } from './snapshot.ts'
import { reachOf } from './reach.ts'
import type { Result } from './reconcile.ts'
import { Snapshots } from './snapshots.ts'
import { keepStackFormat, withOwnStackFormat } from './stack-format.ts'
import { unitChunks } from './unit-bytes.ts'
import { UnitIds } from './unit-id.ts'
import { type Met, sharesOf, unitsOf, type Whole } from './units.ts'
import type { Walk } from './walk.ts'
import { explain } from './why-not.ts'

export const createHeap = (parts: HeapParts): Heap => new LiveHeap(parts)

/** Objects in the table for each that some list still holds, beyond which it is swept: the lists overlap. */
const sweepFactor = 1.5
const smallestSweep = 100_000

class LiveHeap implements Heap {
  readonly #table = new ObjectTable()
  readonly #ownership = new Ownership(this.#table)
  readonly #code = new CodeIndex()
  readonly #tags = new CodeTags(code => this.#code.isReached(code))
  readonly #inspector: Inspector
  readonly #writer: GraphWriter
  readonly #snapshots: Snapshots
  readonly #roots = new SafeMap<Location, Root>()
  readonly #live = new SafeMap<Location, SnapshotId>()
  readonly #ids = new UnitIds()
  readonly #decode: DecodeParts
  readonly #pass: PassParts
  /** Ids of what can't be read are nobody else's, in this session or another. */
  readonly #session = randomUUID()
  #unreadable = 0

  constructor({ references, instantiate, marks, memory, isWorker = false, ...parts }: HeapParts) {
    const { keepsState = () => false, mentionsAt = () => [], hand } = parts
    keepStackFormat()
    const inspector = openInspector()
    this.#inspector = inspector
    const sources = new Sources({ marks, instantiate, references, inspector, isWorker })
    const around = { references, inspector, sources, copies: new ByteCopies(hand), keepsState, mentionsAt }
    this.#writer = new GraphWriter({ table: this.#table, ...around })
    this.#snapshots = new Snapshots(memory)
    const readers = { inspector, captured: this.#writer.captured, copies: this.#writer.copies }
    const { methods, privateFields } = this.#writer
    this.#decode = { references, readers, tags: this.#tags, methods, privateFields, sources }
    this.#pass = {
      writer: this.#writer,
      table: this.#table,
      ownership: this.#ownership,
      code: this.#code,
      rootAt: location => this.#roots.get(location),
      isHeld: (location, version, walk) => {
        const held = this.#snapshots.get(this.#ids.of([{ location, version, shares: alone }]))
        return held !== undefined && sameNodes(held.nodes, walk.nodes)
      },
    }
  }

  learnScript(fn: object, text: string): void {
    this.#writer.captured.scripts.learn(fn, text)
  }

  prepare(): void {
    this.#inspector.listScripts()
  }

  capture(
    touched: ReadonlyMap<Location, unknown>,
    gone: ReadonlySet<Location> = new SafeSet(),
    options: CaptureOptions = { inUse: false },
  ): readonly UnitCapture[] {
    return withOwnStackFormat(() => {
      const start = new SafeSet<Location>()
      for (const location of gone) {
        for (const member of this.#ownership.membersWith(location)) start.add(member)
        this.forget(location)
      }
      for (const [location, value] of touched) {
        this.#roots.set(location, { ...this.#roots.get(location), value })
        start.add(location)
      }
      this.#writer.startCapture({ isAtRest: true })
      this.#writer.iterators.inHand = [...touched.values()].filter(value => typeof value === 'object' && value !== null)
      const captured = walkTouched(start, this.#pass)
      for (const { location, value, walk } of captured) {
        this.#roots.set(location, { value, before: { nodes: walk.nodes, slots: walk.slots } })
        this.#code.reaches(
          location,
          [...walk.code].map(number => walk.nodes[number] as object),
        )
      }
      this.#tag(captured)
      const met = unitsOf(captured, this.#table).map(members => this.#meet(members, options))
      const back = comingBack(
        met.filter(({ isRenewed }) => isRenewed),
        code => this.#code.locationsOf(code),
      )
      const units = met.map(one => this.#captureUnit(one, back.includes(one)))
      this.#writer.endCapture()
      this.#sweep()
      return units
    })
  }

  reach(values: readonly unknown[]): Reach {
    return withOwnStackFormat(() => reachOf(values, this.#pass))
  }

  #tag(captured: readonly RootCapture[]): void {
    for (const { location, walk } of captured) {
      walk.sources.forEach(({ object, digest }, i) => {
        this.#tags.assign({ object, digest, from: `${location}#${i}` })
      })
    }
  }

  #meet(members: readonly RootCapture[], { inUse }: CaptureOptions): Met {
    const shares = sharesOf(members, this.#table)
    const whole = members.length === 1 ? (members[0] as RootCapture) : this.#walkJointly(members)
    const { nodes, code } = whole.walk
    const id = this.#idOf(members, shares, whole)
    const held = this.#snapshots.get(id)
    const isSame = held !== undefined && sameNodes(held.nodes, nodes)
    const locations = members.map(({ location }) => location)
    const isRenewed = held !== undefined && !isSame && !inUse && code.size > 0
    const renewedCode = isRenewed ? [...code].map(number => nodes[number] as object) : []
    return { members, shares, whole, id, held, isSame, isRenewed, locations, code: renewedCode }
  }

  #captureUnit({ members, shares, whole, id, held, isSame, locations }: Met, mayComeBack: boolean): UnitCapture {
    const storable = whole.walk.unstorable === undefined
    const captured = members.map(member => {
      const { location } = member
      return memberCapture(member, {
        shares: shares.get(location) as ReadonlyMap<Location, string>,
        before: this.live(location),
      })
    })
    const canonical = held !== undefined && mayComeBack ? this.#putOldBack(held) : undefined
    if (canonical === undefined) {
      this.#own(id, members, whole.walk)
      if (!isSame) this.#keep(id, members, whole, storable)
    }
    return {
      members: captured,
      snapshot: id,
      ...(canonical && { canonical }),
      storable,
      ...(!storable && {
        whyNot: explain(locations, whole.walk),
      }),
      size: whole.size,
    }
  }

  #walkJointly(members: readonly RootCapture[]): Whole {
    const walk = this.#writer.walk(members.map(({ value }) => value))
    const { out } = this.#writer
    return { walk, content: out.take(), digest: version(out.digest()), size: out.length + out.payloadSize() }
  }

  #keep(id: SnapshotId, members: readonly RootCapture[], { walk, content, size }: Whole, storable: boolean): void {
    if (content === undefined) return
    const values = new Map(members.map(({ location, value }) => [location, value]))
    const tags = walk.sources.map(({ object }) => this.#tags.of(object) as string)
    const readable = walk.unreadable === undefined
    const { nodes, slots, code } = walk
    this.#snapshots.keep({ id, values, nodes, slots, code, content, tags, readable, storable, size }, other =>
      this.#isLive(other),
    )
  }

  #idOf(
    members: readonly RootCapture[],
    shares: ReadonlyMap<Location, ReadonlyMap<Location, string>>,
    { walk, digest }: Whole,
  ): SnapshotId {
    if (walk.unreadable !== undefined) return snapshotId(`live:${this.#session}:${++this.#unreadable}`)
    const { hungFunctions } = this.#writer
    const hung = walk.hung.map(fn => hungFunctions.numberOf(fn)).join()
    // Together members may say what one alone doesn't: a weak collection's entries for another's objects.
    const id = this.#ids.of(
      members.map(({ location, version = digest }) => ({
        location,
        version,
        shares: shares.get(location) as ReadonlyMap<Location, string>,
      })),
    )
    return hung === '' ? id : snapshotId(`live:${this.#session}:${hung}:${id}`)
  }

  /** The earlier, equal objects in place of the new ones: what holds on to their code keeps its identity. */
  #putOldBack(held: Snapshot): ReadonlyMap<Location, unknown> | undefined {
    if (this.#compare(held) === 'impossible') return undefined
    return this.restore(held.id, new Set(held.values.keys()))
  }

  #own(id: SnapshotId, members: readonly RootCapture[], { slots, code }: Walk): void {
    this.#ownership.establish(
      members.map(({ location }) => location),
      dataSlots({ slots, code }),
    )
    for (const { location } of members) this.#live.set(location, id)
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
    return this.#compare(snapshot) !== 'impossible'
  }

  restore(id: SnapshotId, wanted: ReadonlySet<Location>): ReadonlyMap<Location, unknown> {
    let snapshot = this.#snapshots.get(id)
    if (snapshot === undefined) throw new RangeError(`The heap doesn't hold ${id}.`)
    if (snapshot.readable) {
      this.#writer.captured.startReading()
      snapshot = this.#withCodeInPlace(snapshot, wanted)
      const result = this.#compare(snapshot)
      if (result === 'impossible') snapshot = this.#rebuild(snapshot)
      else if (result === 'changed') this.#write(snapshot, wanted)
    }
    for (const number of snapshot.code) this.#tags.inPlace(snapshot.nodes[number] as object)
    const members = [...snapshot.values.keys()].filter(location => wanted.has(location))
    for (const location of members) {
      this.#roots.set(location, { value: snapshot.values.get(location) })
      this.#code.reaches(
        location,
        [...snapshot.code].map(number => (snapshot as Snapshot).nodes[number] as object),
      )
    }
    this.#ownership.merge(members, dataSlots(this.#placed(snapshot)))
    for (const location of members) this.#live.set(location, id)
    return new Map(members.map(location => [location, (snapshot as Snapshot).values.get(location)]))
  }

  #withCodeInPlace(snapshot: Snapshot, wanted: ReadonlySet<Location>): Snapshot {
    const moved = withCodeInPlace(snapshot, this.#tags, code =>
      [...this.#code.locationsOf(code)].some(location => !wanted.has(location)),
    )
    if (moved === undefined || this.#compare(moved) === 'impossible') return snapshot
    this.#snapshots.keep(moved, id => this.#isLive(id))
    return moved
  }

  /** With its objects in the table, where a loaded one's aren't yet. */
  #placed(snapshot: Snapshot): Snapshot & Pick<Itinerary, 'slots'> {
    const { nodes } = snapshot
    if (snapshot.slots !== undefined) return { ...snapshot, slots: snapshot.slots }
    const placed = { ...snapshot, slots: Int32Array.from(nodes, node => this.#table.place(node)) }
    this.#snapshots.keep(placed, id => this.#isLive(id))
    return placed
  }

  #compare(snapshot: Snapshot): Result {
    return putBack(snapshot, this.#named, this.#decode.readers, { dry: true }).result
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
      } else disturb(this.#ownership.ownersOf(snapshot.slots?.[number] ?? this.#table.place(node)))
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

  owns(object: object): boolean {
    const slot = this.#table.slotOf(object)
    return slot >= 0 && this.#ownership.ownersOf(slot) !== undefined
  }

  forget(location: Location): void {
    this.#ownership.remove(location)
    this.#code.reaches(location, [])
    this.#roots.delete(location)
    this.#ids.forget(location)
    this.#live.delete(location)
  }

  encode(id: SnapshotId): EncodedUnit | undefined {
    const snapshot = this.#snapshots.get(id)
    if (snapshot === undefined || !snapshot.storable) return undefined
    const { values, tags, content } = snapshot
    return { chunks: unitChunks({ locations: [...values.keys()], tags, content }) }
  }

  async load(id: SnapshotId, chunks: readonly Uint8Array[]): Promise<void> {
    if (this.#snapshots.get(id) !== undefined) return
    const { unit, values, nodes, code, names } = await decodeUnit(chunks, this.#decode)
    for (const [name, object] of names) this.#writer.named.set(name, object)
    const { content, tags } = unit
    const size = lengthOf(chunks)
    const snapshot = { id, values, nodes, code, content, tags, readable: true, storable: true, size }
    this.#snapshots.keep(snapshot, other => this.#isLive(other))
  }

  drop(id: SnapshotId): void {
    this.#snapshots.drop(id)
  }

  pack(values: ReadonlyMap<Location, unknown>): Packed {
    return withOwnStackFormat(() => packed(values, this.#writer, sighting => this.#tags.assign(sighting)))
  }

  async unpack(chunks: readonly Uint8Array[]): Promise<ReadonlyMap<Location, unknown>> {
    const { values, names } = await decodeUnit(chunks, this.#decode)
    for (const [name, object] of names) this.#writer.named.set(name, object)
    return values
  }

  readonly #named = (name: string): unknown => this.#writer.named.get(name)

  #sweep(): void {
    const { mustSweep } = this.#snapshots
    if (this.#table.size < smallestSweep && !mustSweep) return
    const kept = [...this.#ownership.slots()]
    for (const { before } of this.#roots.values()) if (before !== undefined) kept.push(before.slots)
    for (const { slots } of this.#snapshots.all()) if (slots !== undefined) kept.push(slots)
    const upperBound = kept.reduce((sum, slots) => sum + slots.length, 0)
    if (!mustSweep && this.#table.size <= sweepFactor * upperBound) return
    this.#table.sweep(kept)
    this.#snapshots.swept()
  }
}

const alone: ReadonlyMap<Location, string> = new Map()
