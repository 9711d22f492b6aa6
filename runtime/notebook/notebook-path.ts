/** Where a notebook is. A console has no file: it is what one of the name `console` would be, in its folder. */
import { resolve } from 'node:path'

export const absoluteNotebook = (cwd: string, path: string | undefined): string => resolve(cwd, path ?? 'console')
