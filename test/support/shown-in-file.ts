/** What the outputs of a notebook file show: the stdout of each code cell, and which cells end in an error. */
import { readFileSync } from 'node:fs'

interface Output {
  readonly output_type: string
  readonly name?: string
  readonly text?: readonly string[]
}

interface FileCell {
  readonly id: string
  readonly outputs: readonly Output[]
}

const cellsIn = (path: string): readonly FileCell[] =>
  (JSON.parse(readFileSync(path, 'utf8')) as { readonly cells: readonly FileCell[] }).cells

export const shownInFile = (path: string): Readonly<Record<string, string>> =>
  Object.fromEntries(cellsIn(path).map(({ id, outputs }) => [id, stdoutOf(outputs)]))

export const failedInFile = (path: string): readonly string[] =>
  cellsIn(path).flatMap(({ id, outputs }) => (outputs.some(o => o.output_type === 'error') ? [id] : []))

const stdoutOf = (outputs: readonly Output[]): string =>
  outputs.flatMap(o => (o.name === 'stdout' ? (o.text ?? []) : [])).join('')
