/**
 * Stored bytes to new live objects. Bytes are not trusted: whatever is wrong with them ends in a ValueFormatError, and no
 * property is ever assigned through a setter or onto a prototype that the bytes didn't make.
 */
import { types } from 'node:util'
import type { Location } from '../location.ts'
import { ValueFormatError } from './errors.ts'
import { Kind } from './format.ts'
import type { ReferenceTable } from './heap.ts'
import { type Layout, layoutOf, type Made, type Makers, makeNodes } from './make-nodes.ts'
import type { Identity } from './object-table.ts'
import { preventExtensions, setPrototypeOf, getPrototypeOf, weakMapSet, weakSetAdd } from './originals.ts'
import { fillPrivateFields, type PrivateFields } from './private-fields.ts'
import { fillProperties, reconcileProperties } from './reconcile.ts'
import { fillElements } from './reconcile-elements.ts'
import { type Readers, reconcileRecord } from './reconcile-record.ts'
import type { RecordData } from './records/record.ts'
import { RecordReader } from './records/record-reader.ts'
import { parseUnit, type UnitBytes } from './unit-bytes.ts'

export interface DecodedUnit extends Rebuilt {
  readonly unit: UnitBytes
  /** Objects that go by a name. */
  readonly names: ReadonlyMap<string, Identity>
}

export interface Rebuilt {
  readonly values: ReadonlyMap<Location, unknown>
  readonly nodes: readonly Identity[]
  /** Numbers of functions, classes and their prototypes. */
  readonly code: ReadonlySet<number>
}

export interface DecodeParts extends Makers {
  readonly references: ReferenceTable
  readonly readers: Readers
}

export const decodeUnit = async (chunks: readonly Uint8Array[], parts: DecodeParts): Promise<DecodedUnit> => {
  const [unit, layout] = orFormatError(() => {
    const unit = parseUnit(chunks)
    return [unit, layoutOf(unit.content, unit.locations.length)] as const
  })
  const names = new Map<string, Identity>()
  for (const name of layout.names) names.set(name, (await parts.references.resolve(name)).found)
  return { unit, names, ...build(unit, layout, name => names.get(name), parts) }
}

/** New objects of a unit whose names are known. */
export const rebuildUnit = (unit: UnitBytes, named: (name: string) => unknown, parts: DecodeParts): Rebuilt =>
  build(unit, layoutOf(unit.content, unit.locations.length), named, parts)

const build = (
  { content, locations, tags }: UnitBytes,
  layout: Layout,
  named: (name: string) => unknown,
  parts: DecodeParts,
): Rebuilt =>
  orFormatError(() => {
    const made = makeNodes(content, layout, tags, named, parts)
    const reader = new RecordReader(content, { ref: number => made.nodes[number], named }, layout.shapeOffsets)
    const values = new Map(locations.map(location => [location, reader.value()]))
    fill(made, layout.offsets, reader, parts)
    return { values, nodes: made.nodes, code: layout.code }
  })

const orFormatError = <T>(work: () => T): T => {
  try {
    return work()
  } catch (error) {
    throw error instanceof ValueFormatError ? error : new ValueFormatError((error as Error).message, error)
  }
}

const fill = (
  { nodes, fresh, settle, closures }: Made,
  offsets: readonly number[],
  reader: RecordReader,
  { readers, sources }: DecodeParts,
): void => {
  const privates: (() => void)[] = []
  const install = sources.layouts.installer()
  // A promise asks what settles it for `then`, which must not find anything of the user's yet.
  for (const pass of ['promises', 'the rest'] as const) {
    for (let i = 0; i < offsets.length; i++) {
      if (!fresh[i] || (settle[i] !== undefined) !== (pass === 'promises')) continue
      reader.at = offsets[i] as number
      const record = reader.record()
      if (record.kind === Kind.promise) settle[i]?.(record.state, record.result)
      if (record.kind === Kind.privates) {
        const state = nodes[i] as PrivateFields
        privates.push(() => fillPrivateFields(state, record.entries, install, readers.inspector))
      } else fillNode(nodes[i] as object, record, readers)
    }
  }
  // Prototypes tell whose they are.
  for (const give of privates) give()
  const given = closures.map(({ scope }) => nodes[scope] as Readonly<Record<string, unknown>>)
  closures.forEach(({ number, scope, give }, i) => {
    const variables = given[i] as Readonly<Record<string, unknown>>
    give(variables)
    nodes[scope] = readers.captured.adopt(nodes[number] as object, variables)
  })
}

const fillNode = (object: object, record: RecordData, readers: Readers): void => {
  switch (record.kind) {
    case Kind.object:
      return fillProperties(object, record.properties)
    case Kind.array:
      fillElements(object as unknown[], record.length, record.elements)
      // No element may be written through an inherited setter, so the prototype comes last.
      return fillBeside(object, record)
    case Kind.irregularArray:
    case Kind.opaque:
      return void reconcileProperties(object, record.properties, { dry: false })
    case Kind.scope:
      for (const [name, value] of record.entries) (object as Record<string, unknown>)[name as string] = value
      return
    case Kind.weakEntries:
      for (const [key, value] of record.entries) {
        if (types.isWeakMap(record.of)) weakMapSet(record.of as WeakMap<WeakKey, unknown>, key as WeakKey, value)
        else weakSetAdd(record.of as WeakSet<WeakKey>, key as WeakKey)
      }
      return
    case Kind.promise:
      return void reconcileProperties(object, record.properties, { dry: false })
    default:
      if (reconcileRecord(object, record, readers, { dry: false }) === 'impossible')
        throw new ValueFormatError('an object refuses its content')
  }
}

const fillBeside = (array: object, { properties }: Extract<RecordData, { readonly kind: typeof Kind.array }>): void => {
  const { prototype, extensible, keys } = properties.shape
  if (keys.length > 0) fillProperties(array, properties)
  if (getPrototypeOf(array) !== prototype) setPrototypeOf(array, prototype as object | null)
  if (!extensible) preventExtensions(array)
}
