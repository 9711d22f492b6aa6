/** A path as a person here would name it: from the working directory, unless it leads out of that. */
import { relative } from 'node:path'

export const nearPath = (path: string): string => {
  const near = relative(process.cwd(), path)
  return near === '' || near.startsWith('..') ? path : near
}
