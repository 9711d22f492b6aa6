/** Lets one command at a time set up a folder: two `npm ci` in one folder would delete each other's files. Plain Node. */
import { createHash } from 'node:crypto'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const lives = pid => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Who holds the lock: 0 when nobody does any more. */
const holderOf = lock => {
  try {
    return Number(readFileSync(lock, 'utf8'))
  } catch (error) {
    if (error.code === 'ENOENT') return 0
    throw error
  }
}

/** Is the lock ours now? One whose holder has died is taken away first. */
const taken = lock => {
  const mine = `${lock}-${process.pid}`
  writeFileSync(mine, String(process.pid))
  try {
    // A link appears with its content: nobody ever reads a lock without a holder.
    linkSync(mine, lock)
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
  } finally {
    rmSync(mine)
  }
  const holder = holderOf(lock)
  if (holder && !lives(holder)) rmSync(lock, { force: true })
  return false
}

/**
 * Does `work` while no other command works at the folder. The lock is outside the folder, which `work` may empty.
 * @param {string} folder
 * @param {() => Promise<void>} work
 */
export const alone = async (folder, work) => {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16)
  const lock = join(tmpdir(), `cellar-set-up-${name}.lock`)
  for (let waited = 0; !taken(lock); waited++) {
    if (waited === 10) process.stderr.write(`• Another command is setting up ${folder}; waiting for it …\n`)
    await sleep(100)
  }
  try {
    await work()
  } finally {
    rmSync(lock, { force: true })
  }
}
