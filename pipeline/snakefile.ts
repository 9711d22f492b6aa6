/**
 * A notebook as a Snakefile: one rule a cell, each run by `cellar run --to`, so that values pass through the store and Snakemake only orders
 * and distributes. A rule's outputs are a stamp and the files that the cell `produces`. Pure: text in, text out.
 */
import { basename } from 'node:path'
import { analyse } from '../runtime/analysis/analyse.ts'
import { isCommand } from '../runtime/notebook/commands.ts'
import type { NotebookCell } from '../runtime/notebook/ipynb.ts'
import type { GraphView } from '../runtime/view.ts'

export const snakefileOf = (notebook: {
  readonly cells: readonly NotebookCell[]
  readonly path: string
  readonly graph: GraphView
}): string => {
  const file = basename(notebook.path)
  const cells = notebook.cells.filter(cell => cell.source.trim() !== '' && !isCommand(cell.source))
  const names = ruleNames(cells)
  const stamp = (id: string): string => `.cellar/snakemake/${file}/${names.get(id)}.done`
  const rules = cells.map(cell => {
    const above = notebook.graph.edges.filter(edge => edge.to === cell.id && names.has(edge.from))
    const inputs = [...new Set(above.map(edge => stamp(edge.from)))]
    const { produces = [], cores } = analyse(cell.source).options
    const outputs = [`touch(${quoted(stamp(cell.id))})`, ...produces.map(quoted)]
    return [
      `rule ${names.get(cell.id)}:`,
      `    input: ${[quoted(file), ...inputs.map(quoted)].join(', ')}`,
      `    output: ${outputs.join(', ')}`,
      ...(typeof cores === 'number' && Number.isInteger(cores) ? [`    threads: ${cores}`] : []),
      `    shell: ${quoted(`cellar run ${shellWord(file)} --to ${shellWord(cell.id)}`)}`,
    ].join('\n')
  })
  return [
    `# Made from ${file.replaceAll('\n', ' ')} by \`cellar export --to snakemake\`. Put it beside the notebook and run: snakemake --cores 2`,
    `rule all:\n    input: ${cells.map(cell => quoted(stamp(cell.id))).join(', ')}`,
    ...rules,
    '',
  ].join('\n\n')
}

/** Python names, each once: the label where there is one. */
const ruleNames = (cells: readonly NotebookCell[]): ReadonlyMap<string, string> => {
  const taken = new Set(['rule_all', 'all'])
  return new Map(
    cells.map(cell => {
      const wish = (analyse(cell.source).options.label ?? cell.id).replace(/\W/g, '_').replace(/^(?=\d)|^$/, 'cell_')
      let name = wish
      for (let n = 2; taken.has(name); n++) name = `${wish}_${n}`
      taken.add(name)
      return [cell.id, name]
    }),
  )
}

/** A Python string; Snakemake formats braces in a shell line. */
const quoted = (text: string): string => JSON.stringify(text.replaceAll('{', '{{').replaceAll('}', '}}'))

const shellWord = (text: string): string => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)
