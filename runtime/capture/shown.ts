/**
 * What one value looks like: a MIME bundle and its metadata, as plain data that can cross a process border.
 * Every recogniser in this folder returns one, or undefined for a value it doesn't know.
 */
import type { MimeBundle } from '../run/events.ts'

export interface Shown {
  readonly data: MimeBundle
  readonly metadata: MimeBundle
  /** All of a table whose beginning is shown, to be kept beside the figures. */
  readonly csv?: string
}

export type Recogniser = (value: object | string) => Shown | Promise<Shown> | undefined

export const shownAs = (data: MimeBundle, metadata: MimeBundle = {}): Shown => ({ data, metadata })
