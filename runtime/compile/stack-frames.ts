/**
 * V8's stack text to frames, with those in cells mapped to the cell's own source. It leaves out what isn't the user's: Node's
 * insides and Cellar itself; packages and local modules stay.
 */
import { fileURLToPath } from 'node:url'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import type { CellMap } from './compiled.ts'

export interface CellPlace {
  readonly map: CellMap
  /** 1-based */
  readonly line: number
  /** 0-based, UTF-16 units */
  readonly column: number
}

export interface Frame {
  readonly name: string | undefined
  readonly isAsync: boolean
  readonly cell: CellPlace | undefined
  /** File, line and column as V8 says them. */
  readonly where: string
}

export type MapOf = (file: string) => CellMap | undefined
interface Stacked {
  readonly name: string
  readonly message: string
  readonly stack?: string
}

/** This file's place in the sources is runtime/compile; bundled, it stands in dist. */
const own = fileURLToPath(new URL('.', import.meta.url)).replace(/runtime[\\/]compile[\\/]$/, 'runtime/')

const frameLine = /^\s+at (?:(async) )?(?:(.*?) \()?([^()]*(?:\([^()]*\)[^()]*)*?)\)?$/
const placeInFile = /^(.*):(\d+):(\d+)$/

export const framesOf = ({ stack }: Pick<Stacked, 'stack'>, mapOf: MapOf): readonly Frame[] => {
  if (stack === undefined) return []
  const lines = stack.split('\n')
  // The message comes first and may look like frames itself: only the last run of frames counts.
  let start = lines.length
  while (start > 0 && /^\s+at /.test(lines[start - 1] ?? '')) start--
  return lines.slice(start).flatMap(line => frameOf(line, mapOf) ?? [])
}

const frameOf = (line: string, mapOf: MapOf): Frame | undefined => {
  const [, isAsync, name, where = ''] = frameLine.exec(line) ?? []
  const place = placeInFile.exec(where)
  const file = place?.[1] ?? where
  const map = mapOf(file)
  if (map && place) {
    const cell = originalPlace(map, { line: Number(place[2]), column: Number(place[3]) - 1 })
    return cell && { name: shownName(name), isAsync: isAsync !== undefined, cell, where }
  }
  if (file.startsWith('function:') && place)
    return { name, isAsync: isAsync !== undefined, cell: undefined, where: `line ${Number(place[2]) - 1} of its text` }
  return isHidden(file) ? undefined : { name, isAsync: isAsync !== undefined, cell: undefined, where }
}

const isHidden = (file: string): boolean => {
  if (file === '' || file === '<anonymous>' || file === 'native' || file.startsWith('node:')) return true
  const path = file.startsWith('file:') ? pathOf(file) : file
  return path.startsWith(own) && !path.slice(own.length).includes('node_modules')
}

const pathOf = (url: string): string => {
  try {
    return fileURLToPath(url)
  } catch {
    return url // Not a path of this machine: shown as it is.
  }
}

/** Names that only compiled code has. */
const shownName = (name: string | undefined): string | undefined =>
  name === undefined || name === 'eval' ? undefined : name.replace(/^Object\./, '')

const traceMaps = new WeakMap<CellMap, TraceMap>()

const originalPlace = (map: CellMap, at: { readonly line: number; readonly column: number }): CellPlace | undefined => {
  let trace = traceMaps.get(map)
  if (!trace) {
    trace = new TraceMap({ version: 3, sources: ['cell'], names: [], mappings: map.mappings })
    traceMaps.set(map, trace)
  }
  const { line, column } = originalPositionFor(trace, at)
  return line === null ? undefined : { map, line, column }
}

/** A SyntaxError that V8 finds has its place ahead of the message: `cell:a:1f:3`, the line, a caret. */
export const syntaxErrorFrame = ({ name, stack }: Stacked, mapOf: MapOf): Frame | undefined => {
  if (name !== 'SyntaxError' || stack === undefined) return undefined
  const [head = '', , carets = ''] = stack.split('\n')
  const [, file = '', line] = /^(.*):(\d+)$/.exec(head) ?? []
  const map = mapOf(file)
  const cell = map && originalPlace(map, { line: Number(line), column: Math.max(0, carets.indexOf('^')) })
  return cell && { name: undefined, isAsync: false, cell, where: head }
}
