/**
 * What is kept of figures: their versions, each with its content and what led to it, and the forms that contents were
 * converted to. A content is kept once, whatever shows it. Contract; SQLite and memory implement it.
 */
import type { BlobHash, CellId, RunId } from '../brand.ts'
import type { FigureOrigin } from '../view.ts'

export interface FigureStore {
  /** A new version, unless the figure's newest has this hash: then the newest as it is. */
  add(version: FigureVersion): FigureRow
  /** Newest version first within a figure; figures in the order of their first version. */
  list(query: FigureQuery): readonly FigureRow[]
  /** Undefined when absent; what is damaged is reported, removed and undefined. */
  content(row: FigureRow): Uint8Array | undefined
  /** Undefined as for `content`. */
  origin(row: FigureRow): FigureOrigin | undefined
  form(key: FormKey): FigureForm | undefined
  keepForm(key: FormKey, form: FigureForm): void
  tag(row: FigureRow, tag: string): void
  untag(row: FigureRow, tag: string): void
}

export interface FigureVersion {
  /** Absolute path. */
  readonly notebook: string
  readonly name: string
  readonly cell: CellId
  readonly run: RunId
  /** milliseconds since 1970 */
  readonly at: number
  /** SHA-256 (hex) of type and normalised content. */
  readonly hash: string
  readonly mime: string
  readonly content: Uint8Array
  /** Of `content`, where it is known. */
  readonly contentHash?: BlobHash
  readonly caption?: string
  readonly origin: FigureOrigin
}

/** A version without its content. */
export interface FigureRow extends Omit<FigureVersion, 'content' | 'contentHash' | 'origin'> {
  /** Counts from 1 within the figure. */
  readonly version: number
  /** bytes */
  readonly size: number
  readonly tags: readonly string[]
}

export interface FigureQuery {
  readonly notebook?: string
  readonly name?: string
  readonly tag?: string
}

export interface FormKey {
  /** Of the version that it is a form of. */
  readonly hash: string
  /** File type and the engine that made it, as `png 1`. */
  readonly form: string
}

export interface FigureForm {
  readonly bytes: Uint8Array
  /** What could not be kept as it was, as sentences. */
  readonly notes: readonly string[]
}
