/**
 * An error as the lines of a traceback: where in which cell, the line itself with a caret, the user's frames, its causes. Pure:
 * plain strings come in, ANSI-coloured lines go out. Frames of Cellar and of Node's insides are left out.
 */
import type { CellMap } from './compiled.ts'
import { excerpt } from './excerpt.ts'
import { type Frame, framesOf, syntaxErrorFrame } from './stack-frames.ts'

export interface ThrownError {
  readonly name: string
  readonly message: string
  readonly stack?: string
  readonly cause?: ThrownError
  /** Of an AggregateError. */
  readonly errors?: readonly ThrownError[]
  /** What else it carries, as text. */
  readonly details?: string
}

/** Longer chains of causes, and more errors of one AggregateError, help nobody. */
const maxDepth = 8
const maxErrors = 16
const maxFrames = 40

const colour = (code: number, text: string): string => `\u001b[${code}m${text}\u001b[39m`
const red = (text: string) => colour(31, text)
const green = (text: string) => colour(32, text)
const grey = (text: string) => colour(90, text)

export const traceback = (error: ThrownError, mapOf: (file: string) => CellMap | undefined): readonly string[] =>
  describe(error, mapOf, 0)

const describe = (
  error: ThrownError,
  mapOf: (file: string) => CellMap | undefined,
  depth: number,
): readonly string[] => {
  const frames = framesOf(error, mapOf)
  const lines = [`${red(error.name)}: ${error.message}`]
  const place = syntaxErrorFrame(error, mapOf) ?? frames.find(({ cell }) => cell !== undefined)
  if (place?.cell) lines.push(...excerpt(place.cell, { grey, red, green }))
  lines.push(...frames.slice(0, maxFrames).map(frameLine))
  if (frames.length > maxFrames) lines.push(grey(`    … ${frames.length - maxFrames} more`))
  if (error.details) lines.push(grey(error.details))
  return [...lines, ...inner(error, mapOf, depth)]
}

const inner = (error: ThrownError, mapOf: (file: string) => CellMap | undefined, depth: number): readonly string[] => {
  const { cause, errors = [] } = error
  if (!cause && errors.length === 0) return []
  if (depth >= maxDepth) return [grey('… caused by more')]
  const parts = errors
    .slice(0, maxErrors)
    .map((one, index) => ({ title: `Error ${index + 1} of ${errors.length}: `, one }))
  if (cause) parts.push({ title: 'Caused by: ', one: cause })
  const lines = parts.flatMap(({ title, one }) => {
    const [first = '', ...rest] = describe(one, mapOf, depth + 1)
    return ['', `${title}${first}`, ...rest]
  })
  return errors.length > maxErrors ? [...lines, grey(`… and ${errors.length - maxErrors} more errors`)] : lines
}

const frameLine = ({ name, isAsync, cell, where }: Frame): string => {
  const place = cell ? `${green(cell.map.title)}, line ${cell.line}` : where
  const at = `${grey('    at')} ${isAsync ? 'async ' : ''}`
  return name === undefined ? `${at}${place}` : `${at}${name} ${grey('(')}${place}${grey(')')}`
}
