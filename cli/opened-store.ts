/**
 * The store that a verb works on: of the folder given, else the one that a notebook in this folder would use. It makes
 * no store where there is none: to look at nothing, or to clear it up, is most likely the wrong folder.
 */
import { join, resolve } from 'node:path'
import type { StoreOnDisk } from '../runtime/store/maintenance.ts'
import { openStore, type StoreOptions } from '../runtime/store/open-store.ts'
import { isStore, storeFolder } from '../runtime/store/store-folder.ts'
import { UsageError } from './usage-error.ts'

export const STORE_OPTION = [
  '--store <folder>',
  'the store (default: CELLAR_STORE, else the nearest .cellar upward)',
] as const

export function chosenStore(folder: string | undefined): string {
  const chosen =
    folder === undefined ? storeFolder(join(process.cwd(), 'notebook.ipynb'), process.env) : resolve(folder)
  if (isStore(chosen)) return chosen
  throw new UsageError(
    `No store in ${chosen}. Go to the folder of the notebook, or name its store with --store FOLDER.`,
  )
}

export function withStore<T>(options: StoreOptions, work: (store: StoreOnDisk) => T): T {
  const store = openStore(options)
  try {
    return work(store)
  } finally {
    store.close()
  }
}
