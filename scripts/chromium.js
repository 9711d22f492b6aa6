/**
 * The browser that the JupyterLab tests drive: the machine's Chromium, else Debian's, installed by apt-get where we may.
 * Downloads nothing from anywhere else.
 */
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { command } from './command.js'
import { step } from './progress.js'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** @returns {string | undefined} */
const find = () => {
  if (process.env.CELLAR_CHROMIUM) return process.env.CELLAR_CHROMIUM
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

/** @returns {Promise<string>} its path */
export const chromium = async () => {
  const there = find()
  if (there) return there
  if (process.getuid?.() !== 0)
    throw new Error(
      'The JupyterLab tests need Chromium: sudo apt-get install chromium, or set CELLAR_CHROMIUM to its path.',
    )
  await step('Installing Chromium (apt-get)', async () => {
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    await command('apt-get', ['update', '-qq'], { env })
    await command('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'], {
      env,
    })
  })
  const installed = find()
  if (!installed) throw new Error('apt-get installed chromium, but there is none on the PATH. Set CELLAR_CHROMIUM.')
  return installed
}
