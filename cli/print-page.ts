/**
 * A page as PDF, printed by a Chromium or Chrome that is there already: `CELLAR_CHROMIUM`, else the usual names and places. It runs headless
 * with a profile of its own that goes afterwards, and gets a file, never an address.
 */
import { execFile } from 'node:child_process'
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { UsageError } from './usage-error.ts'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge']
const APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
]

/** A page that isn't printed by then won't be. */
const PATIENCE_MS = 120_000
/** Milliseconds of the page's own time for its charts to be drawn. */
const DRAWING_MS = 10_000

export const printedPage = async (html: string): Promise<Uint8Array> => {
  const program = chromium()
  const folder = mkdtempSync(join(tmpdir(), 'cellar-print-'))
  try {
    const [page, pdf] = [join(folder, 'page.html'), join(folder, 'page.pdf')]
    writeFileSync(page, html)
    await promisify(execFile)(
      program,
      [
        '--headless',
        '--disable-gpu',
        '--no-pdf-header-footer',
        // Root has no user namespaces to make a sandbox of; the page's own policy and frames stay.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        `--user-data-dir=${join(folder, 'profile')}`,
        `--virtual-time-budget=${DRAWING_MS}`,
        `--print-to-pdf=${pdf}`,
        `${pathToFileURL(page)}#print`,
      ],
      { timeout: PATIENCE_MS },
    )
    return readFileSync(pdf)
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

const chromium = (): string => {
  const asked = process.env.CELLAR_CHROMIUM
  const folders = (process.env.PATH ?? '').split(delimiter)
  const candidates = asked ? [asked] : [...NAMES.flatMap(name => folders.map(f => join(f, name))), ...APPLICATIONS]
  const found = candidates.find(isProgram)
  if (found !== undefined) return found
  throw new UsageError(
    asked
      ? `CELLAR_CHROMIUM is ${asked}, which is no program. Set it to a Chromium or Chrome.`
      : 'A PDF is printed by Chromium or Chrome, and none was found. Install one (Debian: apt install chromium), name it in ' +
          'CELLAR_CHROMIUM, or export --to html and print that from your browser.',
  )
}

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
