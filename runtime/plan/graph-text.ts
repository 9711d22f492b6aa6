/**
 * A notebook's graph as text: a list to read, and the forms other programs draw, Graphviz and Mermaid. Any title and name
 * is quoted safely.
 */
import { getOrInsert } from '../get-or-insert.ts'
import type { GraphView } from '../view.ts'
import { stateColour } from './state-colours.ts'
import { textTable } from './text-table.ts'

/** One line a cell: its title, its state, what it takes from where. */
export const graphAsText = ({ nodes, edges }: GraphView): string => {
  const titles = new Map(nodes.map(({ id, title }) => [id, title]))
  const inputs = new Map<string, string[]>()
  for (const { from, to, names } of edges) {
    const input = `${names.join(', ')} ← ${titles.get(from) ?? from}`
    getOrInsert(inputs, to, () => []).push(input)
  }
  return textTable(nodes.map(({ id, title, state }) => [title, state, (inputs.get(id) ?? []).join('; ')]))
}

export const graphAsDot = ({ nodes, edges }: GraphView): string =>
  [
    'digraph notebook {',
    '  node [shape=box, style="rounded,filled", fontname="sans-serif"]',
    ...nodes.map(node => `  ${dot(node.id)} [label=${dot(node.title)}, fillcolor=${dot(stateColour[node.state])}]`),
    ...edges.map(edge => `  ${dot(edge.from)} -> ${dot(edge.to)} [label=${dot(edge.names.join(', '))}]`),
    '}\n',
  ].join('\n')

const dot = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`

/** Mermaid ids know few characters, so nodes are numbered. */
export const graphAsMermaid = ({ nodes, edges }: GraphView): string => {
  const number = new Map(nodes.map((node, index) => [node.id, `c${index}`]))
  const states = [...new Set(nodes.map(node => node.state))]
  return [
    'flowchart TD',
    ...nodes.map(node => `  ${number.get(node.id)}["${mermaid(node.title)}"]:::${node.state}`),
    ...edges.map(edge => {
      const label = edge.names.length > 0 ? `|"${mermaid(edge.names.join(', '))}"|` : ''
      return `  ${number.get(edge.from)} -->${label} ${number.get(edge.to)}`
    }),
    ...states.map(state => `  classDef ${state} fill:${stateColour[state]}`),
    '',
  ].join('\n')
}

const mermaid = (text: string): string =>
  text.replace(/["&<>#;`\n]/g, character => (character === '\n' ? '<br>' : `#${character.codePointAt(0)};`))
