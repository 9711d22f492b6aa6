/**
 * The numbers of the value format: tags of values, kinds of records, bits of properties. Both sides of the border
 * (`graph-writer.ts`, `record-reader.ts`) read them here. A change of meaning needs a new `formatVersion`; a number is
 * never given a second meaning.
 *
 * A unit is stored as: magic, version, member locations, code tags, of each payload its length and the digests of its pieces, the graph, the
 * payloads (large ones where a page of the file can be a page of a buffer: `startOfMappable`). The graph is the
 * members' values followed by one record per object, in order of discovery (breadth first), so that a reference is
 * the number of its record and depth costs no stack. Large or hash-by-meaning content (buffers, source text) is a payload:
 * its digest stands for it in the content hash.
 */
export const magic = 0x564c4343
export const formatVersion = 2
/** Still read: its payloads stand next to each other, and their pieces have no digests. */
export const versionWithoutDigests = 1
/** bytes */
export const digestSize = 32

export const Tag = {
  undefined: 0,
  null: 1,
  false: 2,
  true: 3,
  /** zigzag varint of a 31-bit integer other than -0 */
  int: 4,
  double: 5,
  bigint: 6,
  latin1: 7,
  utf16: 8,
  /** number of a record */
  ref: 9,
  /** name in the reference table */
  named: 10,
  /** run of absent array elements: varint count */
  hole: 11,
  /** key of the global symbol registry */
  symbolFor: 12,
} as const

export const Kind = {
  object: 1,
  array: 2,
  /** frozen, or with accessors or attributes among its elements: elements as properties */
  irregularArray: 3,
  /** array of numbers only */
  numbers: 4,
  map: 5,
  set: 6,
  date: 7,
  regexp: 8,
  error: 9,
  boxed: 10,
  arrayBuffer: 11,
  sharedArrayBuffer: 12,
  view: 13,
  /** Node's pooled Buffer: its own bytes, without the pool */
  pooledBuffer: 14,
  url: 15,
  urlSearchParams: 16,
  symbol: 17,
  function: 18,
  class: 19,
  /** a function that came with its class's text */
  method: 20,
  /** the `prototype` that came with its function */
  prototype: 21,
  bound: 22,
  /** variables that closures hold in common */
  scope: 23,
  promise: 24,
  generator: 25,
  proxy: 26,
  weakRef: 27,
  weakMap: 28,
  weakSet: 29,
  /** private fields of an instance */
  privates: 30,
  arguments: 31,
  opaque: 32,
  /** entries of a weak collection whose keys stand in the graph */
  weakEntries: 33,
  /** a formatter of `Intl`: type, locale, options */
  intl: 34,
} as const
export type Kind = (typeof Kind)[keyof typeof Kind]

/** Bits of a property. */
export const Attribute = { writable: 1, enumerable: 2, configurable: 4, accessor: 8 } as const
export const ordinary = Attribute.writable | Attribute.enumerable | Attribute.configurable

/** Shape numbers below this are not numbers: written in full, unnumbered or numbered from here on. */
export const ShapeForm = { inline: 0, numbered: 1, known: 2 } as const
/** Objects with more properties than this are maps in disguise: their shapes don't repeat and aren't worth a number. */
export const longestNumberedShape = 64

/** Buffers of up to so many bytes stand in the graph itself, larger ones are payloads. */
export const inlineSize = 1024

/** The element types of views, by number. */
export const viewTypes = [
  'DataView',
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
  'Float16Array',
] as const
export type ViewType = (typeof viewTypes)[number]
