/** What a list calls a cell: its label (`//| label: fig-x`), else its first line of code, short enough for one line. */
import { parseOptions } from '../analysis/parse-options.ts'

interface Sourced {
  readonly source: string
}

export const labelOf = ({ source }: Sourced): string | undefined => parseOptions(source).options.label

/** Columns of a cell's title in a list. */
const TITLE_WIDTH = 40

export const titleOf = (cell: Sourced): string => {
  const line = cell.source.split('\n').find(l => l.trim() !== '' && !l.startsWith('//|')) ?? ''
  const title = labelOf(cell) ?? line.trim()
  return title.length > TITLE_WIDTH ? `${title.slice(0, TITLE_WIDTH - 1)}…` : title
}
