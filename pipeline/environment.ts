/**
 * What a batch ran on: Node, host, the git revision and whether the tree differed from it, the lock file's hash and the installed versions
 * of the packages that the project names. It only looks; where something can't be told it is left out.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { arch, hostname, platform } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

export const environmentOf = async (folder: string): Promise<Readonly<Record<string, unknown>>> => ({
  node: process.version,
  platform: platform(),
  arch: arch(),
  host: hostname(),
  ...(await gitState(folder)),
  ...packagesOf(folder),
})

const run = promisify(execFile)
/** milliseconds: a huge tree on a slow disk mustn't hold a run up */
const patience = 5_000

const gitState = async (folder: string): Promise<{ readonly git?: { revision: string; dirty: boolean } }> => {
  // Starting a program takes longer than this look.
  if (process.env.GIT_DIR === undefined && upward(folder, '.git') === undefined) return {}
  const asked = ['-C', folder, 'status', '--porcelain=v2', '--branch', '--untracked-files=no']
  try {
    const { stdout } = await run('git', asked, { timeout: patience })
    const revision = /^# branch\.oid ([0-9a-f]+)$/m.exec(stdout)?.[1]
    return revision === undefined ? {} : { git: { revision, dirty: /^[^#\n]/m.test(stdout) } }
  } catch {
    return {} // No repository or no git: then there is nothing to tell.
  }
}

const LOCK_FILES = ['package-lock.json', 'pnpm-lock.yaml', 'yarn.lock']

const packagesOf = (
  folder: string,
): { readonly packages?: Readonly<Record<string, string>>; readonly lock?: string } => {
  const root = upward(folder, 'package.json')
  if (root === undefined) return {}
  const manifest = readJson(join(root, 'package.json'))
  const named = Object.keys({ ...record(manifest?.dependencies), ...record(manifest?.devDependencies) })
  const installed = named.flatMap(name => {
    const version = readJson(join(root, 'node_modules', name, 'package.json'))?.version
    return typeof version === 'string' ? [[name, version] as const] : []
  })
  const lock = LOCK_FILES.map(name => join(root, name)).find(existsSync)
  return {
    packages: Object.fromEntries(installed),
    ...(lock === undefined ? {} : { lock: createHash('sha256').update(readFileSync(lock)).digest('hex') }),
  }
}

const upward = (folder: string, name: string): string | undefined => {
  if (existsSync(join(folder, name))) return folder
  return dirname(folder) === folder ? undefined : upward(dirname(folder), name)
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

const readJson = (path: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    return record(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return undefined // Not there or broken: npm's to say.
  }
}
