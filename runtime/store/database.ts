/**
 * Opens the index: SQLite in WAL mode, shared by many processes. It refuses a file that is not ours or is from a newer
 * Cellar before SQLite touches it, and never moves or deletes a damaged file unless the caller asks.
 */
import SQLite, { type Database } from 'better-sqlite3'
import { closeSync, existsSync, openSync, readSync, renameSync } from 'node:fs'
import { StoreError } from './errors.ts'
import { APPLICATION_ID, MIGRATIONS, migrate, newerStore } from './schema.ts'
import { openSqlite } from './sqlite.ts'

/** How long a writer waits for another one. A record takes a millisecond; a large gc batch, tens of them. */
const BUSY_MS = 10_000
/** Measured: a small run costs 0.2 ms with 8 KB pages, 0.4 with 32 KB; a value of 60 KB 0.5 against 1.5. */
const PAGE_BYTES = 8_192
/** 16 MB of log: larger ones save a tenth of the work and stall a cell's record for 30 ms and more. */
const CHECKPOINT_PAGES = 2_048

export function openDatabase(file: string): Database {
  refuseForeign(file)
  const database = openSqlite(file, { timeout: BUSY_MS })
  try {
    whenNotBusy(() => {
      // The first two only count while the file is empty; SQLite ignores them afterwards.
      database.pragma(`page_size = ${PAGE_BYTES}`)
      database.pragma('auto_vacuum = INCREMENTAL')
      database.pragma('journal_mode = WAL')
    })
    // A power cut may lose the last transactions, never the file's consistency; a kill loses nothing.
    database.pragma('synchronous = NORMAL')
    database.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
    migrate(database)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** Renames the index and its logs; returns where it is now. Blobs stay: they are named by their content. */
export function moveAside(file: string, now: number): string {
  const aside = `${file}.damaged-${new Date(now).toISOString().replaceAll(':', '')}`
  for (const suffix of ['', '-wal', '-shm']) if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix)
  return aside
}

/** Reads the header by hand (bytes 60 and 68, big-endian): opening a WAL database already writes beside it. */
function refuseForeign(file: string): void {
  if (!existsSync(file)) return
  const header = Buffer.alloc(100)
  const descriptor = openSync(file, 'r')
  const read = readSync(descriptor, header, 0, header.length, 0)
  closeSync(descriptor)
  // Empty, or (below) made but not yet migrated: another process is creating it.
  if (read === 0) return
  if (read < header.length || header.toString('latin1', 0, 15) !== 'SQLite format 3') {
    throw new StoreError('damaged', {
      what: `The store's index ${file} is damaged`,
      why: 'it does not begin as a database does',
      next: 'Run `cellar verify --repair`, which moves it aside and starts a new one; its blobs are kept',
    })
  }
  const found = header.readUInt32BE(60)
  const application = header.readUInt32BE(68)
  if (application !== APPLICATION_ID && (application !== 0 || found !== 0)) {
    throw new StoreError('foreign', {
      what: `${file} is not a store of Cellar`,
      why: 'another program made this database',
      next: 'Nothing was changed. Set CELLAR_STORE to another folder',
    })
  }
  if (found > MIGRATIONS.length) throw newerStore(file, { found, known: MIGRATIONS.length })
}

/** Switching to WAL fails at once, in spite of the busy timeout, while another process does the same. */
function whenNotBusy(action: () => void): void {
  const until = Date.now() + BUSY_MS
  while (!isDone(action, until)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
}

function isDone(action: () => void, until: number): boolean {
  try {
    action()
    return true
  } catch (error) {
    if (error instanceof SQLite.SqliteError && error.code.startsWith('SQLITE_BUSY') && Date.now() < until) return false
    throw error
  }
}
