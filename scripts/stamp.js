/**
 * Remembers what a set-up step was last done for: a small file that holds the hash of the step's inputs. A step whose
 * stamp is equal is skipped; a stamp is written only after the step succeeded, so an interrupted step is done again.
 * Of several commands that find the same step undone, one does it and the others wait.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { alone } from './lock.js'

/** Files of a path: itself, or all below it in a stable order. Missing paths have none. */
const filesOf = path => {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) return []
  if (stat.isFile()) return [path]
  return readdirSync(path)
    .sort()
    .flatMap(name => filesOf(join(path, name)))
}

/**
 * @param {readonly string[]} paths files or folders; their names count from the folder each is in, so a clone may be moved
 * @param {readonly string[]} [facts] what else the step depends on
 */
export const hashOf = (paths, facts = []) => {
  const hash = createHash('sha256')
  for (const fact of facts) hash.update(`${fact}\0`)
  for (const path of paths)
    for (const file of filesOf(path))
      hash
        .update(`${relative(dirname(path), file)}\0`)
        .update(readFileSync(file))
        .update('\0')
  return hash.digest('hex')
}

/** Does the step `work`, unless it was done for `hash`. */
export const once = async (stamp, hash, work) => {
  if (isStamped(stamp, hash)) return
  await alone(dirname(stamp), async () => {
    if (isStamped(stamp, hash)) return
    await work()
    writeStamp(stamp, hash)
  })
}

export const isStamped = (stamp, hash) => {
  try {
    return readFileSync(stamp, 'utf8') === hash
  } catch (error) {
    if (error.code === 'ENOENT') return false
    throw error
  }
}

export const writeStamp = (stamp, hash) => {
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, hash)
}
