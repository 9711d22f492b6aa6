/** What is known of a class with private members from its text: which names its instances get, and whether making one does anything else. */
import { describe, expect, test } from 'vitest'
import { codeFacts } from '../../runtime/values/code/code-facts.ts'

const partsOf = (text: string) => codeFacts(text).class?.privates

test('names in the order in which instances get them, those of the class apart', () => {
  expect(
    partsOf('class { static #s = f(); #b; get #g() { return 1 } static #t() {} #a = 1; x = 2; constructor(a, b) {} }'),
  ).toEqual({ methods: true, fields: ['#b', '#a'], statics: ['#s'], parameters: 2, harmless: true, asksBlank: false })
  expect(partsOf('class { x = 1 }')).toBeUndefined()
})

describe('making one does nothing but fill fields', () => {
  test.each([
    'class { #n = 0; #s = `t`; #o = { a: [1, -1], f() { g() } }; #m = new Map(); #h = () => g(); #c = class { x = g() } }',
    'class { #n; constructor(n) { this.#n = n } }',
    'class { #n; #m; #k; constructor({ n, m: { k } = {} }, [a], ...rest) { this.#n = n ?? a; this.#m = k ? n.x : !rest; this.k = k } }',
    'class A extends B { #n; constructor(n = g()) { super(n, 1); this.#n = n } }',
  ])('%s', text => {
    expect(partsOf(text)).toMatchObject({ harmless: true })
  })
})

describe('making one may do something else', () => {
  test.each([
    'class { #n = g() }',
    'class { #n = x }',
    'class { #n = 0; y = count++ }',
    'class { #n = `${g}` }',
    'class { #n = new Map(x) }',
    'class { #n = new Date() }',
    'class { #n = [...x] }',
    'class { #n = [1, , 2] }',
    'class { #n; constructor(n) { if (!n) throw n; this.#n = n } }',
    'class { #n; constructor(n) { this.#n = g(n) } }',
    'class { #n; set #x(v) { g(v) } constructor(n) { this.#x = n } }',
    'class { #n; constructor(n) { n.x = 1 } }',
    'class { #n; constructor(n) { this[n] = 1 } }',
    'class { #n; constructor({ [g()]: n }) { this.#n = n } }',
    'class { #n; constructor([...n]) { this.#n = n } }',
    'class A extends B { #n; constructor(n) { super(g()); this.#n = n } }',
  ])('%s', text => {
    expect(partsOf(text)).toMatchObject({ harmless: false })
  })
})

test.each([
  'o => o.#n',
  'm(o) { return #n in o }',
  'class { #a; m(o) { return o.#n } }',
  'function f(o) { class A { #a }; return o.#a }',
])('%s is no text to be made again by itself', text => {
  expect(codeFacts(text).whyNot).toContain('uses private fields of the class around it')
  expect(codeFacts('class { #n; m() { return class { #k; m(o) { return o.#n + o.#k } } } }').whyNot).toBeUndefined()
})
