/** Tells of the notebooks of a `cellar run` that are up to date, which needs no more than a look into their store; the others have to be opened. */
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { repeatUpToDate } from '../pipeline/up-to-date.ts'
import { hasBatchStore, withBatchStore } from './batch-store.ts'
import { packageVersion } from './package-root.ts'
import { endingLine, nothingRan } from './run-summary.ts'

export const notUpToDate = async (paths: readonly string[]): Promise<readonly string[]> => {
  const left: string[] = []
  for (const given of paths) {
    const path = resolve(given)
    const isThere = statSync(path, { throwIfNoEntry: false })?.isFile() === true
    const found =
      isThere && hasBatchStore(path)
        ? await withBatchStore(path, async store => store && repeatUpToDate(store, path, packageVersion))
        : undefined
    if (found === undefined) left.push(given)
    else process.stderr.write(`${endingLine(path, nothingRan([[found.counts.restored, 'restored']]), found)}\n`)
  }
  return left
}
