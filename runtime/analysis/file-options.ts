/**
 * The cell options of file jobs: `produces`, `keep-broken`, `temp` (spec §10). Each reader takes a good value in, or says what would
 * have been one.
 */

export interface FileOptions {
  /** Files that must be there when the cell has succeeded; relative to the notebook. */
  readonly produces?: readonly string[]
  /** What a failed run wrote of them is kept beside them as `.broken`. */
  readonly keepBroken?: boolean
  /** Its values are not stored: they are made again where somebody needs them. */
  readonly temp?: boolean
}

type Draft = { -readonly [K in keyof FileOptions]: FileOptions[K] }

export const fileReaders: Readonly<Record<string, (value: unknown, draft: Draft) => string | undefined>> = {
  produces: (value, draft) => {
    const files: readonly unknown[] = Array.isArray(value) ? value : [value]
    if (!files.every(file => typeof file === 'string' && file !== '')) return 'a list of files'
    draft.produces = files as readonly string[]
  },
  'keep-broken': (value, draft) => {
    if (typeof value !== 'boolean') return 'true or false'
    draft.keepBroken = value
  },
  temp: (value, draft) => {
    if (typeof value !== 'boolean') return 'true or false'
    draft.temp = value
  },
}
