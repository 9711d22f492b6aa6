/**
 * Compiles the cells of one notebook for one session. A cell that is run again as it was is not compiled again: what it was compiled to
 * stays with its analysis, and holds until the names of the notebook, its title or the session's globals are others.
 */
import type { Analysis } from '../analysis/analysis.ts'
import type { Erasure } from '../analysis/erasure.ts'
import { compile } from '../compile/compile.ts'
import type { CompiledCell } from '../compile/compiled.ts'
import type { Cell } from '../notebook/notebook.ts'
import type { Plan, PlannedCell } from '../plan/plan.ts'
import { cellTitle } from '../plan/reasons.ts'
import { Names } from './names.ts'

export interface CompilerParts {
  readonly erasure: Erasure
  /** Keys of the session's globalThis before user code ran. */
  readonly globals: () => ReadonlySet<string>
}

interface Made {
  readonly by: readonly unknown[]
  readonly compiled: CompiledCell
}

export class CellCompiler {
  readonly #parts: CompilerParts
  readonly #names = new Names()
  readonly #made = new WeakMap<Analysis, Made>()

  constructor(parts: CompilerParts) {
    this.#parts = parts
  }

  /** The cell as the plan knows it. */
  compile(cell: Cell, index: number, plan: Plan): CompiledCell {
    const { erasure } = this.#parts
    const { analysis } = plan.cells.at(index) as PlannedCell
    const globals = this.#parts.globals()
    const title = `Cell ${cellTitle(plan, index)}`
    const names = this.#names.forCell({ id: cell.id, analysis }, { cells: plan.cells, globals })
    const by = [cell.id, title, globals, names.known]
    const made = this.#made.get(analysis)
    if (made?.by.every((part, i) => part === by[i])) return made.compiled
    const markOf = (name: string): number => this.#names.markOf(name)
    const compiled = compile(cell.source, analysis, { cell: cell.id, title, ...names, markOf, erasure })
    this.#made.set(analysis, { by, compiled })
    return compiled
  }
}
