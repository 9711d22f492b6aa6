/** Which modules keep something from one call to the next: told from their text, and on the safe side where it doesn't tell. */
import { parseSync } from 'oxc-parser'
import { describe, expect, test } from 'vitest'
import { changesExports, holdsState } from '../../runtime/analysis/module-state.ts'

const keeps = (text: string, file = 'm.ts') => holdsState(parseSync(file, text).program)

describe('keeps state', () => {
  test.each([
    ['a variable that a function assigns', 'let n = 0\nexport const next = () => ++n'],
    ['one that is taken apart into', 'let a = 0, b = 1\nexport const swap = () => { [a, b] = [b, a] }'],
    ['a collection that a function fills', 'const all = new Map()\nexport const add = (x: string) => all.set(x, 1)'],
    ['a collection that a function hands out', 'const all = [1]\nexport const list = () => all'],
    ['a collection that it exports', 'const all = [1]\nexport { all }'],
    ['a table with collections in it', 'const t = { a: [1] }\nexport const get = (k: string) => t[k]'],
    ['an object with methods', 'export default { n: 0, up() { return ++this.n } }'],
    ['an instance', 'import { EventEmitter } from "node:events"\nexport const bus = new EventEmitter()'],
    ['a class with statics', 'export class Reg { static items = [] }'],
    ['a class whose static method assigns to it', 'export class Reg { static add() { this.n = 1 } }'],
    ['a property of a function', 'export const f = () => { f.count = 1 }'],
    ['a regular expression with a place', 'const r = /a/g\nexport const f = (s: string) => r.test(s)'],
    ['something that it does when it is loaded', 'console.log("loaded")\nexport const f = () => 1'],
    ['what an unknown function gave it', 'import { make } from "x"\nexport const f = make()'],
  ])('%s', (_what, text) => expect(keeps(text)).toBe(true))

  test('a variable of a CommonJS module', () =>
    expect(keeps('let n = 0; exports.next = () => ++n', 'm.cjs')).toBe(true))
})

describe('keeps none', () => {
  test.each([
    ['functions', 'export function f() { let n = 0; return ++n }\nexport const g = () => f()'],
    ['constants', 'const k = 2 ** 8, half = Math.sqrt(0.25)\nexport const f = (x: number) => k * half * x'],
    [
      'tables that are only looked into',
      'const t = { a: 1 }, s = new Set(["x"])\nexport const f = k => s.has(k) ? t[k] : [...s]',
    ],
    ['classes', 'export class A { n = 0; up() { return ++this.n } static of() { return new A() } }'],
    ['types', 'export interface A { a: number }\nexport type B = A\nexport enum E { X }'],
    ['what it passes on', 'export * from "./n.ts"\nexport { x } from "./o.ts"'],
  ])('%s', (_what, text) => expect(keeps(text)).toBe(false))

  test('functions of a CommonJS module', () =>
    expect(
      keeps(`'use strict'; const fs = require('fs'); module.exports.f = () => fs; exports.g = function () {}`, 'm.cjs'),
    ).toBe(false))
})

describe('changes a variable that it exports', () => {
  const changes = (text: string) => changesExports(parseSync('m.ts', text).program)

  test.each([
    ['by a function', 'export let n = 0\nexport const inc = () => { n++ }'],
    [
      'under another name',
      'let current = 1\nexport { current as default }\nexport const set = v => { [current] = [v] }',
    ],
  ])('%s', (_how, text) => expect(changes(text)).toBe(true))

  test.each([
    ['what stands in it', 'export const state = { n: 0 }\nexport const inc = () => { state.n++ }'],
    ['one that it keeps to itself', 'let n = 0\nexport const next = () => ++n'],
  ])('not: %s', (_what, text) => expect(changes(text)).toBe(false))
})
