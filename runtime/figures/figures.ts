/**
 * The figures of one notebook, as the kernel, the command line and tests ask for them. Contract; `figure-keeper.ts`
 * implements it. Whatever comes from outside (a name, a version) may name nothing: that is a `FigureError`.
 */
import type { ParameterValues } from '../parameters/parameters.ts'
import type { FigureContentView, FigureType, FigureView, TableRowsView } from '../view.ts'

export interface Figures {
  /** From now on figures are of this point of a sweep: those that depend on it carry it in their names. */
  along(point: ParameterValues): void
  /** Tables too. In the order in which the notebook first showed them. */
  list(): readonly FigureView[]
  /** As it was shown, or converted to a file type. */
  content(name: string, version: number, as?: FigureType): Promise<FigureContentView>
  /** The beginning of a version that is a table. */
  table(name: string, version: number): TableRowsView
  /** The version goes in front again as a new one, whose number is returned; its files are written. */
  restore(name: string, version: number): Promise<number>
  /** Told of each file that was written, and of what could not be, as a sentence. */
  onSaved(listener: (saved: SavedFigure) => void): void
  /** Paths of the files of all that was shown, each as it should be; undefined where some aren't, or figures are off. */
  readonly standing: ReadonlySet<string> | undefined
  /** Resolves when all files that are due are written. */
  settled(): Promise<void>
}

export interface SavedFigure {
  readonly name: string
  readonly type: FigureType
  /** Absent: it was not written. */
  readonly path?: string
  /** What could not be kept as it was, or why nothing was written. */
  readonly notes: readonly string[]
}

/** A figure that can't be had: the message says what, why and what next. */
export class FigureError extends Error {
  override readonly name = 'FigureError'
}
