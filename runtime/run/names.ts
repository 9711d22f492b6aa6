/**
 * Which names of a cell are boxes, and their marks. Grows only: code compiled earlier in the session may still be called,
 * and it goes by the boxes of its time.
 */
import type { Analysis } from '../analysis/analysis.ts'
import type { CellId, Name } from '../brand.ts'
import { PersistentList } from '../plan/persistent-list.ts'
import type { PlannedCell } from '../plan/plan.ts'
import { isLocal } from '../specifier.ts'

export interface CellNames {
  /** Free names that are boxes. */
  readonly notebookNames: ReadonlySet<Name>
  /** Names that functions of other cells mention, and those that follow a module's variables: no cell may keep them in a local. */
  readonly shared: ReadonlySet<Name>
  /** How many names were known: as long as it stays, the same cell has the same names. */
  readonly known: number
}

type NamedCell = Pick<PlannedCell, 'id' | 'analysis'>

export class Names {
  readonly #marks = new Map<Name, number>()
  readonly #shared = new Set<Name>()
  readonly #defined = new Set<Name>()
  /** Both sets only grow: what an analysis adds to them it adds once. */
  readonly #taken = new WeakSet<Analysis>()
  /** The cells when last looked at: all of them are taken, but one. */
  #seen = PersistentList.of<NamedCell>([])
  #passedOver: readonly number[] = []

  markOf(name: Name): number {
    let mark = this.#marks.get(name)
    if (mark === undefined) this.#marks.set(name, (mark = this.#marks.size))
    return mark
  }

  /** `globals` are left to JavaScript unless some cell defines the name; every other free name is a box, defined or not. */
  forCell(
    { id, analysis }: NamedCell,
    { cells, globals }: { readonly cells: PersistentList<NamedCell>; readonly globals: ReadonlySet<string> },
  ): CellNames {
    for (const name of analysis.defines.keys()) this.#defined.add(name)
    for (const name of followed(analysis)) this.#shared.add(name)
    this.#takeAllBut(id, cells)
    const mentioned = [
      ...analysis.reads,
      ...analysis.deferredReads,
      ...analysis.deferredWrites,
      ...analysis.defines.keys(),
    ]
    const notebookNames = new Set(mentioned.filter(name => this.#defined.has(name) || !globals.has(name)))
    const shared = new Set(mentioned.filter(name => this.#shared.has(name)))
    const known = this.#shared.size + this.#defined.size
    // A later cell may hold on to what this one's functions mention.
    for (const name of [...analysis.deferredReads, ...analysis.deferredWrites]) this.#shared.add(name)
    return { notebookNames, shared, known }
  }

  /** A cell's own functions don't share its names with it. */
  #takeAllBut(id: CellId, cells: PersistentList<NamedCell>): void {
    const passedOver: number[] = []
    for (const place of new Set([...cells.differences(this.#seen), ...this.#passedOver])) {
      const other = cells.at(place)
      if (other === undefined) continue
      const each = other.analysis
      if (other.id === id) passedOver.push(place)
      else if (!this.#taken.has(each)) {
        this.#taken.add(each)
        for (const name of each.defines.keys()) this.#defined.add(name)
        for (const name of [...each.deferredReads, ...each.deferredWrites, ...followed(each)]) this.#shared.add(name)
      }
    }
    this.#seen = cells
    this.#passedOver = passedOver
  }
}

/** Functions of the module may change what stands behind these. */
const followed = ({ imports }: Analysis): readonly Name[] =>
  imports.flatMap(({ specifier, names }) => (isLocal(specifier) ? names : []))
