/**
 * Of each notebook, that nothing of it was left to run after some batch, for whoever would run it again unchanged. Any change to a
 * recorded run, a screen or a figure makes it void; runs of other notebooks that were added don't.
 */
import type { Database } from 'better-sqlite3'
import type { Answers } from '../plan/answers.ts'
import type { BatchList, UpToDate } from './batches.ts'
import { seal, unseal } from './seal.ts'

export const upToDateNotes = (database: Database): Pick<BatchList, 'keepUpToDate' | 'upToDate'> => {
  const keep = database.prepare<[string, string, number, number, string]>(
    `INSERT OR REPLACE INTO up_to_date (notebook, batch, document, outside, restores, saves, newest, changes)
     SELECT notebook, batch, ?, ?, ?, ?, ${newest('batches.notebook')}, ${changes} FROM batches WHERE batch = ?`,
  )
  const find = database.prepare<[string, string], Kept>(
    `SELECT up_to_date.batch AS id, document, outside, restores, saves AS savesMs
     FROM up_to_date JOIN notebooks ON notebooks.id = up_to_date.notebook JOIN batches ON batches.batch = up_to_date.batch
     WHERE path = ? AND document = ? AND newest = ${newest('notebooks.id')} AND changes = ${changes}`,
  )
  return {
    keepUpToDate: (id, { document, outside, restores, savesMs }) =>
      void keep.run(document, seal(JSON.stringify(outside)), restores, savesMs, id),
    upToDate: (notebook, document) => {
      const kept = find.get(notebook, document)
      const outside = kept === undefined ? undefined : unseal(kept.outside)
      return kept === undefined || outside === undefined
        ? undefined
        : { ...kept, outside: JSON.parse(outside) as Answers }
    },
  }
}

/** Row ids grow in the order of recording; 0 where none is recorded. */
const newest = (notebook: string): string =>
  `(SELECT coalesce(max(runs.id), 0) FROM runs WHERE runs.notebook = ${notebook})`

const changes = '(SELECT number FROM changes)'

interface Kept extends Omit<UpToDate, 'outside'> {
  readonly id: string
  /** Sealed JSON. */
  readonly outside: string
}
