/** What a report knows of one notebook, as plain data: pages are made of this alone. */
import type { TableRowsView } from '../../view.ts'
import type { SharedNotebook } from '../shared-notebook.ts'
import type { Provenance } from './provenance.ts'

export type ReportedNotebook =
  | {
      /** Relative to the folder reported on, with `/`. */
      readonly path: string
      /** Its pages' name: unique, and safe in a URL. */
      readonly slug: string
      readonly shared: SharedNotebook
      readonly figures: readonly ReportedFigure[]
    }
  | { readonly path: string; readonly slug: string; readonly problem: string }

export interface ReportedFigure {
  readonly name: string
  readonly caption?: string
  readonly cell: string
  /** milliseconds since 1970 */
  readonly at: number
  readonly version: number
  readonly picture: Picture
  readonly provenance?: Provenance
}

export type Picture =
  /** A file beside the pages. */
  | { readonly is: 'file'; readonly name: string; readonly bytes: Uint8Array }
  /** A table: its beginning, and the file with all of it. */
  | { readonly is: 'table'; readonly name: string; readonly bytes: Uint8Array; readonly rows: TableRowsView }
  /** Markup that is no image by itself, cleaned when it was captured. */
  | { readonly is: 'markup'; readonly html: string }
  /** A chart that nobody drew yet. */
  | { readonly is: 'none' }
