/** What the scope analysis finds free, and what the normal hash calls the same. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { freeVariables, normalHash, parse } from '../../runtime/analysis/syntax.ts'

const free = (js: string) => {
  const { reads, writes } = freeVariables(parse(js))
  return { reads: [...reads].sort(), writes: [...writes].sort() }
}
const hash = (js: string) => normalHash(parse(js))

describe('free variables', () => {
  test.each([
    ['f(a, b.c, d[e])', ['a', 'b', 'd', 'e', 'f'], []],
    ['(x => { var y = x + z })', ['z'], []],
    ['(function g(n) { return g(n - 1) })', [], []],
    ['(function (a = x) { var x = 1; return a })', ['x'], []],
    ['(function (a) { var a; return a })', [], []],
    ['{ let q = 1; q } q', ['q'], []],
    ['{ function inner() {} inner() } inner', ['inner'], []],
    ['if (t) { var hoisted = 1 } hoisted', ['t'], []],
    ['(class A { static x = A; #p = v; [k] = 1; m() { return this.#p } })', ['k', 'v'], []],
    ['try { a } catch ({ message, cause: [c] }) { message + c + d }', ['a', 'd'], []],
    ['try { a } catch { b }', ['a', 'b'], []],
    ['outer: for (const i of items) { if (i) continue outer }', ['items'], []],
    ['for (const i = 0, n = m; i < n;) {} i', ['i', 'm'], []],
    ['({ a, b: c, [d]: e, ...f, g() { return h } })', ['a', 'c', 'd', 'e', 'f', 'h'], []],
    ['({ a, b: [c = d], ...e } = o)', ['d', 'o'], ['a', 'c', 'e']],
    ['x += 1; y++; z = 2; w ??= v', ['v', 'w', 'x', 'y'], ['w', 'x', 'y', 'z']],
    ['(function () { return arguments })', [], []],
    ['(() => arguments)', ['arguments'], []],
    ['switch (s) { case t: let u = 1; default: u }', ['s', 't'], []],
    ['import a, { b as c } from "m"; a + c + b', ['b'], []],
    ['import.meta.url; new.target === 1'.replace('; new.target === 1', ''), [], []],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a cell
    ['`${a}b${c}`; tag`x`', ['a', 'c', 'tag'], []],
    ['class B extends C { static { D; let e; e } }', ['C', 'D'], []],
    ['for (x.y of z) {} for ([p, q.r] of s) {}', ['q', 's', 'x', 'z'], ['p']],
  ])('of %s', (js, reads, writes) => {
    expect(free(js)).toEqual({ reads, writes })
  })
})

describe('the normal hash', () => {
  test.each([
    ['x = 1', ' x /* c */ =\n\n 1; // d'],
    ['x = (a + b)', 'x = a + b'],
    ['f("a")', "f('a')"],
    ['x = 10', 'x = 0xa'],
    ['(a => a + 1)', '(b => b + 1)'],
    ['{ let a = 1; f(a) }', '{ let other = 1; f(other) }'],
    ['(({ a }) => a)', '(({ a: b }) => b)'],
    ['({ a: 1 })', '({ "a": 1 })'],
    ['x = { y }', 'x = { y: y }'],
    ['try {} catch (e) { f(e) }', 'try {} catch (error) { f(error) }'],
    ['(function g() { return g })', '(function h() { return h })'],
    ['x = function () { $$0m[3] || ($$0m[3] = 1) }', 'x = function () { $$0m[7] || ($$0m[7] = 1) }'],
  ])('is the same for %s and %s', (one, other) => {
    expect(hash(one)).toBe(hash(other))
  })

  test.each([
    ['x = 1', 'y = 1'],
    ['let a = 1', 'let b = 1'],
    ['x = a + b', 'x = b + a'],
    ['x = 1', 'x = 1n'],
    ['x = 1', 'x = "1"'],
    ['x = -0', 'x = 0'],
    ['(({ a }) => a)', '(({ b }) => b)'],
    ['(a => b => a)', '(a => b => b)'],
    ['(a => a.b)', '(a => a.c)'],
    ['(a => a.b)', '(a => a[b])'],
    ['tag`\\n`', 'tag`\n`'],
    ['x = /a/g', 'x = /a/i'],
    ['x = { __proto__ }', 'x = { __proto__: __proto__ }'],
    ['x++', '++x'],
    ['x?.y', 'x.y'],
    ['(async () => 1)', '(() => 1)'],
    ['(function* () {})', '(function () {})'],
    ['var a = 1', 'let a = 1'],
    ['class A { static a = 1 }', 'class A { a = 1 }'],
    ['class A { get a() {} }', 'class A { a() {} }'],
    ['import a from "b"', 'import { a } from "b"'],
    ['import a from "b"', 'import a from "b" with { type: "json" }'],
    ['"use strict"', '("use " + strict)'],
    ['[a, , b]', '[a, b]'],
    ['f(a, [b])', 'f([a, b])'],
    ['x ="a"; y', 'x = "a y"'],
  ])('differs for %s and %s', (one, other) => {
    expect(hash(one)).not.toBe(hash(other))
  })

  test('doesn’t depend on what locals are called', () => {
    const name = fc.constantFrom('a', 'b', 'cc', '$', '_x')
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 3, maxLength: 3 }), ([p, q, r]) => {
        const js = `f = (${p}, { k: ${q} }) => { for (const ${r} of ${p}) { g(${r}, ${q}) } return { ${p}: ${q} }.x }`
        const expected = `f = (x, { k: y }) => { for (const z of x) { g(z, y) } return { ${p}: y }.x }`
        expect(hash(js)).toBe(hash(expected))
      }),
    )
  })
})
