/**
 * `cellar verify`: reads everything in the store and says what is damaged; with --repair removes that, so that it is
 * computed again. An index beyond repair is moved aside, never deleted. Exit 0 when the store is sound, 1 when not.
 */
import type { Command } from 'commander'
import { StoreError, type StoreProblem } from '../runtime/store/errors.ts'
import type { VerifyReport } from '../runtime/store/maintenance.ts'
import { setIndexAside } from '../runtime/store/open-store.ts'
import { sizeText } from './amounts.ts'
import { chosenStore, STORE_OPTION, withStore } from './opened-store.ts'

interface VerifyOptions {
  readonly repair?: boolean
  readonly json?: boolean
  readonly store?: string
}

export const verifyCommand = (program: Command): void => {
  program
    .command('verify')
    .description('check that everything in the store can be read back')
    .option('--repair', 'remove what is damaged, so that it is computed again')
    .option(...STORE_OPTION)
    .option('--json', 'print JSON')
    .action((options: VerifyOptions) => {
      const folder = chosenStore(options.store)
      const report = options.repair === true ? repaired(folder) : withStore({ folder }, store => store.verify())
      const ok = report.problems.length === report.mended
      process.stdout.write(options.json ? `${JSON.stringify({ ok, ...report })}\n` : asText(report))
      process.exitCode = ok ? 0 : 1
    })
}

function repaired(folder: string): VerifyReport {
  try {
    return withStore({ folder }, store => store.verify({ repair: true }))
  } catch (error) {
    if (!(error instanceof StoreError) || error.kind !== 'damaged') throw error
    const aside: StoreProblem = setIndexAside(folder)
    const report = withStore({ folder }, store => store.verify())
    return { ...report, problems: [aside, ...report.problems], mended: 1 }
  }
}

function asText({ runs, blobs, bytes, problems, mended, leftovers }: VerifyReport): string {
  const checked = `Checked ${runs} runs, ${blobs} blobs (${sizeText(bytes)})`
  const found = problems.map(problem => `✗ ${problem.text}\n`).join('')
  const verdict =
    problems.length === 0 ? 'all sound' : mended > 0 ? `${mended} problems mended` : `${problems.length} problems`
  const next =
    problems.length > mended ? '`cellar verify --repair` removes what is damaged; those cells will run again.\n' : ''
  const left =
    leftovers === 0 ? '' : `${leftovers} files of interrupted writers, harmless: \`cellar gc\` removes them.\n`
  return `${found}${checked}: ${verdict}\n${next}${left}`
}
