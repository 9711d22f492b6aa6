/**
 * The cells as the planner takes them: each with what its source says and the runs it could be fresh by. What stayed the same
 * since the last plan is taken over, so that a plan costs the edit and not the notebook. It decides nothing.
 */
import type { Analysis } from '../analysis/analysis.ts'
import type { CellId, SourceHash } from '../brand.ts'
import { isBlank, isCommand } from '../notebook/commands.ts'
import type { Cell } from '../notebook/notebook.ts'
import { inertCell } from '../plan/inert-cell.ts'
import type { PlannedCell } from '../plan/plan.ts'
import type { RunTrace } from '../store/store.ts'
import type { Changes, RunLog } from './run-log.ts'

interface Known {
  readonly cell: Cell
  readonly shown: RunTrace | undefined
  readonly covered: boolean
  /** The list as the log held it: another list means that runs of this code were added. */
  readonly runs: readonly RunTrace[]
  readonly planned: PlannedCell
}

export class PlannedCells {
  readonly #analyse: (source: string) => Analysis
  readonly #log: RunLog
  readonly #recall = (key: string): RunTrace | undefined => this.#log.recall(key)
  /** Those in the notebook, and until the next clearing up some that were. */
  #known = new Map<CellId, Known>()
  #cells: readonly Cell[] = []
  /** In document order. */
  #planned: readonly PlannedCell[] = []
  /** Where cells stand, by id and by code; made when first asked for. */
  #places: Places | undefined

  constructor(analyse: (source: string) => Analysis, log: RunLog) {
    this.#analyse = analyse
    this.#log = log
  }

  of(cells: readonly Cell[], forced: ReadonlySet<CellId>): readonly PlannedCell[] {
    const changes = this.#log.takeChanges()
    if (cells === this.#cells) this.#renew(changes)
    else this.#renewAll(cells, changes)
    if (forced.size === 0) return this.#planned
    return this.#planned.map(cell => (forced.has(cell.id) ? { ...cell, forced: true } : cell))
  }

  /** The same document: only cells with other runs are others. */
  #renew({ cells, codes }: Changes): void {
    if (cells.size === 0 && codes.size === 0) return
    this.#places ??= placesOf(this.#planned)
    const { byId, byCode } = this.#places
    const changed = [...[...cells].flatMap(id => byId.get(id) ?? []), ...[...codes].flatMap(c => byCode.get(c) ?? [])]
    if (changed.length === 0) return
    const planned = [...this.#planned]
    for (const place of changed) planned[place] = this.#renewed(this.#cells[place] as Cell)
    this.#planned = planned
  }

  #renewAll(cells: readonly Cell[], { cells: changed, codes }: Changes): void {
    const [before, planned] = [this.#cells, this.#planned]
    this.#planned = cells.map((cell, i) => {
      const there = before[i] === cell ? planned[i] : undefined
      const same = there !== undefined && !changed.has(cell.id) && !codes.has(there.analysis.hash)
      return same ? there : this.#renewed(cell)
    })
    this.#cells = cells
    this.#places = undefined
    if (this.#known.size <= 2 * cells.length) return
    const ids = new Set(cells.map(({ id }) => id))
    this.#known = new Map([...this.#known].filter(([id]) => ids.has(id)))
  }

  #renewed(cell: Cell): PlannedCell {
    const known = this.#one(cell)
    this.#known.set(cell.id, known)
    return known.planned
  }

  #one(cell: Cell): Known {
    const { id, source } = cell
    const before = this.#known.get(id)
    const shown = this.#log.shown(id)
    const covered = this.#log.isCovered(id)
    const same = before !== undefined && before.cell.source === source && before.shown === shown
    if (same && before.covered === covered && before.runs === this.#log.ofCode(before.planned.analysis.hash))
      return before.cell === cell ? before : { ...before, cell }
    // Front ends never execute a blank cell: it must not wait to be.
    if (isCommand(source) || isBlank(source)) return { ...this.#inert(cell, shown), covered }
    const analysis = this.#analyse(source)
    const candidates = this.#candidates(id, analysis, shown)
    const recall = this.#log.isFull(analysis.hash) ? { recall: this.#recall } : {}
    const known = { id, analysis, candidates, ...recall, forced: false, covered }
    const planned = shown === undefined ? known : { ...known, shown }
    return { cell, shown, covered, runs: this.#log.ofCode(analysis.hash), planned }
  }

  #candidates(id: CellId, { hash, options }: Analysis, shown: RunTrace | undefined): readonly RunTrace[] {
    const ofCode = this.#log.candidates(id, hash)
    // Its author says that the edit changes no result: the result shown stands for the new code too.
    const accepted = options.ignoreCode === true && shown?.outcome === 'ok' && shown.hash !== hash
    return accepted ? [shown, ...ofCode] : ofCode
  }

  #inert(cell: Cell, shown: RunTrace | undefined): Omit<Known, 'covered'> {
    const planned = inertCell(cell.id)
    return { cell, shown, runs: this.#log.ofCode(planned.analysis.hash), planned }
  }
}

interface Places {
  readonly byId: ReadonlyMap<CellId, number>
  readonly byCode: ReadonlyMap<SourceHash, readonly number[]>
}

const placesOf = (planned: readonly PlannedCell[]): Places => {
  const byCode = new Map<SourceHash, number[]>()
  planned.forEach(({ analysis }, place) => {
    const places = byCode.get(analysis.hash)
    if (places === undefined) byCode.set(analysis.hash, [place])
    else places.push(place)
  })
  return { byId: new Map(planned.map(({ id }, place) => [id, place])), byCode }
}
