/**
 * The cell options that say where a cell runs and what it takes: `pool`, `cores`, `memory`, `retries`, `priority` (spec §10). Each reader
 * takes a good value in, or says what would have been one.
 */

export interface ResourceOptions {
  /** true: on a worker of the pool; auto (the default): when its last run was long and its inputs can cross */
  readonly pool?: boolean | 'auto'
  /** Infinity: all there are */
  readonly cores?: number
  /** bytes */
  readonly memory?: number
  /** How often it is run again after a failure. */
  readonly retries?: number
  /** Higher first among the jobs that wait; 0 where nobody says. */
  readonly priority?: number
}

type Draft = { -readonly [K in keyof ResourceOptions]: ResourceOptions[K] }

const units: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 }

/** `2G`, `500 MB`, `1.5GiB`, or a plain number of bytes; undefined for anything else. */
export const bytesOf = (value: unknown): number | undefined => {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([KMGT]?)i?B?\s*$/i.exec(String(value))
  if (match === null) return undefined
  const bytes = Number(match[1]) * (units[(match[2] ?? '').toUpperCase()] as number)
  return bytes > 0 ? bytes : undefined
}

export const resourceReaders: Readonly<Record<string, (value: unknown, draft: Draft) => string | undefined>> = {
  pool: (value, draft) => {
    if (typeof value !== 'boolean' && value !== 'auto') return 'true, false or auto'
    draft.pool = value
  },
  cores: (value, draft) => {
    const cores = value === 'all' ? Number.POSITIVE_INFINITY : value
    if (typeof cores !== 'number' || !(cores > 0)) return 'a number above 0, or all'
    draft.cores = cores
  },
  memory: (value, draft) => {
    const bytes = typeof value === 'string' || typeof value === 'number' ? bytesOf(value) : undefined
    if (bytes === undefined) return 'an amount like 500M or 8G'
    draft.memory = bytes
  },
  retries: (value, draft) => {
    if (!Number.isInteger(value) || (value as number) < 0) return 'a whole number, 0 or more'
    draft.retries = value as number
  },
  priority: (value, draft) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) return 'a number'
    draft.priority = value
  },
}
