/** The document as who runs its cells sees it: as the shell holds it now, planned as far as is asked for. Types only. */
import type { CellId } from '../brand.ts'
import type { Place } from '../executor/place.ts'
import type { Location } from '../location.ts'
import type { Cell } from '../notebook/notebook.ts'
import type { Outside } from '../plan/effects-above.ts'
import type { Plan } from '../plan/plan.ts'

export interface RunnerDocument {
  readonly plan: () => Plan
  /** As far as this cell. */
  readonly planTo: (cell: CellId) => Plan
  readonly indexOf: (cell: CellId) => number
  readonly source: (id: CellId) => Cell
  readonly outside: () => Outside
  /** Files that other cells may be writing right now. */
  readonly beingWritten: (except: CellId | undefined) => ReadonlySet<Location>
  /** Told of each cell that starts, rebuilds included, and (undefined) when it has ended. */
  readonly running: (id: CellId, where: Place['where'] | undefined) => void
}
