/** `cellar graph`: draws which cell feeds which. Reads the graph from the runtime; knows only how to write it down. */
import { writeFileSync } from 'node:fs'
import { type Command, Option } from 'commander'
import type { GraphView } from '../runtime/view.ts'
import { graphAsSvg } from '../runtime/sharing/page/graph-svg.ts'
import { graphAsDot, graphAsMermaid } from '../runtime/plan/graph-text.ts'
import { withNotebook } from './opened-notebook.ts'

type Format = 'dot' | 'svg' | 'mermaid' | 'json'

export const graphCommand = (program: Command): void => {
  program
    .command('graph')
    .description("draw a notebook's cells and what flows between them")
    .argument('<notebook>', 'path of a .ipynb file')
    .addOption(
      new Option('-f, --format <format>', 'how to draw it').choices(['dot', 'svg', 'mermaid', 'json']).default('dot'),
    )
    .option('-o, --output <file>', 'write to this file instead of stdout')
    .action((path: string, options: { readonly format: Format; readonly output?: string }) =>
      withNotebook(path, async ({ runtime }) => {
        const drawing = draw(runtime.graph(), options.format)
        if (options.output === undefined) process.stdout.write(drawing)
        else writeFileSync(options.output, drawing)
      }),
    )
}

const draw = (graph: GraphView, format: Format): string => {
  switch (format) {
    case 'dot':
      return graphAsDot(graph)
    case 'mermaid':
      return graphAsMermaid(graph)
    case 'json':
      return `${JSON.stringify(graph)}\n`
    case 'svg':
      return graphAsSvg(graph)
  }
}
