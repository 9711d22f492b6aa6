/** Variables that nobody assigns any more once the functions that declare them have ended, told from the text. */
import { describe, expect, test } from 'vitest'
import { settledVariables } from '../../runtime/analysis/settled-variables.ts'

/** Of the text's one function that begins with `() => n`. */
const around = (text: string, fn = '() => n'): string =>
  [...settledVariables(text).around(text.indexOf(fn), fn)].sort().join()

describe('settled is a variable that only the function which declares it assigns', () => {
  test.each([
    ['never again', 'function make(n) { return () => n }', 'n'],
    ['before and after', 'function make() { let n; n = 1; const f = () => n; n++; return f }', 'f,n'],
    ['in a loop, with var', 'const make = () => { for (var n = 0; n < 3; n++) fs.push(() => n) }', 'n'],
    ['in a pattern', 'const make = o => { var { n, ...rest } = o; return () => n }', 'n,o,rest'],
    ['where a block stands between', 'function make(a) { if (a) { const n = a; { return () => n } } }', 'a,n'],
    ['as a function or in a catch', 'function make() { function n() {} try {} catch (e) { return () => n } }', 'e,n'],
    ['hiding one of another scope', 'let n = 0; n = 1; function make(n) { return () => n }', 'n'],
    ['in the body of a method', 'class A { make(n) { return () => n } }', 'n'],
  ])('%s', (_what, text, names) => expect(around(text)).toBe(names))
})

describe('open is a variable', () => {
  test.each([
    ['that the closure assigns', 'function make(n) { return [() => n, () => { n++ }] }'],
    ['that a callback assigned', `function make(xs) { let n = ''; xs.forEach(x => { n += x }); return () => n }`],
    ['that a class may assign', 'function make() { let n; class A { x = (n = 1) }; return () => n }'],
    ['of an async function', 'async function make() { let n = 1; f(() => n); await 1; n = 2 }'],
    ['of a generator', 'function* make() { let n = 1; yield () => n; n = 2 }'],
    ['of the top of the text', 'let n = 1; function make() { return () => n }'],
    ['of a parameter that sloppy arguments may assign', 'function make(n) { g(arguments); return () => n }'],
    ['where the text evaluates others', 'function make(n) { return () => n }; eval(s)'],
    ['where the text is none for the parser', 'with (o) { function make(n) { return () => n } }'],
  ])('%s', (_what, text) => expect(around(text).split(',')).not.toContain('n'))

  test('unless the code is strict, whose arguments are its own', () => {
    const make = 'function make(n) { g(arguments); return () => n }'
    expect(around(`'use strict'; ${make}`)).toBe('n')
    expect(around(`${make}; export {}`)).toBe('n')
    expect(around(`(function () { 'use strict'; ${make} })()`)).toBe('make,n')
    expect(around(make.replace('() => n', '(() => g(arguments), () => n)'))).toBe('')
  })
})

test('nothing is said where the text at the offset is another', () => {
  const { around: at } = settledVariables('function make(n) { return () => n }')
  expect([...at(26, '() => m')]).toEqual([])
  expect([...at(2, '() => n')]).toEqual([])
  expect([...at(9_999, '() => n')]).toEqual([])
})
