/**
 * Takes runs out of the index: collected by gc, or damaged. The cell's newest run among those left becomes its latest;
 * blobs stay until gc finds that nothing points at them. A run takes the figure versions it made along, except tagged ones
 * and those that are still shown. Always inside the caller's transaction.
 */
import type { Database } from 'better-sqlite3'

export interface RunRemoval {
  /** By row id; one that is gone already is ignored. */
  remove(run: number): void
  /**
   * The blob, the snapshots that are it, the runs whose code or texts it is, and the figures it belongs to. An environment is one for thousands of
   * runs, whose results are right without it: they only forget it.
   */
  removeBlob(blob: number): void
}

/** A row of `figure_versions` that goes with its run: not tagged, and not what its figure shows. */
export const COLLECTABLE_VERSION = `figure_versions.id NOT IN (SELECT version FROM figure_tags) AND EXISTS (
  SELECT 1 FROM figure_versions AS newer WHERE newer.figure = figure_versions.figure AND newer.id > figure_versions.id)`

export function runRemoval(database: Database): RunRemoval {
  const find = database.prepare<[number], [number, string]>('SELECT notebook, cell FROM runs WHERE id = ?').raw()
  const drop = [
    `DELETE FROM figure_versions WHERE run = (SELECT run FROM runs WHERE id = ?)
       AND ${COLLECTABLE_VERSION}`,
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
  const dropFigures = [
    `DELETE FROM figure_tags WHERE version IN (SELECT id FROM figure_versions WHERE ? IN (content, origin))`,
    `DELETE FROM figure_versions WHERE ? IN (content, origin)`,
    'DELETE FROM figure_forms WHERE blob = ?',
  ].map(sql => database.prepare<[number]>(sql))
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
      for (const statement of dropFigures) statement.run(blob)
      dropSnapshots.run(blob)
      dropBlob.run(blob)
    },
  }
}
