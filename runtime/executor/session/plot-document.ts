/**
 * Observable Plot draws into `window.document` unless it is given another. Here it is loaded so that it draws into the session's
 * `document`: defining `window` would have many a package take Node for a browser. A Plot that asks otherwise is loaded as it is.
 */
import { native } from '../../effects/native.ts'

// Loading a module doesn't count as the cell reading a file.
const { readFileSync } = native.fs

/** The one file of Plot's that asks; undefined for any other. */
export const plotModule = (path: string): string | undefined =>
  path.endsWith('/@observablehq/plot/src/context.js')
    ? readFileSync(path, 'utf8').replace(
        'typeof window !== "undefined" ? window.document : undefined',
        'globalThis.document',
      )
    : undefined
