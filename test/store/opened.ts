/** Opens stores in folders of their own for a test, and closes and removes them after it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { StoreProblem } from '../../runtime/store/errors.ts'
import type { StoreOnDisk } from '../../runtime/store/maintenance.ts'
import { openStore, type StoreOptions } from '../../runtime/store/open-store.ts'

export { ENGINE, idOf, isUnit, LARGE, NOTEBOOK, runLiteral as aRun, said, storedUnit as unit } from './literals.ts'

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cellar-store-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export interface OpenedStore {
  readonly store: StoreOnDisk
  readonly folder: string
  readonly problems: StoreProblem[]
  /** Closes it and opens it again. */
  reopen(): StoreOnDisk
}

export function open(options: Partial<StoreOptions> = {}): OpenedStore {
  const folder = options.folder ?? temporaryFolder()
  const problems: StoreProblem[] = []
  const openIt = (): StoreOnDisk => openStore({ onProblem: problem => problems.push(problem), ...options, folder })
  let store = openIt()
  onTestFinished(() => store.close())
  return {
    store,
    folder,
    problems,
    reopen() {
      store.close()
      store = openIt()
      return store
    },
  }
}
