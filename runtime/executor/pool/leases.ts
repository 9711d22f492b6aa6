/**
 * Which jobs of this machine hold how many cores and how much memory: one SQLite table for all of a user's kernels and batch runs.
 * It never grants more than there is, and a lease ends with the process that took it, however that ended.
 */
import type { Database } from 'better-sqlite3'
import { statSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { isAlive, type NotedProcess, ownProcess } from '../../process-birth.ts'
import { openSqlite } from '../../store/sqlite.ts'
import { makeFolders } from '../../make-folders.ts'

/** What a job takes while it runs. */
export interface Need {
  readonly cores: number
  /** bytes; 0 where nobody said */
  readonly memory: number
}

export interface Leases {
  /** A lease where there is room for it now. A need beyond the machine counts as all of it. */
  take(need: Need): number | undefined
  release(lease: number): void
  close(): void
}

/** milliseconds that a writer waits for another one; a transaction here takes a tenth of one */
const busy = 2_000

/** Where this user's processes meet: the runtime directory, which no other user can enter. */
export const machineFolder = (env: NodeJS.ProcessEnv = process.env): string =>
  env.XDG_RUNTIME_DIR === undefined || env.XDG_RUNTIME_DIR === ''
    ? join(tmpdir(), `cellar-${userInfo().uid}`)
    : join(env.XDG_RUNTIME_DIR, 'cellar')

export const openLeases = (folder: string, machine: Need): Leases => {
  makeFolders(folder, { mode: 0o700 })
  // In a temporary directory anybody could have made it first.
  if (statSync(folder).uid !== userInfo().uid && userInfo().uid !== -1)
    throw new Error(`${folder} belongs to another user: set XDG_RUNTIME_DIR to a folder of your own.`)
  const database = openSqlite(join(folder, 'leases-1.db'), { timeout: busy })
  database.pragma('journal_mode = WAL')
  // Leases don't outlive their processes, so they needn't outlive a power cut.
  database.pragma('synchronous = OFF')
  database.exec(
    'CREATE TABLE IF NOT EXISTS leases (id INTEGER PRIMARY KEY, pid INTEGER NOT NULL, born TEXT NOT NULL, cores REAL NOT NULL, memory REAL NOT NULL)',
  )
  return leasesIn(database, machine)
}

const leasesIn = (database: Database, machine: Need): Leases => {
  const all = database.prepare<[], Lease>('SELECT pid, born, cores, memory FROM leases')
  const add = database.prepare<[number, string, number, number]>(
    'INSERT INTO leases (pid, born, cores, memory) VALUES (?, ?, ?, ?)',
  )
  const remove = database.prepare<[number]>('DELETE FROM leases WHERE id = ?')
  const bury = database.prepare<[number, string]>('DELETE FROM leases WHERE pid = ? AND born = ?')
  const own = ownProcess()
  const take = database.transaction((need: Need): number | undefined => {
    let cores = 0
    let memory = 0
    for (const lease of all.all()) {
      if (lease.pid !== own.pid && !isAlive(lease)) bury.run(lease.pid, lease.born)
      else {
        cores += lease.cores
        memory += lease.memory
      }
    }
    const wanted = { cores: Math.min(need.cores, machine.cores), memory: Math.min(need.memory, machine.memory) }
    if (cores + wanted.cores > machine.cores || memory + wanted.memory > machine.memory) return undefined
    return Number(add.run(own.pid, own.born, wanted.cores, wanted.memory).lastInsertRowid)
  })
  return {
    take: need => take.immediate(need),
    release: lease => void remove.run(lease),
    close: () => void database.close(),
  }
}

interface Lease extends Need, NotedProcess {}
