/**
 * Every notebook of three cells that can be made of a few statements about two names and a counter (definitions, an alias, a copy, mutation
 * through either name, a closure with state), and every single edit of each.
 */
import fc from 'fast-check'
import { test } from 'vitest'
import { checkEveryEdit, type Document, withOneDeleted, withOneEdited, withOneMoved } from '../support/enumerated.ts'
import type { OracleCell } from '../support/naive-oracle.ts'
import { seed } from '../support/seed.ts'

const names = ['p', 'q', 'f']
const ifList = (name: string): string => `if (typeof ${name} !== 'undefined' && Array.isArray(${name}))`
const read = (name: string): string => `(typeof ${name} === 'undefined' ? 'none' : ${name})`

/** source → script */
const statements: readonly (readonly [string, string])[] = [
  ['let p = [1]', 'var p = [1]'],
  [`let q = ${read('p')}`, `var q = ${read('p')}`],
  [`${ifList('p')} p = [...p]`, `${ifList('p')} p = [...p]`],
  [`${ifList('p')} p.push(2)`, `${ifList('p')} p.push(2)`],
  [`${ifList('q')} q.push(3)`, `${ifList('q')} q.push(3)`],
  [
    'const f = (() => { let n = 0; return () => ++n })()',
    'var f = (() => { let n = 0; return cellState(() => ++n, () => n) })()',
  ],
  [`console.log(typeof f === 'undefined' ? 'none' : f())`, `console.log(typeof f === 'undefined' ? 'none' : f())`],
  [
    `console.log(${read('p')}, ${read('p')} === ${read('q')})`,
    `console.log(${read('p')}, ${read('p')} === ${read('q')})`,
  ],
]

const cellOf = (index: number, statement: number): OracleCell => {
  const [source, script] = statements[statement] as readonly [string, string]
  return { id: `c${index}`, source, script }
}

const numbers = statements.map((_, i) => i)
const all = numbers.flatMap(a => numbers.flatMap(b => numbers.map(c => [a, b, c])))

const editsOf = (chosen: readonly number[]): { readonly book: Document; readonly edited: readonly Document[] } => {
  const book = chosen.map((statement, index) => cellOf(index, statement))
  const edited = withOneEdited(book, (_, index) => numbers.filter(n => n !== chosen[index]).map(n => cellOf(index, n)))
  return { book, edited: [...edited, ...withOneDeleted(book), ...withOneMoved(book)] }
}

const nightly = process.env.CELLAR_NIGHTLY !== undefined
const SAMPLE = 40
const cases = (nightly ? all : fc.sample(fc.constantFrom(...all), { numRuns: SAMPLE, seed })).map(editsOf)
const edits = cases.reduce((sum, { edited }) => sum + edited.length, 0)

test(`${cases.length} notebooks of ${all.length}, ${edits} edits: as plain Node, no run too many (seed ${seed})`, {
  timeout: edits * 2_000,
}, async () => {
  for (const { book, edited } of cases) await checkEveryEdit(book, edited, names)
})
