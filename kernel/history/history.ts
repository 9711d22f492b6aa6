/**
 * What was typed, in this session and earlier ones, shared by all kernels of the user: one SQLite file. A file that is
 * broken is moved aside, one that can't be written is replaced by memory; neither ever stops a cell.
 */
import { renameSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { openSqlite } from '../../runtime/store/sqlite.ts'
import { makeFolders } from '../../runtime/make-folders.ts'

export interface HistoryEntry {
  readonly session: number
  /** The execution count. */
  readonly line: number
  readonly source: string
  /** The result as text; null when the cell had none. */
  readonly output: string | null
}

/** Milliseconds to wait for another kernel's write; longer would be felt as a slow cell. */
const BUSY_TIMEOUT = 250
const SCHEMA_VERSION = 1
const SCHEMA = `
  CREATE TABLE session (id INTEGER PRIMARY KEY AUTOINCREMENT, started TEXT NOT NULL);
  CREATE TABLE input (session INTEGER NOT NULL, line INTEGER NOT NULL, source TEXT NOT NULL, output TEXT,
    PRIMARY KEY (session, line)) WITHOUT ROWID;
`

export class History {
  readonly #db: Database.Database
  readonly #log: (line: string) => void
  readonly session: number
  readonly #insert: Database.Statement<[number, number, string]>
  readonly #setOutput: Database.Statement<[string, number, number]>

  constructor(db: Database.Database, log: (line: string) => void) {
    this.#db = db
    this.#log = log
    this.session = Number(
      db.prepare('INSERT INTO session (started) VALUES (?)').run(new Date().toISOString()).lastInsertRowid,
    )
    this.#insert = db.prepare('INSERT OR REPLACE INTO input (session, line, source) VALUES (?, ?, ?)')
    this.#setOutput = db.prepare('UPDATE input SET output = ? WHERE session = ? AND line = ?')
  }

  add(line: number, source: string): void {
    this.#attempt(() => this.#insert.run(this.session, line, source))
  }

  setOutput(line: number, output: string): void {
    this.#attempt(() => this.#setOutput.run(output, this.session, line))
  }

  /** The newest `n`, oldest first. */
  tail(n: number): readonly HistoryEntry[] {
    return this.#query('SELECT * FROM input ORDER BY session DESC, line DESC LIMIT ?', n).reverse()
  }

  /** Lines from `start` to before `stop` of a session; 0 is this one, -1 the one before it. `stop` absent: to the end. */
  range({
    session,
    start,
    stop,
  }: {
    readonly session: number
    readonly start: number
    readonly stop: number | undefined
  }): readonly HistoryEntry[] {
    const absolute = session > 0 ? session : this.session + session
    return this.#query(
      'SELECT * FROM input WHERE session = ? AND line >= ? AND line < ? ORDER BY line',
      absolute,
      start,
      stop ?? Number.MAX_SAFE_INTEGER,
    )
  }

  /** The newest `n` whose source matches the glob, oldest first; `unique`: only the newest of equal ones. */
  search({
    pattern,
    n,
    unique,
  }: {
    readonly pattern: string
    readonly n: number | undefined
    readonly unique: boolean
  }): readonly HistoryEntry[] {
    // SQLite gives the other columns of a group from the row that has its maximum.
    const found = unique
      ? 'SELECT session, line, source, output, MAX(session * 4294967296 + line) FROM input WHERE source GLOB ? GROUP BY source'
      : 'SELECT * FROM input WHERE source GLOB ?'
    return this.#query(`${found} ORDER BY session DESC, line DESC LIMIT ?`, pattern, n ?? -1).reverse()
  }

  close(): void {
    this.#db.close()
  }

  #query(sql: string, ...values: (string | number)[]): HistoryEntry[] {
    const rows = this.#attempt(() => this.#db.prepare(sql).all(...values)) ?? []
    return (rows as HistoryEntry[]).map(({ session, line, source, output }) => ({ session, line, source, output }))
  }

  #attempt<T>(act: () => T): T | undefined {
    try {
      return act()
    } catch (error) {
      this.#log(`history: ${error instanceof Error ? error.message : String(error)}`)
      return undefined
    }
  }
}

export const openHistory = (path: string, log: (line: string) => void): History => {
  try {
    return new History(openFile(path), log)
  } catch (error) {
    log(`history: ${path} can't be used (${error instanceof Error ? error.message : String(error)}).`)
    if (isDamaged(error)) {
      const aside = `${path}.broken-${Date.now()}`
      try {
        renameSync(path, aside)
        log(`history: it was moved to ${aside}; a new one is begun.`)
        return new History(openFile(path), log)
      } catch (second) {
        log(`history: no new one could be made (${second instanceof Error ? second.message : String(second)}).`)
      }
    }
    log('history: kept in memory for this session only.')
    return new History(withSchema(openSqlite(':memory:')), log)
  }
}

const openFile = (path: string): Database.Database => {
  makeFolders(dirname(path))
  const db = openSqlite(path, { timeout: BUSY_TIMEOUT })
  try {
    db.pragma('journal_mode = WAL')
    // A power cut may cost the last inputs, never the file: not worth an fsync before each cell.
    db.pragma('synchronous = NORMAL')
    return withSchema(db)
  } catch (error) {
    db.close()
    throw error
  }
}

const withSchema = (db: Database.Database): Database.Database => {
  const versionOf = () => Number(db.pragma('user_version', { simple: true }))
  // Asked again inside the transaction: another kernel may have made the tables meanwhile.
  const create = db.transaction(() => {
    if (versionOf() === 0) db.exec(`${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION};`)
  })
  if (versionOf() === 0) create.immediate()
  if (versionOf() !== SCHEMA_VERSION)
    throw new Error(`it was written by a newer Cellar: version ${versionOf()}, this one knows ${SCHEMA_VERSION}`)
  return db
}

const isDamaged = (error: unknown) =>
  error instanceof Database.SqliteError && (error.code === 'SQLITE_NOTADB' || error.code.startsWith('SQLITE_CORRUPT'))
