/**
 * A notebook as a Snakefile: one rule a cell, each run by `cellar run --to`, so that values pass through the store and Snakemake only orders
 * and distributes. A rule's inputs are the stamps of the cells above and the files that its last run read, its outputs a stamp and the files that
 * the cell `produces`. Pure: text in, text out.
 */
import { basename, dirname, relative, resolve } from 'node:path'
import { analyse } from '../runtime/analysis/analyse.ts'
import { keyOf, kindOf } from '../runtime/location.ts'
import { isOfContent } from '../runtime/effects/files/file-versions.ts'
import { isCommand } from '../runtime/notebook/commands.ts'
import type { NotebookCell } from '../runtime/notebook/ipynb.ts'
import type { DeclaredParameters } from '../runtime/parameters/declared.ts'
import type { RunTrace } from '../runtime/store/store.ts'
import type { GraphView } from '../runtime/view.ts'

interface SnakedNotebook {
  readonly cells: readonly NotebookCell[]
  readonly path: string
  readonly graph: GraphView
  readonly declared: DeclaredParameters
  /** The run that the cell shows. */
  readonly traceOf: (cell: NotebookCell) => RunTrace | undefined
}

export const snakefileOf = (notebook: SnakedNotebook): string => {
  const file = basename(notebook.path)
  const cells = notebook.cells.filter(cell => cell.source.trim() !== '' && !isCommand(cell.source))
  const names = ruleNames(cells)
  const stamp = (id: string): string => `.cellar/snakemake/${file}/${names.get(id)}.done`
  const files = filesRead(notebook)
  const given = takers(notebook)
  const rules = cells.map(cell => {
    const above = notebook.graph.edges.filter(edge => edge.to === cell.id && names.has(edge.from))
    const inputs = [...new Set([...above.map(edge => stamp(edge.from)), ...(files.get(cell.id) ?? [])])]
    const { produces = [], cores } = analyse(cell.source).options
    const outputs = [`touch(${quoted(stamp(cell.id))})`, ...produces.map(quoted)]
    const command = `cellar run ${shellWord(file)} --to ${shellWord(cell.id)}`
    const takes = given.has(cell.id)
    return [
      `rule ${names.get(cell.id)}:`,
      `    input: ${[quoted(file), ...inputs.map(quoted)].join(', ')}`,
      `    output: ${outputs.join(', ')}`,
      ...(typeof cores === 'number' && Number.isInteger(cores) ? [`    threads: ${cores}`] : []),
      ...(takes ? ['    params: given'] : []),
      `    shell: ${takes ? quoted(command).replace(/"$/, ' {params}"') : quoted(command)}`,
    ].join('\n')
  })
  return [
    `# Made from ${file.replaceAll('\n', ' ')} by \`cellar export --to snakemake\`. Put it beside the notebook and run: snakemake --cores 2`,
    ...(given.size === 0 ? [] : [givenParameters(notebook.declared)]),
    `rule all:\n    input: ${cells.map(cell => quoted(stamp(cell.id))).join(', ')}`,
    ...rules,
    '',
  ].join('\n\n')
}

/** By cell: what its last run read, named from the notebook's folder. What a cell writes counts where one above promises it: a rule makes that. */
const filesRead = ({ cells, path, traceOf }: SnakedNotebook): ReadonlyMap<string, readonly string[]> => {
  const folder = dirname(path)
  const traces = cells.map(traceOf)
  const written = new Set(traces.flatMap(trace => (trace?.writes ?? []).map(({ location }) => location)))
  const promised = new Set<string>()
  return new Map(
    cells.map((cell, index) => {
      const read = (traces[index]?.reads ?? []).filter(
        ({ location, version }) =>
          (kindOf(location) === 'file' || kindOf(location) === 'module') &&
          isOfContent(version) &&
          !keyOf(location).includes('/node_modules/') &&
          (!written.has(location) || promised.has(keyOf(location))),
      )
      for (const name of analyse(cell.source).options.produces ?? []) promised.add(resolve(folder, name))
      return [cell.id, read.map(({ location }) => named(folder, keyOf(location)))]
    }),
  )
}

const named = (folder: string, file: string): string => {
  const name = relative(folder, file)
  return name.startsWith('..') ? file : name
}

/** Cells that read a parameter, may do so, or depend on one that does. */
const takers = ({ cells, graph, declared, traceOf }: SnakedNotebook): ReadonlySet<string> => {
  if (declared.all.length === 0) return new Set()
  const found = new Set<string>()
  for (const cell of cells) {
    const trace = traceOf(cell)
    const reads = trace === undefined || trace.reads.some(({ location }) => kindOf(location) === 'param')
    const above = graph.edges.some(({ from, to }) => to === cell.id && found.has(from))
    if (reads || above || cell.id === declared.tagged) found.add(cell.id)
  }
  return found
}

const givenParameters = ({ all }: DeclaredParameters): string =>
  `# Other parameters: snakemake --cores 2 --config ${all[0]?.name}=…
from json import dumps
from shlex import quote
given = " ".join(
    "-p " + quote(name + "=" + (value if isinstance(value, str) else dumps(value)))
    for name, value in config.items() if name in ${JSON.stringify(all.map(({ name }) => name))}
)`

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
