/**
 * What one walk over the object graph below some roots has found: the objects, and where reading or storing had to stop. Types only; the
 * nodes stand in the order of their records.
 */
import type { Name } from '../brand.ts'
import type { Itinerary } from './node-list.ts'

/** Where reading or storing had to stop. `text` follows `path is `. */
export interface Obstacle {
  readonly number: number
  readonly text: string
}

export interface Walk extends Itinerary {
  /** Number of the record that a node was first met in, or -1 - the number of the root. */
  readonly parents: Int32Array
  /** Numbers of functions, classes and their prototypes, which alone don't join units. */
  readonly code: ReadonlySet<number>
  /** Functions and classes with source, in the order of their records, each with the hash of its text. */
  readonly sources: readonly { readonly object: object; readonly digest: Uint8Array }[]
  readonly mentions: ReadonlySet<Name>
  /** Functions of packages on DOM nodes, whose state isn't in the bytes. */
  readonly hung: readonly object[]
  /** Some content isn't in the bytes. */
  readonly unreadable?: Obstacle
  readonly unstorable?: Obstacle
}
