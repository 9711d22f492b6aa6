/**
 * Finds the JupyterLab a user has: the private one of this repository, the active virtual environment's, or the first on
 * the PATH. Starts nothing.
 */
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { packageRoot } from './package-root.ts'

const program = process.platform === 'win32' ? 'jupyter.exe' : 'jupyter'
const programs = process.platform === 'win32' ? 'Scripts' : 'bin'

export const findJupyter = (env: NodeJS.ProcessEnv = process.env): string | undefined => {
  const environments = [env.VIRTUAL_ENV, env.CONDA_PREFIX, join(packageRoot, '.venv')]
  const folders = [
    ...environments.flatMap(folder => (folder === undefined ? [] : [join(folder, programs)])),
    ...(env.PATH ?? '').split(delimiter),
  ]
  return folders.map(folder => join(folder, program)).find(isExecutable)
}

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    // Not there or not ours to run: either way, look further.
    return false
  }
}
