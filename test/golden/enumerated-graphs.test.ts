/**
 * Every dependency graph of up to five cells, and every single edit of each: another value, an equal value, any other set of inputs, a
 * cell deleted, a cell moved. Every second cell passes on only whether its sum is odd, so that much is cut off early.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkEveryEdit, type Document, withOneDeleted, withOneEdited, withOneMoved } from '../support/enumerated.ts'
import type { OracleCell } from '../support/naive-oracle.ts'
import { seed } from '../support/seed.ts'

/** A set of cells, one bit each. */
type Bits = number

const names = ['x0', 'x1', 'x2', 'x3', 'x4']

/** Cell `index` adds a number to the inputs, which are cells above it. */
const cellOf = (index: number, inputs: Bits, number: string): OracleCell => {
  const read = names.filter((_, i) => (inputs >> i) % 2 === 1)
  const sum = [number, ...read.map(x => `(typeof ${x} === 'undefined' ? 100 : ${x})`)].join(' + ')
  const text = (keyword: string) =>
    `${keyword} x${index} = ${index % 2 === 1 ? `(${sum}) % 2` : sum}\nconsole.log('${index}', x${index})`
  return { id: `c${index}`, source: text('let'), script: text('var') }
}

const graphsOf = (size: number): readonly (readonly Bits[])[] =>
  size === 0
    ? [[]]
    : graphsOf(size - 1).flatMap(graph => Array.from({ length: 2 ** (size - 1) }, (_, inputs) => [...graph, inputs]))

const editsOf = (graph: readonly Bits[]): { readonly book: Document; readonly edited: readonly Document[] } => {
  const number = (index: number): string => String(10 * (index + 1))
  const book = graph.map((inputs, index) => cellOf(index, inputs, number(index)))
  const edited = withOneEdited(book, (_, index) => [
    cellOf(index, graph[index] ?? 0, String(10 * index + 5)),
    cellOf(index, graph[index] ?? 0, String(10 * index + 12)),
    cellOf(index, graph[index] ?? 0, `${10 * index} + 10`),
    ...Array.from({ length: 2 ** index }, (_, inputs) => cellOf(index, inputs, number(index))).filter(
      (_, inputs) => inputs !== graph[index],
    ),
  ])
  return { book, edited: [...edited, ...withOneDeleted(book), ...withOneMoved(book)] }
}

const all = [1, 2, 3, 4, 5].flatMap(graphsOf)
const nightly = process.env.CELLAR_NIGHTLY !== undefined
const SAMPLE = 40
const chosen = nightly
  ? all
  : [...[1, 2, 3].flatMap(graphsOf), ...fc.sample(fc.constantFrom(...all), { numRuns: SAMPLE, seed })]
const cases = chosen.map(editsOf)
const edits = cases.reduce((sum, { edited }) => sum + edited.length, 0)

test('there are 1099 graphs of up to five cells', () => {
  expect(all.length).toBe(1099)
})

test(`${cases.length} of them, ${edits} edits: as plain Node, no run too many${nightly ? '' : ` (seed ${seed})`}`, {
  timeout: edits * 2_000,
}, async () => {
  for (const { book, edited } of cases) await checkEveryEdit(book, edited, names)
})
