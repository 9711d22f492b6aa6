/**
 * Writes a file beside its place and then renames it: a reader sees the old file or the new one, never a half. What a link leads to is
 * written, not the link, and what is no file (`/dev/stdout`, a pipe) is written to and stays what it is.
 */
import { realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** `target`: absolute. */
export const writeWhole = (target: string, content: string | Uint8Array): void => {
  const there = statSync(target, { throwIfNoEntry: false })
  if (there !== undefined && !there.isFile()) return writeFileSync(target, content)
  const file = there === undefined ? target : realpathSync(target)
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`)
  try {
    writeFileSync(temporary, content)
    renameSync(temporary, file)
  } finally {
    rmSync(temporary, { force: true })
  }
}
