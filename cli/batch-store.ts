/** The store that the runs of a notebook are kept in, for what is kept of whole notebooks. None where it can't be had: the runtime says so. */
import { StoreError } from '../runtime/store/errors.ts'
import type { StoreOnDisk } from '../runtime/store/maintenance.ts'
import { openStore } from '../runtime/store/open-store.ts'
import { isStore, storeFolder } from '../runtime/store/store-folder.ts'

/** Nothing is kept of a notebook where there is no store yet. */
export const hasBatchStore = (notebook: string): boolean => isStore(storeFolder(notebook, process.env))

export const withBatchStore = async <T>(
  notebook: string,
  work: (store: StoreOnDisk | undefined) => Promise<T>,
): Promise<T> => {
  const store = open(notebook)
  try {
    return await work(store)
  } finally {
    store?.close()
  }
}

const open = (notebook: string): StoreOnDisk | undefined => {
  try {
    return openStore({ folder: storeFolder(notebook, process.env) })
  } catch (error) {
    if (error instanceof StoreError) return undefined
    throw error
  }
}
