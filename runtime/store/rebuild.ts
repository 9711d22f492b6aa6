/** Makes anew what is derived from the runs: which is each cell's latest, and SQLite's own indexes. Inside a transaction. */
import type { Database } from 'better-sqlite3'

export function rebuildDerived(database: Database): void {
  database.exec(`
    REINDEX;
    DELETE FROM latest;
    INSERT INTO latest (notebook, cell, run) SELECT notebook, cell, max(id) FROM runs GROUP BY notebook, cell;
  `)
}
