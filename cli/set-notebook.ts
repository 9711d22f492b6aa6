/** A notebook with the values set for its parameters, ready to be opened: those of a cell tagged `parameters` stand in a cell below it. */
import { codeCells } from '../runtime/notebook/ipynb.ts'
import { type DeclaredParameters, declaredParameters } from '../runtime/parameters/declared.ts'
import { withInjected } from '../runtime/parameters/injected.ts'
import type { ParameterValues } from '../runtime/parameters/parameters.ts'
import type { ReadNotebook } from './opened-notebook.ts'

export interface SetNotebook extends ReadNotebook {
  readonly declared: DeclaredParameters
  readonly parameters: ParameterValues
}

export const withParameters = (read: ReadNotebook, parameters: ParameterValues): SetNotebook => {
  const declared = declaredParameters(read.cells)
  const notebook = withInjected(read.notebook, declared, parameters)
  return { ...read, notebook, cells: codeCells(notebook), declared, parameters }
}
