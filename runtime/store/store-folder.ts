/**
 * Where a notebook's store is: `CELLAR_STORE`, else the nearest `.cellar/` upward, else a new one beside the notebook.
 * It only looks; whoever opens the store makes the folder.
 */
import { existsSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

export function storeFolder(notebookPath: string, env: Readonly<Record<string, string | undefined>>): string {
  if (env.CELLAR_STORE) return resolve(env.CELLAR_STORE)
  const beside = dirname(resolve(notebookPath))
  for (let folder = beside; ; folder = dirname(folder)) {
    const found = join(folder, '.cellar')
    if (statSync(found, { throwIfNoEntry: false })?.isDirectory()) return found
    if (folder === dirname(folder)) return join(beside, '.cellar')
  }
}

/** Where a store's index is. */
export const indexFile = (folder: string): string => join(folder, 'index.db')

export const isStore = (folder: string): boolean => existsSync(indexFile(folder))
