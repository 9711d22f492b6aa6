/** What is said of a cell from its source: names, hash, options, problems. */
import { describe, expect, test } from 'vitest'
import { analyse } from '../../runtime/analysis/analyse.ts'
import { defaultErasure } from '../../runtime/analysis/erasure.ts'

const names = (source: string) => {
  const { defines, reads, deferredReads, deferredWrites } = analyse(source)
  return {
    defines: Object.fromEntries(defines),
    reads: [...reads].sort(),
    deferredReads: [...deferredReads].sort(),
    deferredWrites: [...deferredWrites].sort(),
  }
}
const none = { defines: {}, reads: [], deferredReads: [], deferredWrites: [] }

describe('names', () => {
  test.each<[string, Partial<ReturnType<typeof names>>]>([
    ['const a = b', { defines: { a: 'const' }, reads: ['b'] }],
    ['let { a, b: [c], ...d } = e', { defines: { a: 'let', c: 'let', d: 'let' }, reads: ['e'] }],
    ['var a; for (var i = 0;;) break', { defines: { a: 'var', i: 'var' } }],
    ['function f() { return a }', { defines: { f: 'function' }, deferredReads: ['a'] }],
    [
      'class A extends B { x = c; static y = d; [e]() {} }',
      { defines: { A: 'class' }, reads: ['B', 'd', 'e'], deferredReads: ['c'] },
    ],
    ['enum E { A }', { defines: { E: 'enum' } }],
    ['enum E { A = f() }\nE.A', { defines: { E: 'enum' }, reads: ['E'], deferredReads: ['f'] }],
    ['namespace N { export const a = 1 }', { defines: { N: 'namespace' } }],
    [
      'const a = 1\nlet b = a\nclass C {}\nf(a, b, C, d)\nfunction f() {}\nimport d from "m"',
      {
        defines: { a: 'const', b: 'let', C: 'class', f: 'function', d: 'import' },
      },
    ],
    ['a\nconst a = 1', { defines: { a: 'const' }, reads: ['a'] }],
    ['const a = a + 1', { defines: { a: 'const' }, reads: ['a'] }],
    ['if (b) var a = 1\na', { defines: { a: 'var' }, reads: ['a', 'b'] }],
    ['a = 1\na', { defines: { a: 'assignment' }, reads: ['a'] }],
    ['import d, { a as b } from "m"', { defines: { d: 'import', b: 'import' } }],
    ['import type { T } from "m"; type U = T; interface V {}', {}],
    [
      'a = 1; b += 1; [c, d.e] = f',
      { defines: { a: 'assignment', b: 'assignment', c: 'assignment' }, reads: ['b', 'd', 'f'] },
    ],
    [
      'const f = () => { total += x }',
      { defines: { f: 'const' }, deferredReads: ['total', 'x'], deferredWrites: ['total'] },
    ],
    ['let a = 1; const f = () => a', { defines: { a: 'let', f: 'const' }, deferredReads: ['a'] }],
    ['typeof a; try { b } catch {}', { reads: ['a', 'b'] }],
    ['{ let inner = 1; function g() {} inner; g() }', {}],
    ['let x: Foo = y as Bar', { defines: { x: 'let' }, reads: ['y'] }],
    ['using r = open()', { defines: { r: 'var' }, reads: ['open'] }],
    ['export const a = 1; export default b', { defines: { a: 'const' }, reads: ['b'] }],
    ['undefined', {}],
  ])('of %s', (source, expected) => {
    expect(names(source)).toEqual({ ...none, ...expected })
  })

  test('imports, awaits, barriers and properties', () => {
    expect(analyse('import a, { b } from "m"\nimport "n"').imports).toEqual([
      { specifier: 'm', names: ['a', 'b'] },
      { specifier: 'n', names: [] },
    ])
    expect(analyse('await x').awaits).toBe(true)
    expect(analyse('for await (const a of b);').awaits).toBe(true)
    expect(analyse('async () => await x').awaits).toBe(false)
    expect(analyse('eval("x")').barrier).toBe(true)
    expect(analyse('new Function("return x")').barrier).toBe(true)
    expect(analyse('o.eval("x")').barrier).toBe(false)
    const { properties } = analyse('a.first; ({ second: 1 }); const { third } = o; a["fourth"]; a?.fifth')
    expect([...properties.names].sort()).toEqual(['fifth', 'first', 'fourth', 'second', 'third'])
    expect(properties.computed).toBe(false)
    expect(analyse('a[b]').properties.computed).toBe(true)
  })
})

describe('the hash', () => {
  test.each([
    ['const a = 1', 'const a: number = 1'],
    ['const a = 1', '// why\nconst a = 1 // so\n\n'],
    ['const a = 1', '//| label: x\nconst a = 1'],
    ['f(x)', 'f<string>(x!)'],
    ['function f(a, b) { return a }', 'function f(first: string, second?: number): string { return first }'],
    ['class A { x = 1 }', 'class A { public x: number = 1; declare y: string }'],
    ['1', 'interface A { b: number }\n1 as unknown as A'],
    ['import { a } from "m"', 'import { a, type B } from "m"'],
    ['x', '(x)'],
    ['for (const row of rows) log(row)', 'for (const r of rows) log(r);'],
  ])('stays from %s to %s', (one, other) => {
    expect(analyse(other).status).toBe('ok')
    expect(analyse(other).hash).toBe(analyse(one).hash)
  })
  test.each([
    ['const a = 1', 'const b = 1'],
    ['const a = 1', 'let a = 1'],
    ['const a = 1', 'const a = 2'],
    ['f(a)', 'f(b)'],
    ['enum E { A }', 'enum E { B }'],
    ['import { a } from "m"', 'import { a } from "n"'],
  ])('changes from %s to %s', (one, other) => {
    expect(analyse(other).hash).not.toBe(analyse(one).hash)
  })
  test('of a cell that doesn’t parse is its text’s', () => {
    expect(analyse('let = = 1').hash).toBe(analyse('let = = 1').hash)
    expect(analyse('let = = 1').hash).not.toBe(analyse('let = = 2').hash)
  })
})

describe('a problem', () => {
  test.each([
    ['let x = ;', 1, 8],
    ['const a = 1\nconst b = "é😀"; return b', 2, 17],
    ['a\n  break', 2, 2],
    ['let a\nlet a', 1, 4],
    ['const é = "é"; /* 😀 */ )', 1, 24],
    ['f(\n', 2, 0],
  ])('in %j stands at line %d, column %d', (source, line, column) => {
    const { status, error } = analyse(source)
    expect({ status, line: error?.line, column: error?.column }).toEqual({ status: 'syntax-error', line, column })
    expect(error?.message).not.toBe('')
  })

  test.each([
    ['const a = 1\nconst b = (', ['a', 'b']],
    ['function f( {', ['f']],
    ['class C {\n  m() {', ['C']],
    ['const { d, e: [g] } = h((', ['d', 'g']],
    ['import { k } frm "./k"', ['k']],
    ['n = = 3', ['n']],
    ['f(\n', []],
    ['  let inner = (', []],
  ])('%j seems to define %j', (source, names) => expect([...analyse(source).defines.keys()]).toEqual(names))
})

describe('options', () => {
  test('are read as YAML', () => {
    const source =
      '//| label: fig-a\n//| timeout: 2.5\n//| run: manual\n//| tags: [a, b]\n//| after: first\n//| ignore-code: true\n//| fig-cap: "A: b"\nx'
    expect(analyse(source).options).toEqual({
      label: 'fig-a',
      timeout: 2.5,
      run: 'manual',
      tags: ['a', 'b'],
      after: ['first'],
      ignoreCode: true,
      other: { 'fig-cap': 'A: b' },
    })
    expect(analyse(source).optionWarnings).toEqual([])
  })
  test('may go over several lines, and start below blank ones', () => {
    expect(analyse('\n\n//| tags:\n//|   - a\n//|   - b\nx').options.tags).toEqual(['a', 'b'])
  })
  test.each<[string, number, string]>([
    ['//| rum: auto', 1, 'Unknown option `rum`.'],
    ['//| label: a\n//| timeout: -1', 2, '`timeout` must be a number of seconds above 0, not -1.'],
    ['\n//| run: often', 2, '`run` must be auto, lazy or manual, not "often".'],
    ['//| cache: [1]', 1, '`cache` must be off or always, not [1].'],
    ['//| label:', 1, '`label` must be a word, not null.'],
    ['//| just words', 1, 'An option is written `//| key: value`.'],
    ['//| constructor: 1', 1, 'Unknown option `constructor`.'],
  ])('%j warns at its line', (source, line, message) => {
    expect(analyse(`${source}\nx = 1`)).toMatchObject({ status: 'ok', optionWarnings: [{ message, line }] })
  })
  test('that aren’t YAML warn and the rest is kept', () => {
    const { options, optionWarnings } = analyse('//| label: a\n//| tags: [b\nx')
    expect(options.label).toBe('a')
    expect(optionWarnings.map(({ line }) => line)).not.toEqual([])
  })
  test('make another cell where they promise other files', () => {
    const hash = (options: string) => analyse(`${options}f()`).hash
    expect(hash('//| produces: a.csv\n')).toBe(hash('//| produces: [a.csv]\n'))
    expect(new Set([hash(''), hash('//| produces: a.csv\n'), hash('//| produces: [a.csv, b.csv]\n')]).size).toBe(3)
    expect(hash('//| timeout: 3\n')).toBe(hash(''))
  })
  test('stand at the start only', () => {
    expect(analyse('x\n//| label: a').options.label).toBeUndefined()
  })
})

test('the tsconfig’s choices make another cell of the same source', () => {
  const classic = { ...defaultErasure, jsx: 'classic' as const, jsxFactory: 'h' }
  expect([...analyse('<a/>', classic).reads]).toEqual(['h'])
  expect([...analyse('<a/>').defines.keys()]).toEqual(['_jsx'])
})
