/** `cellar status`: each code cell's state and why, as the runtime knows it without running anything. */
import type { Command } from 'commander'
import { titleOf } from './cell-title.ts'
import { withNotebook } from './opened-notebook.ts'

export const statusCommand = (program: Command): void => {
  program
    .command('status')
    .description('list each cell of a notebook: its state and why')
    .argument('<notebook>', 'path of a .ipynb file')
    .option('--json', 'print JSON')
    .action((path: string, options: { readonly json?: boolean }) =>
      withNotebook(path, async ({ runtime, cells }) => {
        const states = new Map(runtime.states().map(view => [view.id as string, view]))
        if (options.json) {
          process.stdout.write(`${JSON.stringify({ cells: cells.map(cell => states.get(cell.id)) })}\n`)
          return
        }
        const rows = cells.map((cell, index) => {
          const view = states.get(cell.id)
          return [String(index + 1), view?.state ?? 'new', titleOf(cell), view?.because?.text ?? '']
        })
        process.stdout.write(table(rows))
      }),
    )
}

const table = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => row[column]!.length)))
  return rows
    .map(
      row =>
        `${row
          .map((text, column) => text.padEnd(widths[column]!))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}
