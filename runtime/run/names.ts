/**
 * Which names of a cell are boxes, and their marks. Grows only: code compiled earlier in the session may still be called,
 * and it goes by the boxes of its time.
 */
import type { Analysis } from '../analysis/analysis.ts'
import type { CellId, Name } from '../brand.ts'
import { isLocal } from '../specifier.ts'

export interface CellNames {
  /** Free names that are boxes. */
  readonly notebookNames: ReadonlySet<Name>
  /** Names that functions of other cells mention, and those that follow a module's variables: no cell may keep them in a local. */
  readonly shared: ReadonlySet<Name>
  /** How many names were known: as long as it stays, the same cell has the same names. */
  readonly known: number
}

interface NamedCell {
  readonly id: CellId
  readonly analysis: Analysis
}

export class Names {
  readonly #marks = new Map<Name, number>()
  readonly #shared = new Set<Name>()
  readonly #defined = new Set<Name>()
  /** Both sets only grow: what an analysis adds to them it adds once. */
  readonly #taken = new WeakSet<Analysis>()
  /** Those of the cells that are taken, by their places when last seen: to pass over them at once. */
  readonly #seen: (NamedCell | undefined)[] = []

  markOf(name: Name): number {
    let mark = this.#marks.get(name)
    if (mark === undefined) this.#marks.set(name, (mark = this.#marks.size))
    return mark
  }

  /** `globals` are left to JavaScript unless some cell defines the name; every other free name is a box, defined or not. */
  forCell(
    { id, analysis }: NamedCell,
    { cells, globals }: { readonly cells: readonly NamedCell[]; readonly globals: ReadonlySet<string> },
  ): CellNames {
    for (const name of analysis.defines.keys()) this.#defined.add(name)
    for (const name of followed(analysis)) this.#shared.add(name)
    const seen = this.#seen
    for (let i = 0; i < cells.length; i++) {
      const other = cells[i] as NamedCell
      if (seen[i] === other || other.id === id) continue
      seen[i] = other
      const each = other.analysis
      if (this.#taken.has(each)) continue
      this.#taken.add(each)
      for (const name of each.defines.keys()) this.#defined.add(name)
      for (const name of [...each.deferredReads, ...each.deferredWrites, ...followed(each)]) this.#shared.add(name)
    }
    const mentioned = [
      ...analysis.reads,
      ...analysis.deferredReads,
      ...analysis.deferredWrites,
      ...analysis.defines.keys(),
    ]
    const notebookNames = new Set(mentioned.filter(name => this.#defined.has(name) || !globals.has(name)))
    const shared = new Set(this.#shared)
    const known = this.#shared.size + this.#defined.size
    // A later cell may hold on to what this one's functions mention.
    for (const name of [...analysis.deferredReads, ...analysis.deferredWrites]) this.#shared.add(name)
    return { notebookNames, shared, known }
  }
}

/** Functions of the module may change what stands behind these. */
const followed = ({ imports }: Analysis): readonly Name[] =>
  imports.flatMap(({ specifier, names }) => (isLocal(specifier) ? names : []))
