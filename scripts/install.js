/**
 * Makes `node_modules` what the lock file says: `npm ci`, skipped while neither the lock nor Node's ABI changed.
 * Plain Node without packages, because it is what brings them. Run by itself or by the other scripts first.
 */
import { existsSync, lstatSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { command } from './command.js'
import { step } from './progress.js'
import { hashOf, once } from './stamp.js'

export const root = fileURLToPath(new URL('..', import.meta.url))
const stamp = join(root, 'node_modules', '.cellar-installed')

/** Native packages are built for one ABI: another Node needs another build. */
const facts = [process.versions.modules, process.platform, process.arch]

/**
 * Headers for native builds. npm's `nodedir` may name those of another Node, and then the build loads nowhere.
 * @returns {Record<string, string>}
 */
const buildHeaders = () => {
  const set = process.env.npm_config_nodedir
  const own = dirname(dirname(process.execPath))
  const major = folder => {
    const file = join(folder, 'include', 'node', 'node_version.h')
    return existsSync(file) ? /NODE_MAJOR_VERSION (\d+)/.exec(readFileSync(file, 'utf8'))?.[1] : undefined
  }
  const mine = process.versions.node.split('.')[0]
  if (set && major(set) === mine) return {}
  return { npm_config_nodedir: major(own) === mine ? own : '' }
}

export const install = async () => {
  // `npm ci` empties the folder first: never somebody else's through a link.
  if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) return
  const hash = hashOf([join(root, 'package-lock.json')], facts)
  await once(stamp, hash, () =>
    step('Installing packages (npm ci; about a minute, one of them is compiled)', () =>
      command('npm', ['ci', '--no-audit', '--no-fund'], { cwd: root, env: buildHeaders(), show: true }),
    ),
  )
}

if (import.meta.filename === process.argv[1]) await install()
