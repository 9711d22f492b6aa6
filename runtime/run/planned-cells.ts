/**
 * The cells as the planner takes them: each with what its source says and the runs it could be fresh by. What stayed the same
 * since the last plan is taken over, so that a plan costs the edit and not the notebook. It decides nothing.
 */
import type { Analysis } from '../analysis/analysis.ts'
import type { CellId, SourceHash } from '../brand.ts'
import { isBlank, isCommand } from '../notebook/commands.ts'
import type { Cell } from '../notebook/notebook.ts'
import { inertCell } from '../plan/inert-cell.ts'
import { PersistentList } from '../plan/persistent-list.ts'
import type { PlannedCell } from '../plan/plan.ts'
import type { RunTrace } from '../store/store.ts'
import { CellPlaces } from './cell-places.ts'
import type { Changes, RunLog } from './run-log.ts'

const noCodes: ReadonlySet<SourceHash> = new Set()

interface Known {
  readonly cell: Cell
  readonly shown: RunTrace | undefined
  readonly covered: string | undefined
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
  #planned = PersistentList.of<PlannedCell>([])
  /** Made when first asked for. */
  #places: CellPlaces | undefined

  constructor(analyse: (source: string) => Analysis, log: RunLog) {
    this.#analyse = analyse
    this.#log = log
  }

  of(cells: readonly Cell[], forced: ReadonlySet<CellId>): PersistentList<PlannedCell> {
    if (cells !== this.#cells) this.#follow(cells)
    this.#renew(this.#log.takeChanges())
    if (forced.size === 0) return this.#planned
    const asked = this.#at({ cells: forced, codes: noCodes }).filter(([, { id }]) => forced.has(id))
    return this.#planned.with(asked.map(([place, cell]) => [place, { ...cell, forced: true }]))
  }

  /** Another document: cells that are the same objects as in the one before stay. */
  #follow(cells: readonly Cell[]): void {
    const [before, planned] = [this.#cells, this.#planned]
    if (cells.length < before.length) this.#places = undefined
    const kept = Math.min(cells.length, before.length)
    const changed: [number, PlannedCell][] = []
    const added: PlannedCell[] = []
    cells.forEach((cell, place) => {
      if (place < kept && before[place] === cell) return
      const now = this.#renewed(cell)
      this.#places?.set(place, now, planned.at(place))
      if (place < kept) changed.push([place, now])
      else added.push(now)
    })
    this.#planned = planned.upTo(kept, added).with(changed)
    this.#cells = cells
    if (this.#known.size <= 2 * cells.length) return
    const ids = new Set(cells.map(({ id }) => id))
    this.#known = new Map([...this.#known].filter(([id]) => ids.has(id)))
  }

  /** Cells that show another run, or whose code has other runs. */
  #renew(changes: Changes): void {
    if (changes.cells.size === 0 && changes.codes.size === 0) return
    const changed = this.#at(changes).map(([place]) => [place, this.#renewed(this.#cells[place] as Cell)] as const)
    if (changed.length > 0) this.#planned = this.#planned.with(changed)
  }

  #at(wanted: Changes): readonly (readonly [place: number, cell: PlannedCell])[] {
    this.#places ??= new CellPlaces(this.#planned)
    return [...this.#places.of(wanted)].map(place => [place, this.#planned.at(place) as PlannedCell])
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
    const covered = this.#log.covered(id)
    const same = before !== undefined && before.cell.source === source && before.shown === shown
    if (same && before.covered === covered && before.runs === this.#log.ofCode(before.planned.analysis.hash))
      return before.cell === cell ? before : { ...before, cell }
    // Front ends never execute a blank cell: it must not wait to be.
    if (isCommand(source) || isBlank(source)) return { ...this.#inert(cell, shown), covered }
    const analysis = before?.cell.source === source ? before.planned.analysis : this.#analyse(source)
    const candidates = this.#candidates(id, analysis, shown)
    const recall = this.#log.isFull(analysis.hash) ? { recall: this.#recall } : {}
    const known = { id, analysis, candidates, ...recall, forced: false, ...(covered === undefined ? {} : { covered }) }
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
