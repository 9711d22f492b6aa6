/** Parameters without running anything: what a notebook declares, what a text means for it, and what is refused. */
import { describe, expect, it } from 'vitest'
import { cellId } from '../../runtime/brand.ts'
import { newCell, parseNotebook } from '../../runtime/notebook/ipynb.ts'
import { declaredParameters } from '../../runtime/parameters/declared.ts'
import { checkValues, kindIn, parseValue } from '../../runtime/parameters/given.ts'
import { withInjected } from '../../runtime/parameters/injected.ts'
import { versionOfParameter } from '../../runtime/parameters/parameters.ts'
import { notebookText } from '../support/notebook-file.ts'

const declare = (...sources: readonly string[]) =>
  declaredParameters(sources.map((source, index) => newCell(cellId(`c${index}`), source, [])))
const tagged = (source: string) => declaredParameters([newCell(cellId('c'), source, ['parameters'])])

describe('a notebook declares', () => {
  it('the properties of params(), with the kind and value of each literal', () => {
    const { all, open } = declare(
      "const { n, lr }: P = params({ n: 3, lr: -0.5, name: `a`, on: true, xs: [1, [2]], o: { 'k': null } })",
    )
    expect(open).toBe(false)
    expect(all.map(p => [p.name, p.kind, p.default])).toEqual([
      ['n', 'number', 3],
      ['lr', 'number', -0.5],
      ['name', 'text', 'a'],
      ['on', 'boolean', true],
      ['xs', 'list', [1, [2]]],
      ['o', 'object', { k: null }],
    ])
  })

  it('a computed default of any kind, wherever the call stands', () => {
    expect(declare('function f() { return params({ n: Math.sqrt(2) }) }').all).toEqual([
      { name: 'n', kind: 'any', by: 'params' },
    ])
  })

  it('unknown names where the object is not written there', () => {
    expect(declare('params(defaults)')).toEqual({ all: [], open: true })
    expect(declare('params({ n: 1, ...more })')).toMatchObject({ all: [{ name: 'n' }], open: true })
  })

  it('nothing by a params of its own', () => {
    expect(declare('const params = f => f', 'params({ n: 1 })').all).toEqual([])
    expect(declare("import { params } from 'cellar'", 'params({ n: 1 })').all).toHaveLength(1)
  })

  it('the variables of the cell tagged parameters', () => {
    const { all, tagged: id } = tagged('const n = 3\nlet lr: number = 0.1, when = new Date()')
    expect(id).toBe('c')
    expect(all).toEqual([
      { name: 'n', kind: 'number', default: 3, by: 'tag' },
      { name: 'lr', kind: 'number', default: 0.1, by: 'tag' },
      { name: 'when', kind: 'any', by: 'tag' },
    ])
  })

  it('nothing in a cell that does not parse', () => {
    expect(declare('params({ n: ').all).toEqual([])
  })
})

describe('a text', () => {
  it('is read by the kind of the default', () => {
    expect(parseValue('n', 'number', '1e-3')).toBe(0.001)
    expect(parseValue('s', 'text', '3')).toBe('3')
    expect(() => parseValue('xs', 'list', '1,2')).toThrow('takes a list, not "1,2". Write xs=\'[1, 2]\'.')
    expect(parseValue('b', 'boolean', 'false')).toBe(false)
    expect(parseValue('xs', 'list', '[1, a]')).toEqual([1, 'a'])
    expect(parseValue('o', 'object', '{"a": 1}')).toEqual({ a: 1 })
    expect(parseValue('x', 'any', 'null')).toBe(null)
  })

  it.each([
    ['number', 'abc', 'a number'],
    ['number', '', 'a number'],
    ['boolean', '1', 'true or false'],
    ['list', '3', 'a list'],
    ['object', '[1]', 'an object'],
  ] as const)('of another type than %s is refused and says which (%s)', (kind, text, expected) => {
    expect(() => parseValue('n', kind, text)).toThrow(`The parameter \`n\` takes ${expected}`)
  })
})

it('a name that is not declared is refused with those that are', () => {
  expect(() => kindIn(declare('params({ n: 3, s: "a" })'), 'm')).toThrow(
    'There is no parameter `m`. The notebook has `n` (3), `s` ("a").',
  )
  expect(() => kindIn(declare('1'), 'm')).toThrow('declares none')
})

it('values of a file are held to the types as well', () => {
  expect(() => checkValues(declare('params({ n: 3 })'), { n: '4' })).toThrow('takes a number, not "4"')
})

it('the version is of the value: the order of keys is no change, being set is one', () => {
  const versionOf = (value: unknown) => versionOfParameter({ n: value }, 'n')
  expect(versionOf({ a: 1, b: 2 })).toBe(versionOf({ b: 2, a: 1 }))
  expect(versionOf([1, 2])).not.toBe(versionOf([2, 1]))
  expect(versionOf(3)).not.toBe(versionOf('3'))
  expect(versionOfParameter({}, 'n')).not.toBe(versionOf(null))
})

describe('values for a tagged cell', () => {
  const { notebook } = parseNotebook(
    notebookText({ a: { source: 'const n = 3', tags: ['parameters'] }, b: 'n + 1' }),
    'nb',
  )
  const declared = declaredParameters(notebook.cells)

  it('stand in a cell right below it, as papermill writes them', () => {
    const cells = withInjected(notebook, declared, { n: 5 }).cells
    expect(cells.map(cell => cell.source)).toEqual(['const n = 3', 'n = 5', 'n + 1'])
    expect(cells[1]?.tags).toEqual(['injected-parameters'])
  })

  it('replace an earlier injected cell', () => {
    const once = withInjected(notebook, declared, { n: 5 })
    expect(withInjected(once, declared, { n: 6 }).cells.map(cell => cell.source)).toEqual([
      'const n = 3',
      'n = 6',
      'n + 1',
    ])
  })

  it('change nothing where none is set', () => {
    expect(withInjected(notebook, declared, {})).toBe(notebook)
  })
})
