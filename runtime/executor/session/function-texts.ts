/**
 * Functions made again from their texts, in a worker or after a restart: an error tells of a place in such a text. Here it becomes the place
 * in the cell that the text came from, where this process has compiled that cell; else it stays, and says so.
 */
import { hash } from 'node:crypto'
import { RecentlyUsed } from '../../analysis/recently-used.ts'

/** A file's name, as V8 has it in frames, and the function's text. */
export type FunctionText = readonly [file: string, source: string]

/** Functions remembered; frames of older ones aren't placed any more. */
const limit = 2_000
const frames = /(function:[0-9a-f]{16}):(\d+):(\d+)/g

export class FunctionTexts {
  readonly #sources = new RecentlyUsed<string>(limit)
  /** Compiled texts of cells, by file. */
  readonly #cells = new Map<string, string>()
  readonly #found = new Map<string, Found | undefined>()

  /** The file that its script is said to be. The function stands in it from the second line on. */
  learn(source: string): string {
    const file = `function:${hash('sha256', source).slice(0, 16)}`
    this.#sources.get(file, () => source)
    return file
  }

  learnCell(file: string, code: string): void {
    this.#cells.delete(file)
    this.#cells.set(file, code)
    this.#found.clear()
  }

  /** Those that a stack leads through. */
  within(stack: string): readonly FunctionText[] {
    const files = new Set([...stack.matchAll(frames)].map(([, file = '']) => file))
    return [...files].flatMap(file => {
      const source = this.#sources.peek(file)
      return source === undefined ? [] : [[file, source] as const]
    })
  }

  /** The stack with places in cells instead, as far as they are known. */
  placed(stack: string): string {
    return stack.replaceAll(frames, (all, file: string, line: string, column: string) => {
      const source = this.#sources.peek(file)
      const found = source === undefined ? undefined : this.#find(source)
      if (source === undefined || found === undefined) return all
      const at = { line: Number(line) - 2, column: Number(column) - 1 }
      const own = withoutNumbers((source.split('\n')[at.line] ?? '').slice(0, at.column)).length
      const wanted = at.line === 0 ? found.column + own - opening.length : own
      return `${found.file}:${found.line + at.line + 1}:${numbered(found.lines[found.line + at.line] ?? '', wanted) + 1}`
    })
  }

  #find(source: string): Found | undefined {
    if (this.#found.has(source)) return this.#found.get(source)
    const wanted = withoutNumbers(source.slice(opening.length, -1))
    let found: Found | undefined
    // The newest first: an older text of the same cell may hold the function as well.
    for (const [file, code] of [...this.#cells].reverse()) {
      const plain = withoutNumbers(code)
      const start = plain.indexOf(wanted)
      if (start === -1) continue
      const before = plain.slice(0, start).split('\n')
      found = { file, lines: code.split('\n'), line: before.length - 1, column: (before.at(-1) as string).length }
      break
    }
    this.#found.set(source, found)
    return found
  }
}

/** Where a function stands in a cell's compiled text: 0-based, the column as if marks had no numbers. */
interface Found {
  readonly file: string
  readonly lines: readonly string[]
  readonly line: number
  readonly column: number
}

/** A function's text is an expression in brackets. */
const opening = '('

/** A name has another mark in each cell, and one of its own in a function's text. */
const withoutNumbers = (text: string): string => text.replaceAll(/\$\$0m\[\d+\]/g, '$$$$0m[]')

/** The column in the line as it is. */
const numbered = (line: string, column: number): number => {
  let found = column
  while (found < line.length && withoutNumbers(line.slice(0, found)).length < column) found++
  return found
}
