/** A notebook's graph in the text forms other programs draw: Graphviz and Mermaid. Any title and name is quoted safely. */
import type { GraphView } from '../runtime/view.ts'
import { stateColour } from './state-colours.ts'

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
