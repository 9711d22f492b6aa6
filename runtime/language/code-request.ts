/** A question about code at an offset, as the service's contract puts it: UTF-16 units in the cell's own source. */
import type { CellId } from '../brand.ts'

export interface CodeRequest {
  readonly cell?: CellId
  readonly code: string
  readonly offset: number
}

export interface InspectRequest extends CodeRequest {
  readonly detail: 0 | 1
}
