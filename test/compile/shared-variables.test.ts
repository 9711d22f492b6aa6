/** Variables that closures share and somebody assigns live in boxes of their own: what the code does and says stays as it was. */
import { describe, expect, test } from 'vitest'
import { caught } from '../../runtime/compile/native-message.ts'
import { CellSession } from './cell-session.ts'

const plainly = async (code: string): Promise<readonly unknown[]> => {
  const logged: unknown[] = []
  const log = (...values: readonly unknown[]) => void logged.push(values.map(String).join(' '))
  const run = Object.getPrototypeOf(async () => {}).constructor('log', `"use strict";${code}`) as (
    l: unknown,
  ) => unknown
  try {
    await run(log)
  } catch (error) {
    logged.push(String(error))
  }
  return logged
}

const inCell = async (code: string): Promise<{ readonly logged: readonly unknown[]; readonly text: string }> => {
  const it = new CellSession()
  const call = code.includes('await') ? 'await (async () => {' : '(() => {'
  const { log, error, compiled } = await it.run(`;${call}${code}\n})()`)
  return { logged: error === undefined ? log : [...log, String(caught(error))], text: compiled.code }
}

describe('a variable of closures', () => {
  test.each<[string, string]>([
    [
      'a counter',
      'const make = () => { let n = 0; return { up: () => ++n, get: () => n } }\nconst a = make(), b = make(); a.up(); a.up(); b.up(); log(a.get(), b.get())',
    ],
    ['without a first value', 'let n; const set = x => { n = x }; log(n); set(3); log(n)'],
    ['in a list of declarations', 'let a = 1, n = 2, c = 3; const f = () => { n += a + c }; f(); log(a, n, c)'],
    [
      'anew each time round a loop',
      'const all = []; for (const x of [1, 2, 3]) { let n = x; all.push(() => n++) }\nlog(all.map(f => f() + f()))',
    ],
    [
      'without a value each time round',
      'const seen = []; for (let i = 0; i < 3; i++) { let n; const f = () => { n = i }; seen.push(n); f() }\nlog(seen)',
    ],
    ['a parameter', 'const f = n => { const up = () => { n++ }; up(); return n }; log(f(1), f(5))'],
    [
      'a parameter with a default',
      'const f = (a, n = a * 2) => { const up = () => { n++ }; up(); return [a, n] }; log(f(1), f(1, 9))',
    ],
    [
      'a parameter of a pattern',
      'const f = ({ n, m: [k] }) => { const up = () => { n++; k-- }; up(); return [n, k] }; log(f({ n: 1, m: [5] }))',
    ],
    [
      'a parameter of an expression',
      'const lcg = seed => () => (seed = seed * 3 + 1), box = (n /* => */) => // =>\n ({ up: () => ++n }); const next = lcg(1); next(); log(next(), box(1).up())',
    ],
    [
      'a parameter of a handler',
      'const f = await Promise.reject(1).catch(e => () => e++); f(); log(f()); const g = await Promise.reject(2).catch(e => { const h = () => e++; return h }); g(); log(g())',
    ],
    [
      'a rest parameter',
      'const f = (...n) => { const cut = () => { n = n.slice(1) }; cut(); return n }; log(f(1, 2, 3))',
    ],
    ['of a method', 'const o = { f(n) { return { up() { return ++n } } } }; const c = o.f(4); c.up(); log(c.up())'],
    [
      'of a constructor',
      'class A { constructor(n) { this.up = () => ++n } }\nclass B extends A { constructor(n) { super(n); this.down = () => --n } }\nconst b = new B(5); b.up(); log(b.up(), b.down())',
    ],
    [
      'assigned in patterns',
      'let a = 1, b = 2; const swap = () => { [a, b] = [b, a] }; swap(); log(a, b); const take = () => { ({ a, x: b = 9 } = { a: 7 }) }; take(); log(a, b)',
    ],
    [
      'assigned with a default of a pattern',
      'let n = 1; const f = o => { ({ n = 5 } = o) }; f({}); log(n); f({ n: 2 }); log(n)',
    ],
    [
      'assigned by a loop',
      'let n = 0; const get = () => n; for (n of [1, 2]) log(get()); for (n in { k: 1 }) log(get()); for (n = 0; n < 2; n++) log(get())',
    ],
    ['assigned logically', 'let n; const f = () => { n ??= 4; n ||= 5; n &&= 6; n **= 2; return n }; log(f())'],
    ['in shorthand', 'let n = 1; const f = () => ({ n: n++ }); f(); const o = { n }; log(o.n)'],
    [
      'in a template and a tag',
      'let t = s => s.raw[0]; const f = () => { t = (s, x) => s.raw[0] + x }; log(t`a`); f(); log(t`b${1}c`)',
    ],
    [
      'called without a this',
      'let f = function () { return this === undefined }; const set = () => { f = f }; set(); log(f(), f?.())',
    ],
    [
      'that names its function',
      'let f = () => {}, C = class {}; const again = () => { f = function () {}; C = class {} }; log(f.name, C.name); again(); log(f.name, C.name)',
    ],
    ['its type', 'let n = 1; const f = () => { n = "s" }; log(typeof n); f(); log(typeof n)'],
    [
      'before it has a value',
      'const f = () => n; try { f() } catch (e) { log(e.message) } let n = 1; const g = () => { n++ }; g(); log(f())',
    ],
    ['before it has a value, assigned', 'const f = () => { n = 2 }; f(); let n = 1; log(n)'],
    ['that is no function', 'let f = 1; const g = () => { f = 2 }; g(); f()'],
    [
      'hidden by another of its name',
      'let n = 1; const f = () => { n++; { let n = 10; n++; log(n) } return (n => n)(5) + n }; log(f())',
    ],
    [
      'of a closure in a closure',
      'const f = () => { let n = 0; return () => { let m = 0; return () => [++n, ++m] } }\nconst a = f(), b = a(), c = a(); b(); log(b(), c())',
    ],
    [
      'in a switch',
      'const f = k => { switch (k) { case 0: let n = 1; const up = () => ++n; return up() + up(); default: return 0 } }\nlog(f(0), f(1))',
    ],
    ['in a generator', 'function* g(n) { const up = () => { n++ }; while (n < 4) { yield n; up() } }\nlog([...g(1)])'],
    ['over an await', 'let n = 0; const up = async () => { await null; n++ }; await Promise.all([up(), up()]); log(n)'],
    [
      'in a class',
      'let n = 0; class A { static s = ++n; f = ++n; static { n += 10 } get n() { return n } }\nnew A(); log(A.s, n, new A().n)',
    ],
    ['of a function that is hoisted', 'log(up()); function up() { return typeof n } var n'],
    ['a default that holds a parameter', 'const f = (n, get = () => n) => { n = 2; return get() }; log(f(1))'],
    [
      'a parameter that a var repeats',
      'const f = n => { var n = n + 1; return [() => n, () => { n++ }] }; const [get, up] = f(1); up(); log(get())',
    ],
    [
      'a var',
      'const f = () => { const get = () => n; var n = 1; const up = () => { n++ }; up(); return get() }; log(f())',
    ],
    ['of a loop', 'const all = []; for (let n = 0; n < 3; n++) all.push(() => n); log(all.map(f => f()))'],
    ['in a pattern of a let', 'let [n, m = 2] = [1]; const up = () => { n++; m++ }; up(); log(n, m)'],
    ['reached by an eval', 'let n = 1; const f = () => { n++ }; f(); log(eval("n + 1"))'],
    ['called like one of ours', 'let $$n = 1; const f = () => { $$n++ }; f(); log($$n)'],
  ])('%s', async (_, code) => {
    const { logged } = await inCell(code)
    expect(logged).toEqual(await plainly(code))
    expect(logged.length).toBeGreaterThan(0)
  })

  test('lives in a box where closures share it and somebody assigns it, and only there', async () => {
    const boxed = async (code: string) => /\$\$1n/.test((await inCell(code)).text)
    expect(await boxed('let n = 0; const f = () => n++; f()')).toBe(true)
    expect(await boxed('const f = n => { n = n ?? 1; return () => n }; f()')).toBe(true)
    expect(await boxed('let n = 0; const f = () => n; f()')).toBe(false)
    expect(await boxed('let n = 0; n++; log(n)')).toBe(false)
    expect(await boxed('const f = (a, n) => { n++; return a.map(x => x) }; f([])')).toBe(false)
  })
})
