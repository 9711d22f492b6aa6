/**
 * `cellar gc`: bounds the store by age and size and removes what no run points at. It never takes a tagged run or the
 * latest run of a cell, and says so when those alone are more than was asked for.
 */
import type { Command } from 'commander'
import type { GcReport } from '../runtime/store/maintenance.ts'
import { parseAge, parseSize, sizeText } from './amounts.ts'
import { chosenStore, STORE_OPTION, withStore } from './opened-store.ts'
import { UsageError } from './usage-error.ts'

interface GcOptions {
  readonly maxSize?: string
  readonly maxAge?: string
  readonly keepLatest?: string
  readonly dryRun?: boolean
  readonly json?: boolean
  readonly store?: string
}

export const gcCommand = (program: Command): void => {
  program
    .command('gc')
    .description('remove old results from the store')
    .option('--max-size <size>', 'remove the oldest runs until the store is no larger, e.g. 2GB')
    .option('--max-age <age>', 'remove runs older than that, e.g. 30d')
    .option('--keep-latest <n>', 'runs of each cell that stay in any case', '1')
    .option('--dry-run', 'only say what would be removed')
    .option(...STORE_OPTION)
    .option('--json', 'print JSON')
    .action((options: GcOptions) => {
      const report = withStore({ folder: chosenStore(options.store) }, store =>
        store.gc({
          ...(options.maxSize === undefined ? {} : { maxBytes: parseSize(options.maxSize) }),
          ...(options.maxAge === undefined ? {} : { maxAge: parseAge(options.maxAge) }),
          keepLatest: parseCount(options.keepLatest ?? '1'),
          dryRun: options.dryRun === true,
        }),
      )
      const text = options.json
        ? JSON.stringify({ ...report, dryRun: options.dryRun === true })
        : asText(report, options)
      process.stdout.write(`${text}\n`)
    })
}

function parseCount(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text)
  throw new UsageError(`--keep-latest takes a whole number from 1, not "${text}".`)
}

function asText(report: GcReport, { dryRun, maxSize }: GcOptions): string {
  const { runs, blobs, leftovers, bytesBefore, bytesAfter, overLimit } = report
  const removed = `${runs} runs, ${blobs} blobs, ${leftovers} leftover files: ${sizeText(bytesBefore)} → ${sizeText(bytesAfter)}`
  const over = `What is left is tagged or the latest of its cell, and more than ${maxSize}. \`cellar runs --tag NAME\` lists tagged runs.`
  return `${dryRun ? 'Would remove' : 'Removed'} ${removed}${overLimit ? `\n${over}` : ''}`
}
