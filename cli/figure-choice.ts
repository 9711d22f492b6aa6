/** The version of a figure that a command line names: `NAME`, `NAME@3`, `NAME@paper`. Refuses what names none, or several. */
import type { FigureRow } from '../runtime/store/figure-store.ts'
import { UsageError } from './usage-error.ts'

/** `rows` as the store lists them: newest first within a figure. */
export const chooseFigure = (rows: readonly FigureRow[], word: string): FigureRow => {
  const at = word.lastIndexOf('@')
  const [name, which] = at > 0 ? [word.slice(0, at), word.slice(at + 1)] : [word, undefined]
  const named = rows.filter(row => row.name === name)
  const notebooks = [...new Set(named.map(row => row.notebook))]
  if (notebooks.length > 1)
    throw new UsageError(`Several notebooks have a figure ${name}: ${notebooks.join(', ')}. Name one with --notebook.`)
  if (named.length === 0) throw new UsageError(`There is no figure ${name}. \`cellar figures\` lists them.`)
  const found =
    which === undefined ? named[0] : named.find(row => String(row.version) === which || row.tags.includes(which))
  if (found !== undefined) return found
  const there = named.map(row => [row.version, ...row.tags].join(' ')).join(', ')
  throw new UsageError(`Figure ${name} has no version ${which}. There are ${there}.`)
}
