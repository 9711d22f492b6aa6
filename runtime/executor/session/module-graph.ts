/**
 * Local modules (`./m.ts`) as inputs: a module's version is the hash of its text and of every local file that it imports, transitively,
 * with the versions of the packages and with what isn't there. Used on both sides: the session loads that version, the front asks whether
 * it is still the one on disk.
 */
import { createHash } from 'node:crypto'
import { isBuiltin } from 'node:module'
import { dirname, extname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { changesExports, holdsState, requiredBy } from '../../analysis/module-state.ts'
import { RecentlyUsed } from '../../analysis/recently-used.ts'
import type { Version } from '../../brand.ts'
import { attempt, isOfContent } from '../../effects/files/file-versions.ts'
import { KeptByFile } from '../../effects/files/kept-by-file.ts'
import { native } from '../../effects/native.ts'
import { isLocal, packageNamed } from '../../specifier.ts'
import { packageVersion } from './installed-package.ts'
import { parseSync } from '../../oxc.ts'

// Finding out what a cell imports must not count as the cell reading files.
const { readFileSync, statSync } = native.fs

export interface ModuleVersion {
  /** SHA-256 (hex) over path, text and imports of each file, in order of discovery. */
  readonly hash: string
  readonly files: readonly string[]
  /** By name: packages that they import. */
  readonly packages: readonly string[]
  /** One of the files keeps something from one call to the next. */
  readonly keepsState: boolean
  /** One of the files changes a variable that it exports. */
  readonly changesExports: boolean
  /** The file itself is an ES module, not CommonJS or data. */
  readonly isModule: boolean
}

/** What the name of a loaded module carries, so that an edited one is another. */
export const versionTag = ({ hash }: ModuleVersion): string => hash.slice(0, 16)

/** `./m.js` may stand for `./m.ts`, as TypeScript has it; a folder for its index. */
const extensions = ['', '.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json', '/index.ts', '/index.js']

/** The path a local specifier means, as it is written there. */
export const pathOf = (specifier: string, folder: string): string => {
  const clean = specifier.replace(/[?#].*$/, '')
  return clean.startsWith('file:') ? fileURLToPath(clean) : fileURLToPath(new URL(clean, pathToFileURL(`${folder}/`)))
}

/** What counts instead of what is on disk: the version of that file; undefined where the disk counts. */
export type FileInstead = (path: string) => Version | undefined

const asOnDisk: FileInstead = () => undefined

/** The file a local specifier means; undefined when there is none. */
export const resolveLocal = (specifier: string, folder: string, instead = asOnDisk): string | undefined =>
  fileAt(pathOf(specifier, folder), instead)

const fileAt = (path: string, instead: FileInstead): string | undefined => {
  const asTypeScript = path.replace(/\.([mc]?)js(x?)$/, '.$1ts$2')
  for (const candidate of [path, asTypeScript, ...extensions.slice(1).map(e => path + e)]) {
    const wanted = instead(candidate)
    const isThere = wanted === undefined ? isFile(candidate) : isOfContent(wanted)
    if (isThere) return candidate
  }
  return undefined
}

const isFile = (path: string): boolean =>
  attempt(
    () => statSync(path).isFile(),
    () => false,
  )

interface ModuleFile {
  readonly hash: string
  /** As written. */
  readonly local: readonly string[]
  readonly packages: readonly string[]
  readonly keepsState: boolean
  readonly changesExports: boolean
  readonly isModule: boolean
}

const known = new KeptByFile<ModuleFile>()
/** By path and hash, for what is on disk no more. */
const earlier = new RecentlyUsed<ModuleFile>(1_000)
const absent: ModuleFile = {
  hash: 'missing',
  local: [],
  packages: [],
  keepsState: false,
  changesExports: false,
  isModule: false,
}

export const moduleVersion = (entry: string, instead = asOnDisk): ModuleVersion => {
  const hash = createHash('sha256')
  const seen = new Set<string>([fileAt(entry, instead) ?? entry])
  const packages = new Set<string>()
  let keepsState = false
  let changes = false
  for (const path of seen) {
    const file = lookAt(path, instead)
    keepsState ||= file.keepsState
    changes ||= file.changesExports
    hash.update(`${path}\0${file.hash}\0`)
    for (const specifier of file.local) {
      const next = resolveLocal(specifier, dirname(path), instead)
      if (next === undefined) hash.update(`${specifier}\0missing\0`)
      else seen.add(next)
    }
    for (const name of file.packages) {
      packages.add(name)
      hash.update(`${name}\0${packageVersion(name, dirname(path))?.version ?? 'missing'}\0`)
    }
  }
  const files = [...seen]
  const { isModule } = lookAt(files[0] as string, instead)
  return { hash: hash.digest('hex'), files, packages: [...packages], keepsState, changesExports: changes, isModule }
}

const lookAt = (path: string, instead: FileInstead): ModuleFile => {
  const now = look(path)
  const wanted = instead(path)
  if (wanted === undefined || wanted === now.hash) return now
  if (!isOfContent(wanted)) return absent
  // Where it imports something else than now, the hash is nobody's: the cell that loaded it runs again.
  return earlier.peek(keyOfContent(path, wanted)) ?? { ...now, hash: wanted }
}

const keyOfContent = (path: string, hash: string): string => `${path}\0${hash}`

const look = (path: string): ModuleFile => {
  const stat = statSync(path, { throwIfNoEntry: false, bigint: true })
  if (stat === undefined) return absent
  return known.of(path, stat, () => {
    const text = readFileSync(path)
    const hash = createHash('sha256').update(text).digest('hex')
    return earlier.get(keyOfContent(path, hash), () => ({ hash, ...describe(path, text.toString()) }))
  })
}

const describe = (path: string, text: string): Omit<ModuleFile, 'hash'> => {
  // Data can be changed by whoever has it.
  if (!/\.[mc]?[jt]sx?$/.test(extname(path)))
    return { local: [], packages: [], keepsState: true, changesExports: false, isModule: false }
  const { module, program } = parseSync(path, text)
  const specifiers = [
    ...module.staticImports.map(i => i.moduleRequest.value),
    ...module.staticExports.flatMap(e =>
      e.entries.flatMap(x => (x.moduleRequest === null ? [] : [x.moduleRequest.value])),
    ),
    ...module.dynamicImports.map(i => text.slice(i.moduleRequest.start + 1, i.moduleRequest.end - 1)),
    ...requiredBy(program),
  ]
  const local = specifiers.filter(isLocal)
  const packages = specifiers.filter(s => !isLocal(s) && !isBuiltin(s)).map(packageNamed)
  return {
    local,
    packages,
    keepsState: holdsState(program),
    changesExports: changesExports(program),
    isModule: /^\.m[jt]s$/.test(extname(path)) || (module.hasModuleSyntax && !/^\.c[jt]s$/.test(extname(path))),
  }
}
