/**
 * `await runs({ sweep: 'lr' })`: the finished runs of whole notebooks as rows for a plot or a table, oldest first. Parameters and records
 * are columns, as `cellar runs --whole` shows them. The cell depends on what it asked for: another finished run makes it stale.
 */
import type { Datum } from '../store/batches.ts'
import type { CellHost } from './host.ts'

export interface RunsQuery {
  /** A path, from the notebook's folder; absent: this one. */
  readonly notebook?: string
  readonly sweep?: string
  readonly tag?: string
}

export type RunsRow = Readonly<Record<string, Datum>>

export type Runs = (query?: RunsQuery) => Promise<readonly RunsRow[]>

const keys = ['notebook', 'sweep', 'tag'] as const

export const createRuns =
  (host: Pick<CellHost, 'runs'>): Runs =>
  async (query = {}) => {
    for (const [key, value] of Object.entries(query)) {
      const isKnown = (keys as readonly string[]).includes(key)
      if (!isKnown)
        throw new TypeError(`runs: there is no \`${key}\` to choose by. Give ${keys.join(', ')}, or nothing.`)
      if (typeof value !== 'string') throw new TypeError(`runs: \`${key}\` must be text, not ${typeof value}.`)
    }
    return host.runs(query)
  }
