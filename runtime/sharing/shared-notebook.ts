/**
 * A notebook as it is shared: what a page, a Markdown file or a report shows of it, as plain data, so that each of them is a pure
 * function. It holds what was there when it was gathered and knows nothing of stores or files.
 */
import type { NotebookOutput } from '../notebook/outputs.ts'
import type { GraphView, StateWord } from '../view.ts'

export interface SharedNotebook {
  /** The first heading, else the file's name. */
  readonly title: string
  /** The title is a heading of the text. */
  readonly titleInText: boolean
  readonly fileName: string
  /** milliseconds since 1970 */
  readonly gatheredAt: number
  readonly cells: readonly SharedCell[]
  readonly graph: GraphView
}

export type SharedCell =
  | SharedMarkdown
  | SharedCode
  | { readonly is: 'raw'; readonly id: string; readonly source: string }

export interface SharedMarkdown {
  readonly is: 'markdown'
  readonly id: string
  readonly source: string
  /** Pictures that came with the cell or lie beside the notebook, as data URLs by what the text calls them. */
  readonly pictures: ReadonlyMap<string, string>
}

export interface SharedCode {
  readonly is: 'code'
  readonly id: string
  /** Among the code cells, from 1. */
  readonly number: number
  readonly label?: string
  /** What the cell says of its figure (`fig-cap`). */
  readonly caption?: string
  readonly source: string
  /** The author hid the code (JupyterLab's "collapse code"). */
  readonly folded: boolean
  readonly outputs: readonly NotebookOutput[]
  readonly state: StateWord
  readonly because?: string
  /** The run whose outputs these are; absent where they come from the file. */
  readonly run?: { readonly id: string; readonly startedAt: number; readonly ms: number }
  /** Newest first. */
  readonly earlier?: readonly EarlierFigure[]
}

/** A version of a figure that isn't shown any more. */
export interface EarlierFigure {
  readonly name: string
  readonly version: number
  /** milliseconds since 1970 */
  readonly at: number
  /** data URL */
  readonly picture: string
}
