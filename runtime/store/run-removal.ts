/**
 * Takes runs out of the index: collected by gc, or damaged. The cell's newest run among those left becomes its latest;
 * blobs stay until gc finds that nothing points at them. Always inside the caller's transaction.
 */
import type { Database } from 'better-sqlite3'

export interface RunRemoval {
  /** By row id; one that is gone already is ignored. */
  remove(run: number): void
  /**
   * The blob, the snapshots that are it and the runs whose code or texts it is. An environment is one for thousands of
   * runs, whose results are right without it: they only forget it.
   */
  removeBlob(blob: number): void
}

export function runRemoval(database: Database): RunRemoval {
  const find = database.prepare<[number], [number, string]>('SELECT notebook, cell FROM runs WHERE id = ?').raw()
  const drop = [
    'DELETE FROM texts WHERE run = ?',
    'DELETE FROM tags WHERE run = ?',
    'DELETE FROM runs WHERE id = ?',
  ].map(sql => database.prepare<[number]>(sql))
  const dropLatest = database.prepare<[number, string, number]>(
    'DELETE FROM latest WHERE notebook = ? AND cell = ? AND run = ?',
  )
  const setLatest = database.prepare<[number, string]>(
    `INSERT INTO latest (notebook, cell, run)
     SELECT notebook, cell, id FROM runs WHERE notebook = ? AND cell = ? ORDER BY id DESC LIMIT 1`,
  )
  const holders = database
    .prepare<[number, number], number>('SELECT id FROM runs WHERE code = ? UNION SELECT run FROM texts WHERE blob = ?')
    .pluck()
  const forget = database.prepare<[number]>('UPDATE runs SET environment = NULL WHERE environment = ?')
  const dropSnapshots = database.prepare<[number]>('DELETE FROM snapshots WHERE blob = ?')
  const dropBlob = database.prepare<[number]>('DELETE FROM blobs WHERE id = ?')

  const remove = (run: number): void => {
    const [notebook, cell] = find.get(run) ?? [0, '']
    for (const statement of drop) statement.run(run)
    if (dropLatest.run(notebook, cell, run).changes > 0) setLatest.run(notebook, cell)
  }
  return {
    remove,
    removeBlob(blob) {
      for (const run of holders.all(blob, blob)) remove(run)
      forget.run(blob)
      dropSnapshots.run(blob)
      dropBlob.run(blob)
    },
  }
}
