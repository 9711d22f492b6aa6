/**
 * Checks that everything recorded can be read back: the index's structure, every blob's hash, every run's texts and
 * trace. It only looks, unless asked to mend, and mends by removing: what is gone is computed again, never guessed.
 */
import type { Database } from 'better-sqlite3'
import type { BlobFiles } from './blob-files.ts'
import type { Blobs } from './blobs.ts'
import type { StoreProblem } from './errors.ts'
import { looseFiles } from './gc-sweep.ts'
import type { VerifyReport } from './maintenance.ts'
import { rebuildDerived } from './rebuild.ts'
import type { RunRemoval } from './run-removal.ts'
import { type RunTexts, TEXT } from './run-texts.ts'
import { unpackTrace } from './trace-form.ts'

export interface VerifyParts {
  readonly blobs: Blobs
  readonly files: BlobFiles
  readonly texts: RunTexts
  readonly removal: RunRemoval
  readonly repair: boolean
}

interface Finding {
  readonly problem: StoreProblem
  readonly mend: () => void
}

export function verifyStore(database: Database, parts: VerifyParts): VerifyReport {
  const checked = { blobs: 0, bytes: 0, runs: 0 }
  const problems: StoreProblem[] = []
  const note = ({ problem, mend }: Finding): void => {
    problems.push(problem)
    if (parts.repair) database.transaction(mend).immediate()
  }
  for (const finding of checkIndex(database)) note(finding)
  for (const blob of ids(database, 'blobs')) {
    const { bytes, finding } = checkBlob(blob, parts)
    checked.blobs++
    checked.bytes += bytes
    if (finding !== undefined) note(finding)
  }
  const checkRun = runCheck(database, parts)
  for (const run of ids(database, 'runs')) {
    checked.runs++
    const finding = checkRun(run)
    if (finding !== undefined) note(finding)
  }
  const leftovers = looseFiles(database, parts.files).length
  return { ...checked, problems, mended: parts.repair ? problems.length : 0, leftovers }
}

/** Ids alone, and first: rows go while we mend, and other processes write meanwhile. */
const ids = (database: Database, table: 'blobs' | 'runs'): readonly number[] =>
  database.prepare<[], number>(`SELECT id FROM ${table} ORDER BY id`).pluck().all()

function checkIndex(database: Database): readonly Finding[] {
  const found = database
    .prepare<[], string>('PRAGMA integrity_check(20)')
    .pluck()
    .all()
    .filter(line => line !== 'ok')
  const latest = database
    .prepare<[], number>(
      `SELECT count(*) FROM (SELECT notebook, cell, max(id) AS run FROM runs GROUP BY notebook, cell) AS newest
       FULL JOIN latest USING (notebook, cell) WHERE newest.run IS NOT latest.run`,
    )
    .pluck()
    .get()
  if (latest !== 0) found.push(`${latest} cells have a wrong latest run`)
  const mend = (): void => rebuildDerived(database)
  return found.map(text => ({ problem: { kind: 'damaged-index', text: `The index is damaged: ${text}` }, mend }))
}

function checkBlob(
  blob: number,
  { blobs, files, removal }: VerifyParts,
): { readonly bytes: number; readonly finding?: Finding } {
  const reading = blobs.read(blob)
  if (reading.is === 'whole') return { bytes: reading.bytes.length }
  // Collected since we listed it.
  if (reading.is === 'absent') return { bytes: 0 }
  const { hash } = reading
  const mend = (): void => {
    removal.removeBlob(blob)
    files.remove(hash)
  }
  const damaged = reading.is === 'damaged'
  const text = `Blob ${hash} is ${damaged ? 'damaged: its bytes do not match its name' : 'missing: its file is gone'}`
  return { bytes: 0, finding: { problem: { kind: damaged ? 'damaged-blob' : 'missing-blob', text }, mend } }
}

function runCheck(database: Database, { blobs, texts, removal }: VerifyParts): (row: number) => Finding | undefined {
  const find = database.prepare<[number], RunRow>(
    'SELECT run, cell, hash, engine, outcome, trace, code, environment FROM runs WHERE id = ?',
  )
  const isThere = database.prepare<[number], number>('SELECT 1 FROM blobs WHERE id = ?').pluck()
  const forgetEnvironment = database.prepare<[number]>('UPDATE runs SET environment = NULL WHERE id = ?')
  const bytesOf = (blob: number): Uint8Array | undefined => {
    const reading = blobs.read(blob)
    return reading.is === 'whole' ? reading.bytes : undefined
  }
  return row => {
    const run = find.get(row)
    if (run === undefined) return undefined
    const wrong = [
      isTraceOf(run) ? [] : 'its trace',
      // The bytes themselves were checked with the blobs; a run whose blob was removed there is gone already.
      isThere.get(run.code) === undefined ? 'its code' : [],
      run.environment !== null && isThere.get(run.environment) === undefined ? ENVIRONMENT : [],
      Object.values(TEXT).some(kind => texts.read(row, kind, bytesOf) === 'damaged') ? 'its output' : [],
    ].flat()
    if (wrong.length === 0) return undefined
    const mend = (): void => {
      if (wrong.some(part => part !== ENVIRONMENT)) removal.remove(row)
      else forgetEnvironment.run(row)
    }
    const text = `Run ${run.run} of cell ${run.cell} is damaged: ${wrong.join(', ')}`
    return { problem: { kind: 'damaged-run', text }, mend }
  }
}

const ENVIRONMENT = 'its environment'

interface RunRow {
  readonly run: string
  readonly cell: string
  readonly hash: string
  readonly engine: string
  readonly outcome: string
  readonly trace: string
  readonly code: number
  readonly environment: number | null
}

/** Whole, and of the run that its row says. */
function isTraceOf(row: RunRow): boolean {
  const trace = unpackTrace(row.trace, '')
  const said = [trace?.id, trace?.cell, trace?.hash, trace?.engine, trace?.outcome]
  return [row.run, row.cell, row.hash, row.engine, row.outcome].every((value, i) => value === said[i])
}
