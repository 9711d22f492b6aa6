/**
 * A local TypeScript or JSX module as JavaScript, and the way back from a place in that JavaScript to the line somebody wrote. A map is
 * made only when a traceback asks for it, and only from the very text that was loaded.
 */
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CellMap } from '../../compile/compiled.ts'
import { native } from '../../effects/native.ts'
import { moduleVersion, versionTag } from './module-graph.ts'
import { transformSync } from '../../oxc.ts'

// Neither loading a module nor telling where it failed counts as the cell reading a file.
const { readFileSync } = native.fs

/** TypeScript or JSX, which isn't loaded as it is written. */
export const isWritten = (path: string): boolean => /\.[mc]?tsx?$|\.jsx$/.test(path) && !path.includes('/node_modules/')

const options = { target: 'es2022', sourceType: 'module' } as const

export const versionOf = (path: string): string => versionTag(moduleVersion(path))

/** undefined: Node loads it as it is. */
export const stripModule = (path: string): string | undefined => {
  if (!isWritten(path)) return undefined
  const { code, errors } = transformSync(path, readFileSync(path, 'utf8'), options)
  const first = errors[0]
  if (first !== undefined) throw new SyntaxError(`${path}: ${first.message}\n${first.codeframe ?? ''}`)
  return code
}

/** By the URL that stack frames carry; undefined for other files, and where the file isn't what was loaded any more. */
export const moduleMaps = (folder: string): ((url: string) => CellMap | undefined) => {
  const known = new Map<string, CellMap | undefined>()
  return url => {
    // What was required has its version in its name.
    if (!known.has(url)) known.set(url, mapOf(url.replace('%3Fv=', '?v='), folder))
    return known.get(url)
  }
}

const mapOf = (url: string, folder: string): CellMap | undefined => {
  if (!url.startsWith('file:')) return undefined
  try {
    const path = fileURLToPath(url)
    if (!isWritten(path) || new URL(url).searchParams.get('v') !== versionOf(path)) return undefined
    const source = readFileSync(path, 'utf8')
    const { map } = transformSync(path, source, { ...options, sourcemap: true })
    return map === undefined ? undefined : { mappings: map.mappings, file: url, source, title: relative(folder, path) }
  } catch {
    // Gone or broken since it was loaded: the frame is shown as V8 says it.
    return undefined
  }
}
