/**
 * A cell as TypeScript sees it: header and source in one virtual file, and the way from an offset in one to the other.
 * Immutable; an offset inside the header has no place in the cell.
 */
import type { CellNames } from './cell-names.ts'

export interface CellText {
  readonly fileName: string
  readonly text: string
  readonly source: string
  readonly names: CellNames
  toFile(offset: number): number
  toCell(offset: number): number | undefined
}

export interface CellTextParts {
  readonly fileName: string
  readonly source: string
  readonly names: CellNames
  readonly header: string
  /** Where the header stands in the source. */
  readonly at: number
}

export const cellText = ({ fileName, source, names, header, at }: CellTextParts): CellText => ({
  fileName,
  source,
  names,
  text: source.slice(0, at) + header + source.slice(at),
  toFile: offset => (offset < at ? offset : offset + header.length),
  toCell: offset => {
    if (offset < at) return offset
    return offset < at + header.length ? undefined : offset - header.length
  },
})
