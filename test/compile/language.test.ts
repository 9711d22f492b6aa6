/** TypeScript as people write it, run for real: each claim is a cell or a few, and what they log and give. */
import { describe, expect, test } from 'vitest'
import { defaultErasure } from '../../runtime/analysis/erasure.ts'
import { CellSession, type RunOptions } from './cell-session.ts'

const runAll = async (cells: readonly string[], options: RunOptions = {}) => {
  const session = new CellSession()
  const log: string[] = []
  let result: unknown
  for (const cell of cells) {
    const ran = await session.run(cell, options)
    if (ran.error) throw ran.error
    log.push(...ran.log)
    result = ran.result
  }
  return { log, result }
}

describe('the result is the last expression', () => {
  test.each<[string, unknown]>([
    ['1 + 1', 2],
    ['let a = 1; a', 1],
    ['"use strict"', 'use strict'],
    ['"first"; "second"', 'second'],
    ['x = 5', 5],
    ['(1, 2)', 2],
    ['({ a: 1 }).a', 1],
    ['let b = 1; ({ b } = { b: 2 }); b', 2],
    ['2 as number', 2],
    ['3;;', 3],
    ['4\ntype T = string', 4],
    ['await Promise.resolve(5)', 5],
    ['export default 6', 6],
    ['let n = 1; n++', 1],
    ['let m = 1; m += 6', 7],
    ['let q; q ??= 8', 8],
  ])('%s', async (cell, expected) => {
    expect((await runAll([cell])).result).toBe(expected)
  })

  test.each([
    'if (true) { 1 }',
    'function f() {}',
    'class A {}',
    'let x = 1',
    '{ 1 }',
    'try { 1 } finally {}',
    '',
    '// only a comment',
    'import "node:fs"',
  ])('there is none in %s', async cell => {
    expect((await new CellSession().run(cell)).hasResult).toBe(false)
  })
})

describe('syntax', () => {
  test.each<[string, string, readonly string[]]>([
    ['top-level await', 'const a = await 1; log(a)', ['1']],
    ['top-level for await', 'async function* g() { yield 1; yield 2 }\nfor await (const x of g()) log(x)', ['1', '2']],
    ['enums', 'enum E { A, B = "b" }\nlog(E.A, E[0], E.B)', ['0 A b']],
    ['const enums', 'const enum E { A = 3 }\nlog(E.A)', ['3']],
    ['merged enums', 'enum E { A }\nenum E { B = 1 }\nlog(E.A, E.B)', ['0 1']],
    ['namespaces', 'namespace N { export const a = 1; export function f() { return a } }\nlog(N.f())', ['1']],
    [
      'namespaces that export variables',
      'namespace N { export let a = 1; export function up() { a++ } }\nN.up(); log(N.a)',
      ['2'],
    ],
    ['import type', 'import type { A } from "nowhere"\nlet a: A = 1; log(a)', ['1']],
    ['satisfies and as const', 'const o = { a: 1 } as const satisfies { a: number }\nlog(o.a!)', ['1']],
    ['casts', 'const a = <number><unknown>"s"; log(a)', ['s']],
    ['generic arrows', 'const id = <T>(x: T) => x; log(id<number>(1))', ['1']],
    [
      'overloads',
      'function f(a: number): void\nfunction f(a: string): void\nfunction f(a: unknown) { log(a) }\nf(1)',
      ['1'],
    ],
    [
      'parameter properties',
      'class P { constructor(public a: number, readonly b = 2) {} }\nconst p = new P(1); log(p.a, p.b)',
      ['1 2'],
    ],
    [
      'abstract classes',
      'abstract class A { abstract f(): number; declare x: string }\nclass B extends A { f() { return 1 } }\nlog(new B().f(), "x" in new B())',
      ['1 false'],
    ],
    [
      'private fields and static blocks',
      'class A { #x = 1; static n = 2; static { A.n++ } get x() { return this.#x } static has(o: object) { return #x in o } }\nlog(new A().x, A.n, A.has(new A()))',
      ['1 3 true'],
    ],
    ['accessor', 'class A { accessor x = 1 }\nconst a = new A(); a.x++; log(a.x, Object.keys(a).length)', ['2 0']],
    ['optional chains', 'const o: any = null; log(o?.a.b.c, o?.[1], o?.())', ['undefined undefined undefined']],
    [
      'tagged templates',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a cell
      'const t = (s: TemplateStringsArray, ...v: unknown[]) => s.raw.join("|") + v; log(t`a${1}\\n`)',
      ['a|\\n1'],
    ],
    ['numeric separators and bigints', 'log(1_000, 2n ** 64n)', ['1000 18446744073709551616']],
    ['regular expressions', 'log("aB".replace(/(?<x>b)/iu, "[$<x>]"), /[\\p{L}--[a-z]]/v.test("a"))', ['a[B] false']],
    ['import =', 'namespace N { export const inner = 1 }\nimport Z = N.inner\nlog(Z)', ['1']],
    ['class expressions', 'const A = class { static n = A2 }\nvar A2\nlog(A.name)', ['A']],
    [
      'generators',
      'function* g() { const x: number = yield 1; yield x }\nconst it = g(); it.next(); log(it.next(7).value)',
      ['7'],
    ],
    [
      'labels',
      'outer: for (const a of [1, 2]) { for (const b of [1, 2]) { if (b === 2) continue outer; log(a, b) } }',
      ['1 1', '2 1'],
    ],
    ['a labelled block', 'let a = 1; out: { if (a) break out; a = 2 } log(a)', ['1']],
    ['getters and setters', 'const o = { get a() { return 1 }, set a(v) { log(v) } }; o.a = 5', ['5']],
    ['unicode', 'const привет = "мир", 𠮷 = 2; log(привет, 𠮷)', ['мир 2']],
    ['new.target', 'function F() { log(new.target === F) }\nnew F()', ['true']],
    ['delete', 'const o: any = { a: 1 }; delete o.a; log("a" in o)', ['false']],
    ['do-while', 'let i = 0; do i++; while (i < 3); log(i)', ['3']],
    ['switch', 'let s = 0; switch (2) { case 1: s = 1; case 2: let t = 5; s += t; default: s++ } log(s)', ['6']],
  ])('%s', async (_, cell, expected) => {
    expect((await runAll([cell])).log).toEqual(expected)
  })
})

describe('tagged templates', () => {
  const same = 'const same = (strings, ...values) => strings\n'

  test.each<[string, string, readonly string[]]>([
    [
      'one place gives one object',
      'const f = n => same`a${n}`\nlog(f(1) === f(2), [1, 2].map(f).every(s => s === f(0)))',
      ['true true'],
    ],
    ['equal ones at two places are two', 'log(same`a` === same`a`, same`a${1}` === same`a${1}`)', ['false false']],
    [
      'each run of an eval has its own',
      'const f = () => eval("same`a`")\nlog(f() === f(), f() === same`a`)',
      ['false false'],
    ],
    [
      'an object as V8 makes it',
      'const s = same`a\\n${1}b`, raw = Object.getOwnPropertyDescriptor(s, "raw")\nlog(s.join(), raw.value.join(), raw.enumerable, raw.writable, Object.isFrozen(s), Object.isFrozen(s.raw), Array.isArray(s.raw))',
      ['a\n,b a\\n,b false false true true true'],
    ],
    [
      'an invalid escape',
      'const s = same`\\u{1}${0}\\x`\nlog(s.length, s[0] === "\\u0001", s[1], s.raw[1])',
      ['2 true undefined \\x'],
    ],
    [
      'values in order, lists of expressions too',
      'let n = 0; const t = (s, ...v) => v.join()\nlog(t`${n++}${(n++, n)}${n => n}${{ n }.n}`)',
      ['0,2,(n) => n,2'],
    ],
    ['one in another', 'const t = (s, ...v) => s.join("-") + v.join("+")\nlog(t`a${t`b${1}`}c`)', ['a-cb-1']],
    [
      'the receiver',
      'const o = { n: 1, t() { return this?.n } }, t = function () { return this }\nlog(o.t`a`, o["t"]`a`, t`a`)',
      ['1 1 undefined'],
    ],
    ['what a tag gives is a tag', 'const t = s => u => s[0] + u[0]\nlog(t`a``b`, t`a`.call(0, "c"))', ['ab ac']],
    [
      'as a constructor',
      'const t = () => class { constructor(n) { this.n = n } }\nlog(new t`a`().n, new (t`a`)(2).n, new (t`a`.prototype.constructor)(3).n)',
      ['undefined 2 3'],
    ],
    [
      'that waits and yields',
      'function* g() { log(same`a${yield 1}`.length) }\nconst it = g(); it.next(); it.next(); log(same`${await 1}`.length)',
      ['2', '2'],
    ],
  ])('%s', async (_, cell, expected) => {
    expect((await runAll([same, cell])).log).toEqual(expected)
  })
})

describe('using', () => {
  const resource = 'const made = (n: string) => ({ n, [Symbol.dispose]() { log("end", n) } })'
  test('ends with the cell, last first, and the result is kept', async () => {
    const ran = await runAll([resource, 'using a = made("a"); using b = made("b"); log("in"); b.n'])
    expect(ran).toEqual({ log: ['in', 'end b', 'end a'], result: 'b' })
  })
  test('names declared after it are the notebook’s', async () => {
    const ran = await runAll([
      resource,
      'using a = made("a"); const q = 1; enum E { A }; class K {}; function f() { return q }',
      'log(q, E.A, K.name, f())',
    ])
    expect(ran.log).toEqual(['end a', '1 0 K 1'])
  })
  test('in functions, in loops, with await', async () => {
    const cell = `async function f() { await using a = { async [Symbol.asyncDispose]() { log("end a") } }; log("in f") }
      for (using r of [made("1"), made("2")]) log("loop", r.n)
      await f()`
    expect((await runAll([resource, cell])).log).toEqual(['loop 1', 'end 1', 'loop 2', 'end 2', 'in f', 'end a'])
  })
  test('an error while disposing tells of the one before', async () => {
    const { error } = await new CellSession().run(
      'using a = { [Symbol.dispose]() { throw new Error("second") } }; throw new Error("first")',
    )
    expect(error).toMatchObject({
      name: 'SuppressedError',
      error: { message: 'second' },
      suppressed: { message: 'first' },
    })
  })
  test('needs something that can be disposed of', async () => {
    expect((await new CellSession().run('using a = {}')).error).toBeInstanceOf(TypeError)
  })
})

describe('decorators', () => {
  test('standard ones on classes, methods, fields and accessors', async () => {
    const cell = `
      const logged = (f: any, c: any) => function (this: any, ...a: any[]) { log("call", c.name); return f.apply(this, a) }
      const twice = (_: undefined, c: any) => (v: number) => v * 2
      const named = (C: any, c: any) => { c.addInitializer(() => log("made", c.name)) }
      const counted = (v: any, c: any) => ({ get() { log("get"); return v.get.call(this) }, init: (x: number) => x + 1 })
      @named class A { @twice n = 21; @logged m() { return this.n } @counted accessor z = 1; static s = "s" }
      const a = new A(); log(a.m(), a.z, A.s, A.name)`
    expect((await runAll([cell])).log).toEqual(['made A', 'call m', 'get', '42 2 s A'])
  })
  test('apply last first', async () => {
    const cell = `const d = (n: string) => (f: any) => { log(n); return function () { return n + f() } }
      class A { @d("a") @d("b") m() { return "!" } }
      log(new A().m())`
    expect((await runAll([cell])).log).toEqual(['b', 'a', 'ab!'])
  })
  test('legacy ones where the tsconfig says so', async () => {
    const erasure = { ...defaultErasure, legacyDecorators: true }
    const cell = `const d = (t: any, k: string, p: any) => ({ ...p, value: () => "replaced " + k })
      const c = (C: any) => { C.tag = 1 }
      const p = (t: any, k: any, i: number) => log("parameter", i)
      @c class A { @d m() {} constructor(@p x: number) {} }
      log(new A(1).m(), A.tag)`
    expect((await runAll([cell], { erasure })).log).toEqual(['parameter 0', 'replaced m 1'])
  })
})

describe('JSX', () => {
  const modules = {
    'react/jsx-runtime': {
      jsx: (t: unknown, p: unknown) => JSON.stringify([t, p]),
      jsxs: (t: unknown, p: unknown) => JSON.stringify([t, p]),
    },
  }
  test('uses the automatic runtime', async () => {
    expect((await runAll(['const who = "you"; <b id="x">hi {who}</b>'], { modules })).result).toBe(
      '["b",{"id":"x","children":["hi ","you"]}]',
    )
  })
  test('uses the factory of the tsconfig', async () => {
    const erasure = { ...defaultErasure, jsx: 'classic' as const, jsxFactory: 'h' }
    const ran = await runAll(['const h = (...a: unknown[]) => JSON.stringify(a)', 'log(<i a={1}/>)'], { erasure })
    expect(ran.log).toEqual(['["i",{"a":1}]'])
  })
})

describe('modules', () => {
  const modules = { m: { default: 'd', a: 'A', 'b c': 'BC', undefinedOne: undefined }, cjs: { default: { hidden: 1 } } }
  test('every form of import binds notebook names', async () => {
    const ran = await runAll(
      ['import d, { a, "b c" as bc } from "m"\nimport * as ns from "m"\nimport "m"', 'log(d, a, bc, ns.a)'],
      { modules },
    )
    expect(ran.log).toEqual(['d A BC A'])
  })
  test('imports come first, in their order', async () => {
    const got: string[] = []
    const tell = (name: string) => ({
      get a() {
        return got.push(name)
      },
    })
    await runAll(['log(x)\nimport { a as x } from "m"\nimport { a as y } from "k"'], {
      modules: { m: tell('m'), k: tell('k') },
    })
    expect(got).toEqual(['m', 'k'])
  })
  test('attributes are passed on', async () => {
    expect(
      (
        await runAll(['import m from "m" with { type: "json" }\nawait import("m", { with: { type: "x" } })'], {
          modules,
        })
      ).log,
    ).toEqual(['with {"with":{"type":"json"}}', 'with {"with":{"type":"x"}}'])
  })
  test('a type imported without saying so is no error, a missing value is', async () => {
    expect((await runAll(['import { Missing } from "m"\nlet a: Missing'], { modules })).log).toEqual([])
    const { error } = await new CellSession().run('import { Missing } from "m"\nnew Missing()', { modules })
    expect(error).toMatchObject({
      name: 'SyntaxError',
      message: "The requested module 'm' does not provide an export named 'Missing'",
    })
  })
  test('members of a CommonJS module that Node couldn’t list', async () => {
    expect((await runAll(['import { hidden } from "cjs"\nlog(hidden)'], { modules })).log).toEqual(['1'])
  })
  test('import() and import.meta', async () => {
    expect(
      (
        await runAll(['const { a } = await import("m"); const f = () => import.meta.url; log(a, typeof f())'], {
          modules,
        })
      ).log,
    ).toEqual(['A string'])
  })
  test('export is allowed and means nothing', async () => {
    const cells = [
      'export const a = 1\nexport function f() { return a }\nexport class K {}\nexport { a as b }\nexport default f\nexport * from "m"\nexport { d } from "m"',
      'log(a, f(), K.name)',
    ]
    expect((await runAll(cells, { modules })).log).toEqual(['1 1 K'])
  })
  test('names like ours are harmless', async () => {
    const cells = [
      'let m = 1, rt = 2, $$x = 3, x = 4',
      'const f = ($$x: number) => { const $$m = x; return [$$x, $$m, m, rt].join() }',
      'log(f(9), $$x)',
      'import i from "m"\nlog(i)',
      '((({ $$x }) => log($$x, x))({ $$x: 8 }))',
    ]
    expect((await runAll(cells, { modules })).log).toEqual(['9,4,1,2 3', 'd', '8 4'])
  })
})

describe('what no cell may hold', () => {
  test.each([
    'return 1',
    'break',
    'let a; let a',
    'x = ',
    'with (a) {}',
    '<!-- x',
    'arguments',
    'class A { constructor() {} constructor() {} }',
  ])('%s', async cell => {
    expect(() => new CellSession().compile(cell)).toThrow(SyntaxError)
  })
})
