/** Where a name that cells share is written: scope-correct, so that renaming changes that name and nothing else. */
import { describe, expect, it } from 'vitest'
import { cellId } from '../../runtime/brand.ts'
import { NotebookTypes } from '../../runtime/language/notebook-types.ts'
import { loadTypeScript } from '../../runtime/language/typescript.ts'

/** `|` stands where the caret is. Gives each cell with the name at the caret renamed to `renamed`, and which places declare it. */
const rename = (...sources: readonly string[]) => {
  const types = new NotebookTypes(loadTypeScript(), import.meta.dirname)
  const index = sources.findIndex(source => source.includes('|'))
  const cells = sources.map((source, n) => ({ id: cellId(`c${n}`), source: source.replace('|', '') }))
  types.setDocument(cells)
  const found = types.places({ cell: cellId(`c${index}`), offset: sources[index]!.indexOf('|') })
  if (found === undefined) return undefined
  return cells.map(({ id, source }) =>
    found.places
      .filter(({ cell }) => cell === id)
      .toReversed()
      .reduce((text, at) => `${text.slice(0, at.start)}${at.before}renamed${at.after}${text.slice(at.end)}`, source),
  )
}

describe('a name that cells share is renamed', () => {
  it('in every cell that declares, assigns or reads it, in functions and types too', () => {
    expect(
      rename('const ro|ws = [1]', 'const f = () => rows.length', 'rows = []', 'let t: typeof rows = rows', '"rows"'),
    ).toEqual([
      'const renamed = [1]',
      'const f = () => renamed.length',
      'renamed = []',
      'let t: typeof renamed = renamed',
      '"rows"',
    ])
  })

  it('and members, labels and names of inner scopes are left alone', () => {
    const inner = [
      'o.x; ({ x: 1 }); x: for (;;) break x',
      'const f = (x: number) => x + 1',
      '{ const x = 2; console.log(x) }',
      'class A { x = 1; m() { return this.x } }',
      'const g = function x() { return x }',
      'function h<x>(a: x) {}',
      'try {} catch (x) { x }',
    ]
    expect(rename('let |x = 1', ...inner)).toEqual(['let renamed = 1', ...inner])
  })

  it('with properties and modules keeping theirs', () => {
    expect(
      rename('const |a = 1', 'const o = { a }', 'const { a } = o', 'import { a } from "m"', 'f({ a: a, ...a })'),
    ).toEqual([
      'const renamed = 1',
      'const o = { a: renamed }',
      'const { a: renamed } = o',
      'import { a as renamed } from "m"',
      'f({ a: renamed, ...renamed })',
    ])
  })

  it('from any of its places, at either end of the word, functions and classes by their names', () => {
    expect(rename('function go() {}', 'go|()')).toEqual(['function renamed() {}', 'renamed()'])
    expect(rename('class |A { a?: A }', '<A />')).toEqual(['class renamed { a?: renamed }', '<renamed />'])
  })
})

it.each([
  ['a name of an inner scope', 'const x = 1', '{ let |y = x }'],
  ['a member', 'const x = { y: 1 }', 'x.|y'],
  ['what no cell defines', 'con|sole.log(1)'],
  ['no name', 'const x = | 1'],
])('%s has no places', (_, ...sources) => {
  expect(rename(...sources)).toBeUndefined()
})

it('places say which of them declare', () => {
  const types = new NotebookTypes(loadTypeScript(), import.meta.dirname)
  types.setDocument([
    { id: cellId('a'), source: 'const { p } = o' },
    { id: cellId('b'), source: 'p + 1' },
  ])
  const found = types.places({ cell: cellId('b'), offset: 0 })
  expect(found?.places.map(place => [place.cell, place.start, place.declares])).toEqual([
    ['a', 8, true],
    ['b', 0, false],
  ])
})
