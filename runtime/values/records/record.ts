/** What records of the value format hold, as read: the shapes of the data, without the bytes. */
import type { Kind } from '../format.ts'
import type { IntlFormat } from '../intl-formats.ts'
import type { Payload, Pieces } from '../pieces.ts'

export interface Content {
  readonly graph: Uint8Array
  readonly payloads: readonly Payload[]
}

export interface Resolver {
  ref(number: number): unknown
  named(name: string): unknown
}

export interface ShapeRecord {
  readonly prototype: unknown
  readonly extensible: boolean
  readonly keys: readonly (string | symbol)[]
  readonly attributes: readonly number[]
}

/** Own properties: one value for data, getter and setter for an accessor. */
export interface Properties {
  readonly shape: ShapeRecord
  readonly values: readonly unknown[]
}

/** A run of absent elements. */
export class Hole {
  readonly #count: number

  constructor(count: number) {
    this.#count = count
  }

  get count(): number {
    return this.#count
  }

  /** `instanceof` would ask a proxy for its prototype. */
  static is(value: unknown): value is Hole {
    return typeof value === 'object' && value !== null && #count in value
  }
}

type Simple = typeof Kind.object | typeof Kind.weakMap | typeof Kind.weakSet | typeof Kind.arguments

export type RecordData =
  | { readonly kind: Simple; readonly properties: Properties }
  | {
      readonly kind: typeof Kind.array
      readonly length: number
      readonly elements: readonly unknown[]
      readonly properties: Properties
    }
  | { readonly kind: typeof Kind.irregularArray; readonly length: number; readonly properties: Properties }
  | {
      readonly kind: typeof Kind.map
      readonly entries: readonly (readonly [unknown, unknown])[]
      readonly properties: Properties
    }
  | { readonly kind: typeof Kind.set; readonly members: readonly unknown[]; readonly properties: Properties }
  | { readonly kind: typeof Kind.date; readonly time: number; readonly properties: Properties }
  | {
      readonly kind: typeof Kind.regexp
      readonly source: string
      readonly flags: string
      readonly properties: Properties
    }
  | {
      readonly kind: typeof Kind.error
      readonly natural: boolean
      readonly stack: unknown
      readonly properties: Properties
    }
  | { readonly kind: typeof Kind.boxed | typeof Kind.weakRef; readonly of: unknown; readonly properties: Properties }
  | {
      readonly kind: typeof Kind.arrayBuffer
      readonly limit: unknown
      readonly bytes: Payload
      readonly properties: Properties
    }
  | {
      readonly kind: typeof Kind.sharedArrayBuffer | typeof Kind.pooledBuffer
      readonly bytes: Payload
      readonly properties: Properties
    }
  | {
      readonly kind: typeof Kind.view
      readonly type: number
      readonly buffer: unknown
      readonly offset: number
      /** -1: as long as the buffer */
      readonly length: number
      readonly properties: Properties
    }
  | { readonly kind: typeof Kind.url; readonly text: string; readonly params: unknown; readonly properties: Properties }
  | { readonly kind: typeof Kind.urlSearchParams; readonly text: string; readonly properties: Properties }
  | ({ readonly kind: typeof Kind.intl; readonly properties: Properties } & IntlFormat)
  | { readonly kind: typeof Kind.symbol; readonly description: unknown }
  | {
      readonly kind: typeof Kind.function
      readonly source: Pieces
      readonly scopes: readonly unknown[]
      readonly properties: Properties
    }
  | {
      readonly kind: typeof Kind.class
      readonly source: Pieces
      readonly heritage: unknown
      readonly scopes: readonly unknown[]
      readonly properties: Properties
    }
  | { readonly kind: typeof Kind.prototype; readonly of: unknown; readonly properties: Properties }
  | {
      readonly kind: typeof Kind.method
      readonly owner: unknown
      readonly flags: number
      readonly key: unknown
      readonly properties: Properties
    }
  | {
      readonly kind: typeof Kind.bound
      readonly target: unknown
      readonly receiver: unknown
      readonly args: readonly unknown[]
      readonly properties: Properties
    }
  | { readonly kind: typeof Kind.scope; readonly entries: readonly (readonly [unknown, unknown])[] }
  | {
      readonly kind: typeof Kind.privates | typeof Kind.weakEntries
      readonly of: unknown
      readonly entries: readonly (readonly [unknown, unknown])[]
    }
  | { readonly kind: typeof Kind.opaque; readonly joins: unknown; readonly properties: Properties }
  | {
      readonly kind: typeof Kind.promise
      readonly state: unknown
      readonly result: unknown
      readonly joins: unknown
      readonly properties: Properties
    }
  | {
      readonly kind: typeof Kind.generator
      readonly state: unknown
      readonly fn: unknown
      readonly receiver: unknown
      readonly variables: readonly unknown[]
      readonly properties: Properties
    }
  | { readonly kind: typeof Kind.proxy; readonly target: unknown; readonly handler: unknown }
