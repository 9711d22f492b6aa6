/** The notebook file with the outputs that were gathered and proofs of them: what a run would write, without running. Numbered as a run numbers. */
import type { CellId } from '../brand.ts'
import type { CellResult, NotebookFile } from '../notebook/ipynb.ts'
import { withResults } from '../notebook/ipynb.ts'
import type { SharedNotebook } from './shared-notebook.ts'

export const withShownResults = (notebook: NotebookFile, shared: SharedNotebook): NotebookFile => {
  const results = new Map<CellId, CellResult>()
  let count = 0
  notebook.cells.forEach(({ id }, index) => {
    const cell = shared.cells[index]
    if (cell?.is !== 'code') return
    const isBlank = cell.source.trim() === ''
    if (!isBlank) count++
    if (cell.run === undefined) return
    const outputs = cell.outputs.map(output =>
      output.output_type === 'execute_result' ? { ...output, execution_count: count } : output,
    )
    results.set(id, { outputs, executionCount: isBlank ? null : count })
  })
  return withResults(notebook, results)
}
