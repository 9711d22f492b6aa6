/** The large files that were hashed once, for processes that come later: to hash gigabytes again takes seconds, to look who they are none. */
import type { Database } from 'better-sqlite3'
import type { HashedFile } from '../effects/files/file-hashes.ts'

export interface HashedFiles {
  hashedFiles(): readonly HashedFile[]
  keepHashedFile(file: HashedFile): void
}

export const hashedFilesIn = (database: Database): HashedFiles => {
  const all = database.prepare<[], HashedFile>('SELECT path, identity, hash FROM hashed_files')
  const keep = database.prepare<[string, string, string]>(
    'INSERT OR REPLACE INTO hashed_files (path, identity, hash) VALUES (?, ?, ?)',
  )
  return {
    hashedFiles: () => all.all(),
    keepHashedFile: ({ path, identity, hash }) => void keep.run(path, identity, hash),
  }
}
