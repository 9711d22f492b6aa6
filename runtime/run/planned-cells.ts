/**
 * The cells as the planner takes them: each with what its source says and the runs it could be fresh by. What stayed the same
 * since the last plan is taken over, so that a plan costs the edit and not the notebook. It decides nothing.
 */
import type { Analysis } from '../analysis/analysis.ts'
import type { CellId } from '../brand.ts'
import { isCommand } from '../notebook/commands.ts'
import type { Cell } from '../notebook/notebook.ts'
import { inertCell } from '../plan/inert-cell.ts'
import type { PlannedCell } from '../plan/plan.ts'
import type { RunTrace } from '../store/store.ts'
import type { RunLog } from './run-log.ts'

interface Known {
  readonly source: string
  readonly shown: RunTrace | undefined
  /** The list as the log held it: another list means that runs of this code were added. */
  readonly runs: readonly RunTrace[]
  readonly planned: PlannedCell
}

export class PlannedCells {
  readonly #analyse: (source: string) => Analysis
  readonly #log: RunLog
  #known: ReadonlyMap<CellId, Known> = new Map()

  constructor(analyse: (source: string) => Analysis, log: RunLog) {
    this.#analyse = analyse
    this.#log = log
  }

  of(cells: readonly Cell[], forced: ReadonlySet<CellId>): readonly PlannedCell[] {
    const known = new Map(cells.map(cell => [cell.id, this.#one(cell)]))
    // Only what is in the notebook now is kept.
    this.#known = known
    return [...known.values()].map(({ planned }) => (forced.has(planned.id) ? { ...planned, forced: true } : planned))
  }

  #one({ id, source }: Cell): Known {
    const before = this.#known.get(id)
    const shown = this.#log.shown(id)
    const same = before !== undefined && before.source === source && before.shown === shown
    if (same && before.runs === this.#log.ofCode(before.planned.analysis.hash)) return before
    // Front ends never execute a blank cell: it must not wait to be.
    if (isCommand(source) || source.trim() === '') return this.#inert(id, source, shown)
    const analysis = this.#analyse(source)
    const candidates = this.#log.candidates(id, analysis.hash)
    const planned = { id, analysis, candidates, ...(shown === undefined ? {} : { shown }), forced: false }
    return { source, shown, runs: this.#log.ofCode(analysis.hash), planned }
  }

  #inert(id: CellId, source: string, shown: RunTrace | undefined): Known {
    const planned = inertCell(id)
    return { source, shown, runs: this.#log.ofCode(planned.analysis.hash), planned }
  }
}
