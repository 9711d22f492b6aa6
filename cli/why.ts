/** `cellar why`: explains one cell's state, down to the edit, input or file that caused it. */
import type { Command } from 'commander'
import { chooseCell } from './cell-choice.ts'
import { withNotebook } from './opened-notebook.ts'

export const whyCommand = (program: Command): void => {
  program
    .command('why')
    .description('explain why a cell is stale, or what keeps it fresh')
    .argument('<notebook>', 'path of a .ipynb file')
    .argument('<cell>', 'its id, label or number')
    .option('--json', 'print JSON')
    .action((path: string, word: string, options: { readonly json?: boolean }) =>
      withNotebook(path, async ({ runtime, cells }) => {
        const { id } = chooseCell(cells, word)
        const text = runtime.why(id)
        process.stdout.write(options.json ? `${JSON.stringify({ id, why: text })}\n` : `${text}\n`)
      }),
    )
}
