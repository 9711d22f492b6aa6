/** A cell that is no code (a command, or blank), as the planner sees it: it keeps its place and number, reads and writes nothing, and is fresh. */
import { analyse } from '../analysis/analyse.ts'
import { type CellId, runId } from '../brand.ts'
import type { PlannedCell } from './plan.ts'

export const inertCell = (id: CellId): PlannedCell => {
  const analysis = analyse('')
  const done = { outcome: 'ok', startedAt: 0, ms: 0, reads: [], writes: [] } as const
  const trace = { id: runId(`inert-${id}`), cell: id, notebook: '', hash: analysis.hash, engine: '', ...done }
  return { id, analysis, candidates: [trace], shown: trace, forced: false }
}
