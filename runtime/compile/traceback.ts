/**
 * An error as the lines of a traceback: where in which cell, the line itself with a caret, the user's frames, its causes. Pure:
 * plain strings come in, ANSI-coloured lines go out. Frames of Cellar and of Node's insides are left out.
 */
import { getOrInsert } from '../get-or-insert.ts'
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
  /** How many it has, where these are more. */
  readonly errorCount?: number
  /** What else it carries, as text. */
  readonly details?: string
}

/** Longer chains of causes, and more errors of one AggregateError, help nobody. */
const maxDepth = 8
const maxErrors = 16
/** other messages of one group of errors */
const maxMessages = 3
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
  const count = error.errorCount ?? errors.length
  const described = errors.slice(0, maxErrors).map((one, index) => ({
    title: `Error ${index + 1} of ${count}: `,
    message: one.message,
    lines: describe(one, mapOf, depth + 1),
  }))
  const lines = alike(described).flatMap(([first, ...others]) =>
    titled(first!.title, first!.lines, likeIt(first!, others)),
  )
  if (count > described.length) lines.push(grey(`… and ${count - described.length} more errors`))
  return cause ? [...lines, ...titled('Caused by: ', describe(cause, mapOf, depth + 1))] : lines
}

const titled = (title: string, [first = '', ...rest]: readonly string[], after: readonly string[] = []) => [
  ...['', `${title}${first}`],
  ...[...rest, ...after],
]

interface DescribedError {
  readonly title: string
  readonly message: string
  readonly lines: readonly string[]
}

/** Errors of one place stand together: they differ by their messages at most. One without a place is by itself, unless it is quite the same. */
const alike = (errors: readonly DescribedError[]): readonly (readonly DescribedError[])[] => {
  const groups = new Map<string, DescribedError[]>()
  for (const error of errors) {
    const [first = '', ...rest] = error.lines
    const like = rest.length === 0 ? first : [first.replace(error.message, ''), ...rest].join('\n')
    getOrInsert(groups, like, () => []).push(error)
  }
  return [...groups.values()]
}

const likeIt = (first: DescribedError, others: readonly DescribedError[]): readonly string[] => {
  if (others.length === 0) return []
  const messages = [...new Set(others.map(({ message }) => message))].filter(message => message !== first.message)
  const more = messages.length > maxMessages ? ', …' : ''
  const said = messages.length === 0 ? '' : `: ${messages.slice(0, maxMessages).join(', ')}${more}`
  return [grey(`    … and ${others.length} more like it${said}`)]
}

const frameLine = ({ name, isAsync, cell, where }: Frame): string => {
  const place = cell ? `${green(cell.map.title)}, line ${cell.line}` : where
  const at = `${grey('    at')} ${isAsync ? 'async ' : ''}`
  return name === undefined ? `${at}${place}` : `${at}${name} ${grey('(')}${place}${grey(')')}`
}
