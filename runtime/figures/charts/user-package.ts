/** A package of the user's, as the notebook would import it. One that is missing is told with the command that brings it. */
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

export interface ChartPlace {
  readonly mime: string
  /** The notebook's. */
  readonly folder: string
}

export const userPackage = async <T>(names: readonly string[], folder: string): Promise<T> => {
  const { resolve } = createRequire(`${folder}/[cell].cjs`)
  for (const name of names) {
    try {
      return (await import(pathToFileURL(resolve(name)).href)) as T
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error
    }
  }
  throw new Error(`it is drawn by the package ${names[0]}, which is not installed here: npm install ${names[0]}`)
}
