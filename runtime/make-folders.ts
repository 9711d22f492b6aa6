/** As `mkdir -p`, for a path that somebody gave: Node's own never ends where a folder refuses new ones as if it weren't there (/proc). */
import fs, { type MakeDirectoryOptions } from 'node:fs'
import { dirname } from 'node:path'

/** As they were when this was loaded: in a session, before user code's effects are watched. */
const { mkdirSync, statSync } = fs

/** `mode`: of those that are made. */
export const makeFolders = (folder: string, options: Pick<MakeDirectoryOptions, 'mode'> = {}): void => {
  const isThere = (): boolean => statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true
  if (isThere()) return
  makeFolders(dirname(folder), options)
  try {
    mkdirSync(folder, options)
  } catch (error) {
    // Another process may have been faster.
    if (!isThere()) throw error
  }
}
