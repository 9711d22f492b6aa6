/**
 * A program that tests drive and that no package registry brings: the machine's, else Debian's, installed by apt-get where we
 * may. Downloads nothing from anywhere else.
 */
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { command } from './command.js'
import { step } from './progress.js'

/** @param {readonly string[]} names any of them will do */
const find = names => {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return names.flatMap(name => folders.map(folder => join(folder, name))).find(isExecutable)
}

const isExecutable = path => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    // Absent or not executable: look further.
    return false
  }
}

/**
 * @param {{ names: readonly string[], packages: readonly string[], why: string }} wanted
 * @returns {Promise<string>} its path
 */
export const debianProgram = async ({ names, packages, why }) => {
  const there = find(names)
  if (there) return there
  if (process.getuid?.() !== 0) throw new Error(`${why}: sudo apt-get install ${packages.join(' ')}`)
  await step(`Installing ${names[0]} (apt-get)`, async () => {
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    await command('apt-get', ['update', '-qq'], { env })
    await command('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env })
  })
  const installed = find(names)
  if (!installed) throw new Error(`apt-get installed ${packages.join(' ')}, but there is no ${names[0]} on the PATH.`)
  return installed
}
