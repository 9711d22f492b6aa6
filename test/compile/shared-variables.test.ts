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
    [
      'assigned before it has a value, when its new one is there',
      'const says = x => { log(x); return x }, f = () => { n = says(2) }; try { f() } catch (e) { log(e.message) }\nlet n = 1; f(); log(n)',
    ],
    [
      'assigned by a function that is hoisted, in every form',
      `const says = x => { log(x); return x }; const set = x => { try { use(x) } catch (e) { log(e.message) } }; set(1)
let n = 0, m = 0, k = 0; set(2); set(0); log(n, m, k())
function use(x) { const y = says(x)
n = (log('list'), says(y))
if (x) m = class {}.name; else m = [says(5)]
const again = k = says(1) && (() => n)
log(again === k) }`,
    ],
    [
      'assigned early by a pattern, which has got as far as there',
      `const says = x => { log(x); return x }; const all = { get a() { return says('a') }, get b() { return says('b') }, *[Symbol.iterator]() { try { yield says(1); yield says(2) } finally { says('end') } } }
set([]); let n = 0, m = 0; set(all); log(n, m, says.name)
function set(from) { for (const how of ['list', 'object', 'rest', 'each']) try {
if (how === 'list') [m, n = says(3)] = says(all)
if (how === 'object') ({ a: n, b: m = says(4), c: n = () => {} } = all); else if (how === 'rest') ({ a: m, ...n } = all)
else for ([n, ...m] of [says([1, 2, 3])]) log(typeof n)
} catch (e) { log(e.message) } try { log(n, m, n.name) } catch (e) { log(e.message) } }
function get() { return [n, m] }`,
    ],
    [
      'assigned in a case that skips its declaration',
      'const says = x => { log(x); return x }; for (const k of [0, 1]) try { switch (k) { case 0: let n = 1; const f = () => n; log(f()); break; case 1: n = says(2) } } catch (e) { log(e.message) }',
    ],
    [
      'assigned early in the head of a loop',
      'const says = x => { log(x); return x }; const f = () => { for (n = says(0), n = says(1); n < 3; n = says(n + 1), says(n)); }; try { f() } catch (e) { log(e.message) } let n = 5; f(); log(n)',
    ],
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
    [
      'a var of a function',
      'function counter() { var n = 0; return { up: () => ++n, get: () => n } }\nconst a = counter(), b = counter(); a.up(); a.up(); b.up(); log(a.get(), b.get())',
    ],
    [
      'a var above its declaration',
      'const f = () => { const get = () => n; log(n, get()); n = 3; log(get()); var n; log(n, typeof n); var n = 4; return get() }; log(f())',
    ],
    [
      'a var of a block, a branch, a loop',
      'const f = k => { if (k) var n = 1; else var m = 2; for (;;) { var o = 3; break } return [() => [n, m, o], () => { n = m = o = 9 }] }; const [get, set] = f(0); log(get()); set(); log(get()); log(f(1)[0]())',
    ],
    [
      'vars of a list',
      'const f = () => { var a = 1, n = a + 1, b, c = n; const up = () => { n += a; b = c }; up(); return [a, n, b, c] }; log(f())',
    ],
    [
      'a var that names its function',
      'const f = () => { var g = () => {}, C = class {}; const again = () => { g = null; return C }; log(g.name, C.name); again(); log(g, C.name) }; f()',
    ],
    [
      'a var of a pattern',
      'const f = o => { var x = 0, { a, n = 5, ...rest } = o, [m = n, ...all] = [, a, x]; const up = () => { n++; m--; rest.r = 1; all = [] }; log(a, n, m, Object.keys(rest), all); up(); log(a, n, m, Object.keys(rest), all) }; f({ a: 1, z: 2 })',
    ],
    [
      'a var seen while its pattern is taken apart',
      'const f = () => { const get = () => [a, b]; var [a, b = get() + 1, c = get()] = [1]; const up = () => { a = b = 0 }; up(); return [a, b, c, get()] }; log(f())',
    ],
    [
      'a var of a counting loop',
      'const f = () => { const all = []; for (var i = 0, n = 2; i < n; i++) all.push(() => i++ + n); return all }; log(f().map(g => g()))',
    ],
    [
      'a var of a loop over values and names',
      'const f = o => { const all = []; for (var v of [1, 2]) all.push(() => v++); for (var k in o) all.push(() => k); for (var { w } of [{ w: 5 }]) all.push(() => w); return all.map(g => g()) }; log(f({ a: 1, b: 2 }))',
    ],
    [
      'a var of a loop over pairs',
      'const f = o => { const all = []; for (var [k, v] of Object.entries(o)) all.push([k, () => v]); for (var [k2, v2] of [[1, 2]]) { all.push([k2, () => v2]) } return all.map(([a, g]) => a + g()).concat(k, k2) }; log(f({ a: 1, b: 2 }))',
    ],
    [
      'a parameter that a var repeats with its value, or without',
      'const f = (n, m) => { var n = n * 2, m; const up = () => { n++; m++ }; up(); return [n, m] }; log(f(1, 7))',
    ],
    [
      'a var beside a default that holds a parameter of its name',
      'const f = (n, get = () => n) => { var n = 2; const up = () => ++n; up(); return [n, get()] }; log(f(1))',
    ],
    [
      'a var that a function declares too',
      'const f = () => { log(typeof n); function n() {} var n = 1; const get = () => n; n++; return get() }; log(f())',
    ],
    [
      'a var of a generator',
      'function* g() { var n = 0; const up = () => { n++ }; while (n < 3) { yield n; up() } }\nlog([...g()])',
    ],
    [
      'a var over an await',
      'const f = async () => { var n = 0; const up = async () => { await null; n++ }; await Promise.all([up(), up()]); return n }; log(await f())',
    ],
    ['a var of a static block', 'class A { static { var n = 1; A.up = () => ++n; n = 5 } }\nlog(A.up(), A.up())'],
    [
      'a var of a method, a getter, a constructor',
      'class A { constructor() { var n = 1; this.up = () => ++n } get g() { var m = 1; return () => ++m } }\nconst a = new A(); a.up(); log(a.up(), a.g())',
    ],
    [
      'a var hidden by a block',
      'const f = () => { var n = 1; { let n = 5; const up = () => n++; up(); log(n) } const up = () => n++; up(); return n }; log(f())',
    ],
    [
      'in a pattern of an object',
      'const f = o => { let { n, m: { k = 3 }, ...rest } = o, z = n; return () => [n++, k++, (rest = 0), z] }; const g = f({ n: 1, m: {}, q: 1 }); g(); log(g())',
    ],
    [
      'in a pattern whose names follow one another',
      'const f = o => { let { n, m = n * 2 } = o; return () => [n++, m++] }; const g = f({ n: 2 }); g(); log(g())',
    ],
    [
      'seen while its pattern is taken apart',
      'const f = () => { const get = () => a; let [a, b = get() + 1] = [1]; return () => [a++, b++] }; const g = f(); g(); log(g())',
    ],
    [
      'seen too early while its pattern is taken apart',
      'const f = () => { const get = () => b; try { let [a, b = get()] = [1]; log(a, () => b++) } catch (e) { log(e.message) } }; f()',
    ],
    [
      'seen by a getter while its pattern is taken apart',
      'const f = () => { let { a, b } = { a: 1, get b() { return see() } }; function see() { return a++ } return [a, b, see()] }; log(f())',
    ],
    [
      'of a pattern, and functions below',
      'const f = o => { let { n } = o; return { up, get: () => n }; function up() { return ++n } }; const c = f({ n: 3 }); c.up(); log(c.get())',
    ],
    [
      'a pattern in a switch',
      'const f = k => { switch (k) { case 0: let [n] = [1]; const up = () => ++n; return up() + up(); default: return 0 } }; log(f(0), f(1))',
    ],
    [
      'of a counting loop that skips',
      'const all = []; for (let i = 0; i < 5; i++) { if (i === 1) i++; all.push(() => i) }\nlog(all.map(f => f()))',
    ],
    [
      'of a counting loop, assigned by its closures',
      'const all = []; for (let i = 0, n = 6; i < n; i += 2) { const up = () => i++; all.push(() => i); if (i === 2) up(); if (i === 3) continue; all.push(up) }\nlog(all.map(f => f()), all.map(f => f()))',
    ],
    [
      'of a counting loop with a list to do each time',
      'const all = []; for (let i = 0, j = 9; i < j; i++, j -= 2) { all.push(() => [i++, j++]); i++ }\nlog(all.map(f => f() + "|" + f()))',
    ],
    [
      'of a counting loop whose first part has a closure',
      'const all = []; for (let i = 0, get = () => i; i < 3; i++) { all.push(get, () => i); i += 0.5 }\nlog(all.map(f => f()))',
    ],
    [
      'of a counting loop whose step has a closure',
      'const all = []; for (let i = 0; i < 3; all.push(() => i), i++) { i += 0.5 }\nlog(all.map(f => f()))',
    ],
    [
      'of a counting loop whose test has a closure',
      'const all = []; for (let i = 0; all.push(() => i), i < 3; i++) { i += 0.5 }\nlog(all.map(f => f()))',
    ],
    [
      'of a counting loop without a step',
      'const all = []; for (let i = 0; i < 3;) { all.push(() => i); i++ }\nlog(all.map(f => f()))',
    ],
    [
      'of a counting loop with a pattern',
      'const all = []; for (let [i, { n }] = [0, { n: 2 }]; i < n; i++) { all.push(() => [i++, n++]); if (i > 5) n = 0 }\nlog(all.map(f => f() + "|" + f()))',
    ],
    [
      'of a loop over values',
      'const all = []; for (let x of [1, 2, 3]) all.push(() => x++)\nlog(all.map(f => f() + f()))',
    ],
    [
      'of a loop over pairs and names',
      'const all = []; for (let [k, v = 1] of [["a"], ["b", 2]]) { all.push(() => k + v++); k += "!" } for (let k in { p: 1 }) { all.push(() => (k += k)) }\nlog(all.map(f => f() + f()))',
    ],
    [
      'of a loop over values that it holds',
      'try { for (let x of [() => x]) { x(); x = 1 } } catch (e) { log(e.message) } for (let [a, get = () => a] of [[1]]) { a++; log(a, get()) }',
    ],
    [
      'of a loop that awaits',
      'const all = []; for await (let x of [Promise.resolve(1), 2]) { all.push(() => x++); x += 10 }\nlog(all.map(f => f()))',
    ],
    [
      'of a labelled loop, left and gone on with',
      'const all = []; out: for (let i = 0; i < 4; i++) { for (let x of [1, 2]) { all.push(() => i++ + x++); if (x === 2 && i === 1) continue out; if (i === 3) break out; x++ } i++ }\nlog(all.map(f => f() + f()))',
    ],
    [
      'of a loop, called like one of ours',
      'const all = []; for (let $$x of [1]) all.push(() => $$x++); const f = ($$y) => { var $$z = $$y; return () => [$$y++, $$z++] }; log(all[0](), f(2)())',
    ],
    [
      'of a list that begins it',
      'const f = () => { let n = (log(1), 2), g = ((0, () => n)); var m = (3, 4); return () => [n++, m++, g.name] }; const g = f(); g(); log(g())',
    ],
    [
      'taken from what cannot be taken apart',
      'const of = f => { try { f() } catch (e) { log(e.message) } }; for (const o of [undefined, null, 5]) { of(() => { var { n, m } = o; return () => n++ + m++ }); of(() => { let { n } = o; return () => n++ }); of(() => { var [n] = o; return () => n++ }); of(() => { for (var { n } of [o]) of(() => n.k++) }); of(() => { var n = o; of(() => n.k.k++); of(() => n()) }) }',
    ],
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
    expect(await boxed('const f = () => { var n = 0; return () => n++ }; f()')).toBe(true)
    expect(await boxed('const f = (m, n) => { var n = n; return () => n }; f()')).toBe(true)
    expect(await boxed('let { n, ...rest } = {}; const f = () => n++; f()')).toBe(true)
    expect(await boxed('const f = o => { let [n] = o; return up; function up() { n++ } }; f([])')).toBe(true)
    expect(await boxed('for (let n = 0; n < 2; n++) { const f = () => n++; f() }')).toBe(true)
    expect(await boxed('for (let n of [1]) { const f = () => n++; f() }')).toBe(true)
    expect(await boxed('for (let n = 0; n < 2; n++) { const f = () => n; f() }')).toBe(false)
    expect(await boxed('for (const n of [1]) { const f = () => n; f() }')).toBe(false)
    expect(await boxed('const f = () => { var n = 0; n++; return n }; f()')).toBe(false)
    expect(await boxed('let n = 0; const f = () => n; f()')).toBe(false)
    expect(await boxed('let n = 0; n++; log(n)')).toBe(false)
    expect(await boxed('const f = (a, n) => { n++; return a.map(x => x) }; f([])')).toBe(false)
  })
})
