/** `cellar status`: each code cell's state and why, as the runtime knows it without running anything. */
import type { Command } from 'commander'
import { statusAsText } from '../runtime/plan/status-text.ts'
import { withNotebook } from './opened-notebook.ts'

export const statusCommand = (program: Command): void => {
  program
    .command('status')
    .description('list each cell of a notebook: its state and why')
    .argument('<notebook>', 'path of a .ipynb file')
    .option('--json', 'print JSON')
    .action((path: string, options: { readonly json?: boolean }) =>
      withNotebook(path, async ({ runtime, cells }) => {
        const views = runtime.states()
        const byId = new Map(views.map(view => [view.id, view]))
        const text = options.json
          ? `${JSON.stringify({ cells: cells.map(cell => byId.get(cell.id)) })}\n`
          : statusAsText(cells, views)
        process.stdout.write(text)
      }),
    )
}
