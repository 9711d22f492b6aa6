/** `cellar report`: a static site over the notebooks of a folder. Runs no cell. */
import { statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { writeReport } from '../runtime/sharing/report/write-report.ts'
import { UsageError } from './usage-error.ts'

export const reportCommand = (program: Command): void => {
  program
    .command('report')
    .summary('a static site over many notebooks')
    .description(
      'Writes a site over the notebooks of a folder: their states, all figures and what led to each, failures, a page for each notebook.',
    )
    .argument('[folder]', 'where the notebooks are', '.')
    .option('-o, --output <folder>', 'where the site goes (default: _output/report in the folder)')
    .action(async (given: string, { output }: { readonly output?: string }) => {
      const folder = resolve(given)
      if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
        throw new UsageError(`There is no folder ${folder}. Give the folder of the notebooks.`)
      const site = output === undefined ? join(folder, '_output/report') : resolve(output)
      const onNotice = (text: string) => void process.stderr.write(`${text}\n`)
      const { notebooks, figures } = await writeReport({ folder, site, now: Date.now(), onNotice })
      process.stderr.write(`${notebooks} notebooks, ${figures} figures\n`)
      process.stdout.write(`${join(site, 'index.html')}\n`)
    })
}
