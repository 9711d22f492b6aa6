/**
 * Where cells stand, by id and by code, kept up with each edit: to look for them through a long notebook after every run would cost more
 * than the run. A cell that is gone may be told to stand where another does now.
 */
import type { CellId, SourceHash } from '../brand.ts'
import { getOrInsert } from '../get-or-insert.ts'
import type { PlannedCell } from '../plan/plan.ts'
import type { Changes } from './run-log.ts'

export class CellPlaces {
  readonly #byId = new Map<CellId, number>()
  readonly #byCode = new Map<SourceHash, Set<number>>()

  constructor(cells: Iterable<PlannedCell>) {
    let place = 0
    for (const cell of cells) this.set(place++, cell)
  }

  set(place: number, cell: PlannedCell, before?: PlannedCell): void {
    if (before !== undefined) this.#byCode.get(before.analysis.hash)?.delete(place)
    this.#byId.set(cell.id, place)
    getOrInsert(this.#byCode, cell.analysis.hash, () => new Set()).add(place)
  }

  of({ cells, codes }: Changes): ReadonlySet<number> {
    const byId = [...cells].flatMap(id => this.#byId.get(id) ?? [])
    return new Set([...byId, ...[...codes].flatMap(code => [...(this.#byCode.get(code) ?? [])])])
  }
}
