/**
 * The part of the user's tsconfig.json that changes what runs: JSX, decorators, class fields, path aliases; `extends` followed.
 * TypeScript isn't loaded for it. What can't be read is left out with a warning: a broken tsconfig stops no cell.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { defaultErasure, type Erasure } from './erasure.ts'
import { parseJsonWithComments } from './json-with-comments.ts'

export interface Tsconfig {
  readonly erasure: Erasure
  /** Pattern (`@/*`) → absolute targets (`/nb/src/*`), in order. */
  readonly paths: ReadonlyMap<string, readonly string[]>
  /** The files read, so that a change of one can be noticed. */
  readonly files: readonly string[]
  readonly warnings: readonly string[]
}

type Options = Readonly<Record<string, unknown>>

/** A chain of `extends` longer than this is a circle. */
const maxExtends = 16

/** Finds tsconfig.json in the folder or above it. */
export const readTsconfig = (folder: string): Tsconfig => {
  const files: string[] = []
  const warnings: string[] = []
  const path = nearest(resolve(folder))
  const options = path === undefined ? {} : readOptions(path, { files, warnings, depth: 0 })
  return { erasure: erasureOf(options), paths: pathsOf(options), files, warnings }
}

const nearest = (folder: string): string | undefined => {
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, 'tsconfig.json')
    if (readText(path) !== undefined) return path
    if (at === dirname(at)) return undefined
  }
}

const readText = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined // Not there, or not ours to read: the caller says so where it matters.
  }
}

interface Reading {
  readonly files: string[]
  readonly warnings: string[]
  readonly depth: number
}

const readOptions = (path: string, reading: Reading): Options => {
  const text = readText(path)
  if (text === undefined || reading.depth > maxExtends) {
    reading.warnings.push(`${path} can’t be read`)
    return {}
  }
  reading.files.push(path)
  const config = parseJsonWithComments(text)
  if (!isRecord(config)) {
    reading.warnings.push(`${path} is not JSON`)
    return {}
  }
  const bases = [config['extends']].flat().filter(base => typeof base === 'string')
  const inherited = bases.map(base => {
    const found = locate(base, path)
    if (found !== undefined) return readOptions(found, { ...reading, depth: reading.depth + 1 })
    reading.warnings.push(`${path} extends ${base}, which isn’t there`)
    return {}
  })
  const own = isRecord(config['compilerOptions']) ? config['compilerOptions'] : {}
  return Object.assign({}, ...inherited, absolute(own, dirname(path)))
}

const isRecord = (value: unknown): value is Options =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const locate = (base: string, from: string): string | undefined => {
  if (base.startsWith('.') || isAbsolute(base)) {
    const path = resolve(dirname(from), base)
    return [path, `${path}.json`, join(path, 'tsconfig.json')].find(each => readText(each) !== undefined)
  }
  const require = createRequire(from)
  for (const each of [base, `${base}.json`, `${base}/tsconfig.json`]) {
    try {
      return require.resolve(each)
    } catch {
      // Not under this name: the next one is tried.
    }
  }
  return undefined
}

/** `paths` and `baseUrl` are relative to the file they stand in. */
const absolute = (options: Options, folder: string): Options => {
  const { baseUrl, paths } = options
  const base = typeof baseUrl === 'string' ? resolve(folder, baseUrl) : undefined
  if (!isRecord(paths)) return base === undefined ? options : { ...options, baseUrl: base }
  const targets = Object.entries(paths).map(([pattern, list]) => [
    pattern,
    [list].flat().flatMap(target => (typeof target === 'string' ? [resolve(base ?? folder, target)] : [])),
  ])
  return { ...options, paths: Object.fromEntries(targets), ...(base === undefined ? {} : { baseUrl: base }) }
}

const erasureOf = (options: Options): Erasure => {
  const word = (key: string): string | undefined => (typeof options[key] === 'string' ? options[key] : undefined)
  const [source, factory, fragment] = [word('jsxImportSource'), word('jsxFactory'), word('jsxFragmentFactory')]
  const target = (word('target') ?? 'esnext').toLowerCase()
  const define = options['useDefineForClassFields']
  return {
    ...defaultErasure,
    jsx:
      word('jsx')?.toLowerCase() === 'react' || (word('jsx') === undefined && factory !== undefined)
        ? 'classic'
        : 'automatic',
    ...(source === undefined ? {} : { jsxImportSource: source }),
    ...(factory === undefined ? {} : { jsxFactory: factory }),
    ...(fragment === undefined ? {} : { jsxFragmentFactory: fragment }),
    legacyDecorators: options['experimentalDecorators'] === true,
    decoratorMetadata: options['emitDecoratorMetadata'] === true,
    // TypeScript's own default: on from ES2022.
    defineFields: typeof define === 'boolean' ? define : target === 'esnext' || Number(target.slice(2)) >= 2022,
  }
}

const pathsOf = (options: Options): ReadonlyMap<string, readonly string[]> => {
  const paths = new Map<string, readonly string[]>()
  if (isRecord(options['paths'])) {
    for (const [pattern, targets] of Object.entries(options['paths'])) paths.set(pattern, targets as readonly string[])
  }
  // Bare names are looked up under baseUrl as well, after the aliases.
  if (typeof options['baseUrl'] === 'string' && !paths.has('*')) paths.set('*', [join(options['baseUrl'], '*')])
  return paths
}

/** The absolute paths a specifier may mean, best first; none where no alias fits. */
export const mappedPaths = ({ paths }: Tsconfig, specifier: string): readonly string[] => {
  if (specifier.startsWith('.') || isAbsolute(specifier) || /^[a-z]+:/.test(specifier)) return []
  let best: { readonly prefix: string; readonly star: string; readonly targets: readonly string[] } | undefined
  for (const [pattern, targets] of paths) {
    const at = pattern.indexOf('*')
    if (at < 0 && pattern === specifier) return targets
    if (at < 0) continue
    const [prefix, suffix] = [pattern.slice(0, at), pattern.slice(at + 1)]
    const fits = specifier.length >= pattern.length - 1 && specifier.startsWith(prefix) && specifier.endsWith(suffix)
    if (!fits || (best && best.prefix.length >= prefix.length)) continue
    best = { prefix, star: specifier.slice(prefix.length, specifier.length - suffix.length), targets }
  }
  return best ? best.targets.map(target => target.replace('*', () => best.star)) : []
}
