/**
 * The private Python environment `.venv` that holds JupyterLab. It touches no Python packages of the machine, installs
 * exactly the pinned versions, and is made again only when a requirements file changed. Without a usable Python it says
 * what to install and which command needs none.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { command } from './command.js'
import { install, root } from './install.js'
import { step } from './progress.js'
import { hashOf, isStamped, once } from './stamp.js'

export const venv = join(root, '.venv')
const onWindows = process.platform === 'win32'
const bin = join(venv, onWindows ? 'Scripts' : 'bin')
/** Path of a program of the environment. */
export const venvProgram = name => join(bin, onWindows ? `${name}.exe` : name)

/** JupyterLab 4.6 asks for it. */
const OLDEST = [3, 10]

const QUIET = { '@jupyterlab/apputils-extension:notification': { fetchNews: 'false', checkForUpdates: false } }

export class PythonMissing extends Error {
  name = 'PythonMissing'
  constructor(what) {
    super(`${what}
JupyterLab needs Python ${OLDEST.join('.')} or newer with its venv module. To get it:
  Debian, Ubuntu   sudo apt-get install python3 python3-venv
  Fedora           sudo dnf install python3
  macOS            brew install python
  else             https://www.python.org/downloads/
Without Python you can still run notebooks:
  npx cellar run notebooks/tour.ipynb -o out.ipynb`)
  }
}

/** The first Python that is new enough. `CELLAR_PYTHON` names one. */
const findPython = async () => {
  const candidates = process.env.CELLAR_PYTHON ? [process.env.CELLAR_PYTHON] : ['python3', 'python']
  const seen = []
  for (const candidate of candidates) {
    const version = await command(candidate, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])']).catch(
      () => '',
    )
    const [major, minor] = version.trim().split('.').map(Number)
    if (major === OLDEST[0] && minor >= OLDEST[1]) return candidate
    seen.push(version ? `${candidate} is ${version.trim()}` : `no ${candidate}`)
  }
  throw new PythonMissing(`No usable Python was found (${seen.join(', ')}).`)
}

const makeVenv = async () => {
  const python = await findPython()
  await command(python, ['-m', 'venv', '--clear', venv]).catch(error => {
    throw new PythonMissing(`${python} could not make an environment: ${error.message}`)
  })
  // JupyterLab runs its own CommonJS with Node: our package.json's `"type": "module"` must not reach it.
  writeFileSync(join(venv, 'package.json'), '{ "type": "commonjs" }\n')
  // A private JupyterLab asks nothing of its makers' servers and nothing of the user on the first start.
  mkdirSync(join(venv, 'share/jupyter/lab/settings'), { recursive: true })
  writeFileSync(join(venv, 'share/jupyter/lab/settings/overrides.json'), JSON.stringify(QUIET))
}

/** uv installs in seconds what takes pip half a minute; where it can't be had, pip does. */
const installRequirements = async file => {
  const pip = ['-m', 'pip', '--disable-pip-version-check', 'install', '--quiet']
  const python = venvProgram('python')
  const uv = await command(python, [...pip, 'uv==0.13.9'])
    .then(
      () => command(venvProgram('uv'), ['pip', 'install', '--quiet', '--python', python, '-r', file]).then(() => true),
      () => false,
    )
    .catch(() => false)
  if (!uv) await command(python, [...pip, '-r', file])
}

/**
 * @param {{ tests?: boolean }} [options] `tests`: with the Python clients that the tests drive
 */
export const python = async ({ tests = false } = {}) => {
  const files = { start: join(root, 'scripts/requirements.txt'), tests: join(root, 'scripts/requirements-test.txt') }
  const stampFor = kind => join(venv, `.cellar-${kind}`)
  const hash = hashOf(Object.values(files))
  if (isStamped(stampFor('tests'), hash)) return
  await once(stampFor(tests ? 'tests' : 'start'), hash, async () => {
    if (!existsSync(venvProgram('python'))) await step('Making a private Python environment', makeVenv)
    await step(`Installing JupyterLab${tests ? ' and the Python clients' : ''} into .venv`, () =>
      installRequirements(tests ? files.tests : files.start),
    )
  })
}

if (import.meta.filename === process.argv[1]) {
  await install()
  await python({ tests: process.argv.includes('--tests') })
}
