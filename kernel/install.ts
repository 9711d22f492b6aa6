/**
 * Registers the kernel with Jupyter: writes its kernelspec into a data folder of the user, of an environment or of any
 * prefix, finds it again and takes it out. It starts nothing and touches no folder but the kernelspec's own.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeFolders } from '../runtime/make-folders.ts'

const KERNEL_NAME = 'cellar'

/** Where to; none of them: this user. */
export interface KernelspecPlace {
  readonly user?: boolean
  /** A folder like /usr/local or a venv: the kernelspec goes to its share/jupyter/kernels. */
  readonly prefix?: string
  /** The active Python environment. */
  readonly sysPrefix?: boolean
  /** Folder name of the kernelspec, `cellar` unless told otherwise. */
  readonly name?: string
}

export interface FoundKernelspec {
  readonly folder: string
  /** As in its kernel.json; empty where that can't be read. */
  readonly argv: readonly string[]
}

export class InstallError extends Error {
  override name = 'InstallError'
}

/** Returns the kernelspec's folder. An earlier one of the same name is replaced whole. `root` is the package's folder. */
export const installKernelspec = (place: KernelspecPlace = {}, root: string = packageRoot()): string => {
  const kernel = join(root, 'dist', 'kernel.js')
  if (!existsSync(kernel))
    throw new InstallError(`${kernel} is not there: the programs are not built. Run: npm run build`)
  const source = join(root, 'kernel', 'kernelspec')
  const folder = folderOf(place)
  const filled = readFileSync(join(source, 'kernel.json'), 'utf8')
    .replace('"{node}"', JSON.stringify(process.execPath))
    .replace('"{kernel}"', JSON.stringify(kernel))
  try {
    rmSync(folder, { recursive: true, force: true })
    makeFolders(folder)
    for (const file of readdirSync(source)) if (file !== 'kernel.json') cpSync(join(source, file), join(folder, file))
    // Last: Jupyter sees a kernelspec where there is a kernel.json.
    writeFileSync(join(folder, 'kernel.json'), filled)
  } catch (cause) {
    throw new InstallError(
      `The kernelspec can't be written to ${folder} (${messageOf(cause)}). Choose another place: --user or --prefix FOLDER.`,
      { cause },
    )
  }
  return folder
}

/** Returns the folder removed; undefined when nothing was installed there. */
export const uninstallKernelspec = (place: KernelspecPlace = {}): string | undefined => {
  const folder = folderOf(place)
  if (!existsSync(join(folder, 'kernel.json'))) return undefined
  rmSync(folder, { recursive: true })
  return folder
}

/** Every kernelspec of that name that a Jupyter here would look at, in its order. */
export const findKernelspecs = (
  name = KERNEL_NAME,
  env: NodeJS.ProcessEnv = process.env,
): readonly FoundKernelspec[] => {
  const found = dataFolders(env)
    .map(data => join(data, 'kernels', name))
    .filter(folder => existsSync(join(folder, 'kernel.json')))
  return [...new Set(found)].map(folder => ({ folder, argv: argvOf(folder) }))
}

const argvOf = (folder: string): readonly string[] => {
  try {
    const spec: unknown = JSON.parse(readFileSync(join(folder, 'kernel.json'), 'utf8'))
    const argv = (spec as { readonly argv?: unknown } | null)?.argv
    return Array.isArray(argv) ? argv.filter(arg => typeof arg === 'string') : []
  } catch {
    // A kernelspec that can't be read starts nothing, which is what an empty argv says.
    return []
  }
}

const folderOf = ({ prefix, sysPrefix, name = KERNEL_NAME }: KernelspecPlace): string => {
  if (!/^[\w.-]+$/.test(name))
    throw new InstallError(`'${name}' is no kernel name: letters, digits, '.', '_' and '-' only.`)
  const data =
    prefix !== undefined
      ? inPrefix(resolve(prefix))
      : sysPrefix
        ? inPrefix(pythonPrefix(process.env))
        : userData(process.env)
  return join(data, 'kernels', name)
}

const inPrefix = (prefix: string) => join(prefix, 'share', 'jupyter')

/** jupyter_core's rules for the user's data folder. */
const userData = (env: NodeJS.ProcessEnv): string => {
  if (env.JUPYTER_DATA_DIR) return env.JUPYTER_DATA_DIR
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Jupyter')
  if (process.platform === 'win32') return join(env.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'jupyter')
  return join(env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'jupyter')
}

const activeEnvironment = (env: NodeJS.ProcessEnv) => env.VIRTUAL_ENV || env.CONDA_PREFIX

const pythonPrefix = (env: NodeJS.ProcessEnv): string => {
  const active = activeEnvironment(env)
  if (active) return active
  try {
    return execFileSync('python3', ['-c', 'import sys; print(sys.prefix)'], { encoding: 'utf8' }).trim()
  } catch (cause) {
    throw new InstallError(
      'There is no active Python environment and no python3 to ask. Activate one, or use --user.',
      { cause },
    )
  }
}

const dataFolders = (env: NodeJS.ProcessEnv): readonly string[] => {
  const active = activeEnvironment(env)
  return [
    ...(env.JUPYTER_PATH ?? '').split(delimiter).filter(path => path !== ''),
    userData(env),
    ...(active ? [inPrefix(active)] : []),
    '/usr/local/share/jupyter',
    '/usr/share/jupyter',
  ]
}

/** Found upward, because the bundle lies in dist/ and this source in kernel/. */
const packageRoot = (folder = dirname(fileURLToPath(import.meta.url))): string =>
  existsSync(join(folder, 'package.json')) ? folder : packageRoot(dirname(folder))

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
