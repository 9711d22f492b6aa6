/**
 * Parameters of a notebook in papermill's form: the values set go into a cell of their own right below the one tagged `parameters`,
 * as papermill does, so that the tagged cell keeps its result and whoever reads a name sees the value set. Pure.
 */
import { cellId } from '../brand.ts'
import { type NotebookCell, type NotebookFile, newCell } from '../notebook/ipynb.ts'
import type { DeclaredParameters } from './declared.ts'
import { canonical, type ParameterValues } from './parameters.ts'

const INJECTED_TAG = 'injected-parameters'

/** The notebook with the injected cell; as it is where nothing is set in this form. An earlier injected cell is replaced. */
export const withInjected = (
  notebook: NotebookFile,
  declared: DeclaredParameters,
  values: ParameterValues,
): NotebookFile => {
  const own = declared.all.filter(({ name, by }) => by === 'tag' && Object.hasOwn(values, name))
  if (own.length === 0) return notebook
  const source = own.map(({ name }) => `${name} = ${canonical(values[name])}`).join('\n')
  const cells = notebook.cells.filter(cell => !cell.tags.includes(INJECTED_TAG))
  const at = cells.findIndex(cell => cell.id === declared.tagged) + 1
  const injected: NotebookCell = newCell(cellId(INJECTED_TAG), source, [INJECTED_TAG])
  return { ...notebook, cells: cells.toSpliced(at, 0, injected) }
}
