/** Writes a file beside its place and then renames it: a reader sees the old file or the new one, never a half. */
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** `target`: absolute. */
export const writeWhole = (target: string, content: string | Uint8Array): void => {
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`)
  try {
    writeFileSync(temporary, content)
    renameSync(temporary, target)
  } finally {
    rmSync(temporary, { force: true })
  }
}
