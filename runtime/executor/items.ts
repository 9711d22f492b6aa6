/**
 * What the sides of an `each` say to each other: the process whose code calls it, the front, which knows what was done before, and the
 * workers. Plain data; items and results travel packed (values/heap.ts).
 */
import type { RunId, Version } from '../brand.ts'
import type { Location } from '../location.ts'
import type { Chunk } from '../memory/file-region.ts'
import type { RunEvent } from '../run/events.ts'

/** What is itself wherever it is, and needs no packing. */
export type Plain = string | number | boolean | bigint | null | undefined

export const isPlain = (value: unknown): value is Plain =>
  value === null || (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol')

/** A value on its way: packed, unless it is plain. */
export type Parcel = Uint8Array | Plain

/** What an item takes, and how often it is tried. */
export interface ItemNeeds {
  readonly cores: number
  /** bytes */
  readonly memory: number
  /** seconds */
  readonly timeout?: number
  readonly retries: number
  readonly priority: number
}

/** Asked of the front: by hash first, because most of it may be done. */
export interface EachCall {
  readonly call: number
  readonly run: RunId
  /** SHA-256 (hex) of the function with everything it reaches. */
  readonly fn: string
  /** What identifies each item: its content's hash, or itself as text where that is short. */
  readonly items: readonly string[]
  readonly needs: ItemNeeds
}

/** What the front lacks: the packed function, and packed items by their place in the call. */
export interface EachInputs {
  readonly call: number
  /** Its large buffers are told, not sent: pages of whoever calls, there until the call has ended. */
  readonly fn: readonly Chunk[]
  readonly items: readonly Parcel[]
}

/** Said by the front to who called. */
export type EachNews = { readonly each: number } & (
  | { readonly wanted: readonly number[] }
  | { readonly done: readonly (readonly [index: number, report: ItemReport])[] }
  /** Plain results of items that showed and touched nothing: most, where there are many. */
  | { readonly plain: { readonly at: readonly number[]; readonly values: readonly Plain[] } }
  | { readonly ended: true }
  /** The front can't have it done. */
  | { readonly refused: string }
)

/** Several items, one after the other on one worker. */
export interface ItemBatch {
  readonly run: RunId
  readonly fn: string
  /** Absent where the worker had this function last. */
  readonly code?: readonly Chunk[]
  readonly items: readonly Parcel[]
}

export interface ItemError {
  readonly name: string
  readonly message: string
  /** Frames as V8 says them; absent where nothing ran. */
  readonly stack?: string
  /** The functions that these lead through: whoever calls knows their cells. */
  readonly functions?: readonly (readonly [file: string, source: string])[]
  readonly cause?: ItemError
}

export interface ItemReport {
  readonly outcome: { readonly is: 'ok'; readonly value: Parcel } | { readonly is: 'failed'; readonly error: ItemError }
  readonly events: readonly RunEvent[]
  readonly reads: readonly { readonly location: Location; readonly version: Version }[]
  readonly writes: readonly {
    readonly location: Location
    readonly before: Version | null
    readonly after: Version | null
  }[]
  /** milliseconds */
  readonly ms: number
}

/** What became of a batch. */
export interface BatchReport {
  /** Fewer than were asked for where these took their time: what is back is kept. */
  readonly items: readonly ItemReport[]
  /** Items found what earlier ones had changed: they have to be done again, by themselves. */
  readonly mixed: boolean
}
