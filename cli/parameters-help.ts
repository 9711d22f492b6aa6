/** What the help of a verb that runs notebooks says of those that are named beside it: the parameters that each declares. */
import { existsSync } from 'node:fs'
import { declaredParameters } from '../runtime/parameters/declared.ts'
import { textTable } from '../runtime/plan/text-table.ts'
import { readNotebook } from './opened-notebook.ts'

/** The parameters of the notebooks named on the command line. */
export const parametersHelp = (args: readonly string[]): string =>
  args
    .filter(arg => arg.endsWith('.ipynb') && existsSync(arg))
    .map(path => {
      const { all } = declaredParameters(readNotebook(path).cells)
      if (all.length === 0) return `\n${path} declares no parameters: params({ name: default }).\n`
      const rows = all.map(p => [`  ${p.name}`, p.kind, 'default' in p ? JSON.stringify(p.default) : 'computed'])
      return `\nParameters of ${path}:\n${textTable(rows)}`
    })
    .join('')
