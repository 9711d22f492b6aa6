/**
 * Builds the JupyterLab extension into labextension/dist/, which JupyterLab loads as it is. Its packages are its own
 * (`npm ci` in labextension/); both steps are skipped while nothing that they depend on changed.
 */
import { join } from 'node:path'
import { command } from './command.js'
import { root } from './install.js'
import { step } from './progress.js'
import { hashOf, once } from './stamp.js'

const folder = join(root, 'labextension')
/** The prebuilt extension: goes under `labextensions/cellar-lab` of a folder in `JUPYTER_PATH`. */
export const labextension = join(folder, 'dist')

const lock = join(folder, 'package-lock.json')
const sources = ['src', 'style', 'schema', 'package.json', 'tsconfig.json'].map(name => join(folder, name))

const installPackages = async () => {
  const stamp = join(folder, 'node_modules', '.cellar-installed')
  const hash = hashOf([lock])
  await once(stamp, hash, () =>
    step("Installing the JupyterLab extension's packages", () =>
      command('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder }),
    ),
  )
}

export const buildLabextension = async () => {
  const stamp = join(labextension, '.stamp')
  const hash = hashOf([...sources, lock, join(root, 'runtime/view.ts')])
  await once(stamp, hash, async () => {
    await installPackages()
    await step('Building the JupyterLab extension', () => command('npm', ['run', 'build'], { cwd: folder }))
  })
}

if (import.meta.filename === process.argv[1]) await buildLabextension()
