/** What the store knows of finished runs of whole notebooks, for `runs()` in a cell, and the version of that. It only reads. */
import { type Version, version } from '../brand.ts'
import type { RunsQuery, RunsRow } from '../cell-api/runs.ts'
import type { Store } from '../store/store.ts'

/** The runs that `versionOf` counts: one that still goes on would make its own cells stale. */
const FINISHED = "SELECT * FROM runs WHERE outcome IN ('ok', 'failed') ORDER BY started"

export const finishedRuns = (
  { batches }: Pick<Store, 'batches'>,
  query: RunsQuery,
): { readonly version: Version; readonly rows: readonly RunsRow[] } => {
  const { columns, rows } = batches.select(FINISHED, query)
  return {
    version: version(batches.versionOf(query)),
    rows: rows.map(row => Object.fromEntries(columns.map((name, i) => [name, row[i] ?? null]))),
  }
}

/** `key`: the query as a location of the kind `runs` names it. */
export const versionOfRuns = ({ batches }: Pick<Store, 'batches'>, key: string): Version =>
  version(batches.versionOf(JSON.parse(key) as RunsQuery))
