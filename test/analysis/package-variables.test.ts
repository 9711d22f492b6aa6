/** Which variables of a package's module may hold state, and where the module is made to tell of them. */
import { parseSync } from 'oxc-parser'
import { describe, expect, test } from 'vitest'
import { packageVariables } from '../../runtime/analysis/package-variables.ts'

const found = (text: string, sourceType: 'module' | 'commonjs' = 'commonjs') =>
  packageVariables(parseSync('m.js', text, { sourceType }).program).map(({ names }) => names.map(n => n.name).join())

describe('variables of the module itself', () => {
  test.each([
    ['one that a function assigns', 'let n = 0; exports.next = () => ++n', ['n']],
    ['a collection', 'const all = new Map(); exports.add = x => all.set(x)', ['all']],
    ['an object, whoever uses it', 'const defaults = {}; module.exports = defaults', ['defaults']],
    ['none among functions and literals', 'const k = 1, f = () => k; exports.f = f; function g() {}', []],
    ['none that holds another module', `const fs = require('fs'); exports.f = () => fs`, []],
    ['none that is called a cache', 'const cache = new Map(); exports.f = x => cache.get(x)', []],
  ])('%s', (_what, text, names) => expect(found(text)).toEqual(names))

  test('of an ES module', () =>
    expect(found('let locale; export let format; export function set(x) { format = locale = x }', 'module')).toEqual([
      'locale,format',
    ]))
})

describe('variables of functions that run as it is loaded', () => {
  test.each([
    ['called where it stands', '(function () { var n = 0; exports.f = function () { return ++n } }).call(this)'],
    [
      'handed to a call',
      '!function (make) { exports.f = make() }(function () { var n = 0; return function () { n++ } })',
    ],
    ['called by its name', 'var make = (function make() { var n = 0; return () => ++n }); exports.f = make()'],
  ])('%s', (_what, text) => expect(found(text)).toContain('n'))

  test('none of functions that only its users call', () =>
    expect(found('exports.make = function () { var n = 0; return () => ++n }')).toEqual([]))
})

test('weak collections of any function that others inside it use', () => {
  const text = `exports.make = f => { const done = f && new WeakSet(), n = {}; return x => done.add(n) }; exports.of = () => { const s = new WeakMap() }`
  const scopes = packageVariables(parseSync('m.js', text, { sourceType: 'commonjs' }).program)
  expect(scopes.map(({ names, isWeak }) => [names.map(n => n.name).join(), isWeak])).toEqual([['done', true]])
})

test('what tells of them stands after the directives, on the same line', () => {
  const text = `'use strict'; let n = 0; exports.f = () => ++n`
  expect(packageVariables(parseSync('m.js', text, { sourceType: 'commonjs' }).program)[0]?.at).toBe(13)
})
