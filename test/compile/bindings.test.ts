/** One binding per name: redeclaration, closures, functions, and what a cell's marks say it read and wrote. */
import { describe, expect, test } from 'vitest'
import { CellSession, type RunOptions } from './cell-session.ts'

const session = async (cells: readonly string[], options: RunOptions = {}) => {
  const it = new CellSession()
  let last = await it.run('')
  for (const cell of cells) {
    last = await it.run(cell, options)
    if (last.error) throw last.error
  }
  return { it, last }
}
const logged = async (...cells: readonly string[]) => (await session(cells)).last.log

describe('names across cells', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['a closure sees the newest value', ['let x = 1; const get = () => x', 'const x = 2', 'log(get())'], ['2']],
    [
      'a function redeclared is the one that closures call',
      ['function f() { return 1 }\nconst g = () => f()', 'function f() { return 2 }', 'log(g())'],
      ['2'],
    ],
    [
      'a class redeclared keeps old instances',
      ['class A { v = 1 }; const a = new A()', 'class A { v = 2 }', 'log(a instanceof A, new A().v, a.v)'],
      ['false 2 1'],
    ],
    [
      'a name read before it is redeclared has its earlier value',
      ['let x = 1', 'log(x); let x = 2; log(x)'],
      ['1', '2'],
    ],
    ['an initialiser sees the earlier value', ['let x = 1', 'let x = x + 1; log(x)'], ['2']],
    ['`let x;` makes it undefined', ['let x = 1', 'let x; log(x)'], ['undefined']],
    ['`var x;` keeps it', ['var x = 1', 'var x; log(x)'], ['1']],
    ['`var x;` makes what wasn’t there undefined', ['log(x); var x'], ['undefined']],
    ['a var in a branch not taken is undefined', ['if (false) { var x = 1 } log(x)'], ['undefined']],
    ['a var in a loop stays', ['for (var i = 0; i < 3; i++) {}', 'log(i)'], ['3']],
    ['typeof of what isn’t there', ['log(typeof nowhere)'], ['undefined']],
    ['typeof of a name', ['const a = 1n', 'log(typeof a)'], ['bigint']],
    ['functions are hoisted in their cell', ['log(f())\nfunction f() { return 1 }'], ['1']],
    ['a const of another cell can be assigned', ['const k = 1', 'k = 2; log(k)'], ['2']],
    [
      'functions are called without the box as this',
      ['function f() { return this }\nconst t = function () { return this }', 'log(f(), f?.(), (0, f)(), t``)'],
      ['undefined undefined undefined undefined'],
    ],
    ['methods keep theirs', ['const o = { n: 1, f() { return this.n } }', 'log(o.f(), o?.f())'], ['1 1']],
    ['shorthand', ['const a = 1, b = 2', 'log(JSON.stringify({ a, b }))'], ['{"a":1,"b":2}']],
    [
      'catch parameters and inner names are local',
      ['let e = 1, x = 2', 'try { throw 5 } catch (e) { log(e) } { let x = 9; log(x) } log(e, x)'],
      ['5', '9', '1 2'],
    ],
    ['a swap', ['let a = 1, b = 2', '[a, b] = [b, a]; log(a, b)'], ['2 1']],
    [
      'a swap in a function',
      ['let a = 1, b = 2; const swap = () => { [a, b] = [b, a] }', 'swap(); log(a, b)'],
      ['2 1'],
    ],
    [
      'destructuring with defaults, rests and computed keys',
      [
        'const k = "z"; const { a = 1, [k]: z, ...r } = { z: 5, q: 7 }; const [h, ...t] = [1, 2, 3]',
        'log(a, z, JSON.stringify(r), h, t)',
      ],
      ['1 5 {"q":7} 1 2,3'],
    ],
    [
      'heads of for-of and for-in',
      [
        'let x; for (x of [1, 2]); var k; for (k in { p: 1 }); for ([x] of [[8]]); for ({ k } of [{ k: "kk" }]);',
        'log(x, k)',
      ],
      ['8 kk'],
    ],
    ['logical assignment', ['let a = null, b = 0, c = 1; a ??= 2; b ||= 3; c &&= 4', 'log(a, b, c)'], ['2 3 4']],
    ['logical assignment leaves the right side alone', ['let a = 1; a ??= log("no"); a ||= log("no"); log(a)'], ['1']],
    ['updates', ['let i = 5', 'log(i++, ++i, i--, --i, i)'], ['5 7 7 5 5']],
    [
      'a class name inside the class is its own',
      [
        'class A { static make() { return new A() } }\nconst B = A',
        'class A { other = 1 }',
        'log("other" in B.make())',
      ],
      ['false'],
    ],
    ['recursion', ['const fact = (n: number): number => n < 2 ? 1 : n * fact(n - 1)', 'log(fact(5))'], ['120']],
    [
      'a closure per iteration',
      ['const fs: any[] = []; for (let i = 0; i < 3; i++) fs.push(() => i)', 'log(fs.map(f => f()))'],
      ['0,1,2'],
    ],
    ['comma in declarations', ['let a = 1, b, c = a + 1', 'log(a, b, c)'], ['1 undefined 2']],
    ['assignment chains', ['let a, b; a = b = 3; log(a, b)'], ['3 3']],
    ['an enum starts anew', ['enum E { A }', 'enum E { B = 7 }', 'log(JSON.stringify(E))'], ['{"7":"B","B":7}']],
    ['globals are read', ['globalThis.cellarTest = 4; log(cellarTest); delete globalThis.cellarTest'], ['4']],
  ])('%s', async (_, cells, expected) => {
    expect(await logged(...cells)).toEqual(expected)
  })

  test('a const of the same cell can’t be assigned, in any way', async () => {
    for (const write of ['k = 1', 'k++', 'k += 1', '[k] = [1]', 'for (k of [1]);', 'k &&= 2', '(() => { k = 2 })()']) {
      const { error } = await new CellSession().run(`const k = 1; ${write}`)
      expect(error, write).toMatchObject({ name: 'TypeError', message: 'Assignment to constant variable.' })
    }
    expect((await new CellSession().run('const k = 1; k ??= 2; k')).result).toBe(1)
  })

  test('what nothing defines is a ReferenceError', async () => {
    for (const read of [
      'nowhere',
      'nowhere()',
      'nowhere += 1',
      'nowhere++',
      '({ nowhere })',
      'nowhere`x`',
      'let z = late; let late = 1',
    ]) {
      expect((await new CellSession().run(read)).error, read).toBeInstanceOf(ReferenceError)
    }
  })

  test('anonymous functions and classes are named after what they are assigned to', async () => {
    const names = [
      'const f1 = () => 1',
      'let f2 = function () {}',
      'f3 = class {}',
      'var { f4 = () => 1 } = {}',
      '[f5 = async () => 1] = []',
      'let f6; f6 ??= () => 1',
      'const f7 = (() => 1)',
      'const f8 = async function* () {}',
    ]
    const { it } = await session(names)
    expect(names.map((_, i) => (it.value(`f${i + 1}`) as { name: string }).name)).toEqual(
      names.map((_, i) => `f${i + 1}`),
    )
  })
})

describe('marks', () => {
  const marks = async (cell: string, above: readonly string[] = ['var a = 1, b = 2, c = [3]', 'const f = () => a']) => {
    const { it } = await session(above)
    const { reads, writes, error } = await it.run(cell)
    return { reads, writes, ...(error ? { error: String(error) } : {}) }
  }
  test.each<[string, readonly string[], readonly string[]]>([
    ['a', ['a'], []],
    ['a = 5', [], ['a']],
    ['a = a + 1', ['a'], ['a']],
    ['a++', ['a'], ['a']],
    ['a = 1; log(a)', [], ['a']],
    ['log(a); a = 1', ['a'], ['a']],
    ['if (b > 5) a = 1', ['b'], []],
    ['if (b > 5) log(a); else log(c)', ['b', 'c'], []],
    ['b > 5 && a', ['b'], []],
    ['b > 5 ? a : c', ['b', 'c'], []],
    ['a ?? b', ['a'], []],
    ['a ??= b', ['a'], []],
    ['for (const x of []) log(a)', ['a'], []],
    ['for (const x of [1]) { if (x > 5) log(a) }', [], []],
    ['for (const x of []) a = x', [], []],
    ['for (const x of [1]) a = x', [], ['a']],
    ['for (const x of [1]) { a = x; log(a) }', [], ['a']],
    ['f()', ['a', 'f'], []],
    ['f', ['f'], []],
    ['const g = () => b', [], ['g']],
    ['typeof a', ['a'], []],
    ['typeof zz', ['zz'], []],
    ['try { a } catch {}', ['a'], []],
    ['try { throw a } catch { log(b) }', ['a', 'b'], []],
    ['const { a } = { a: 5 }', [], ['a']],
    ['({ a = b } = {})', ['b'], ['a']],
    ['[a, b] = [b, a]', ['a', 'b'], ['a', 'b']],
    ['let a = 9', [], ['a']],
    ['let a = a', ['a'], ['a']],
    ['var a = 9', [], ['a']],
    ['var a', ['a'], []],
    ['log(a); var a = 1', ['a'], ['a']],
    ['function h() { return a }', [], ['h']],
    ['h(); function h() { return a }', ['a'], ['h']],
    ['class K extends Object { static s = a }', ['a'], ['K']],
    ['class K { s = a }', [], ['K']],
    ['c.push(a)', ['a', 'c'], []],
    ['switch (1) { case 2: a; case 3: b }', [], []],
    ['for (let i = 0; i < a; i++) b += i', ['a', 'b'], ['b']],
    ['for (b = 0; b < 3; b++) {}', [], ['b']],
    ['for (a of [1]) {}', [], ['a']],
    ['label: { if (b) break label; a = 1 } a', ['a', 'b'], []],
    ['b?.[a]', ['a', 'b'], []],
    ['undefinedName?.x', ['undefinedName'], []],
  ])('of %s', async (cell, reads, writes) => {
    const got = await marks(cell)
    expect({ reads: got.reads, writes: got.writes }).toEqual({ reads, writes })
  })

  test('are set by functions in whichever run calls them', async () => {
    const { it } = await session([
      'let n = 0; let m = 1',
      'function up() { n += m }',
      'async function later() { await 0; return m }',
    ])
    expect(await it.run('up()')).toMatchObject({ reads: ['m', 'n', 'up'], writes: ['n'] })
    expect(await it.run('up()')).toMatchObject({ reads: ['m', 'n', 'up'], writes: ['n'] })
    expect(await it.run('await later()')).toMatchObject({ reads: ['later', 'm'], writes: [] })
  })

  test('an async function that goes on in a later run marks there again', async () => {
    const { it } = await session([
      'let go: any; const gate = new Promise(r => { go = r }); let v = 1',
      'async function slow() { v; await gate; v }',
      'const p = slow()',
    ])
    expect((await it.run('go(); await p')).reads).toContain('v')
  })
})

describe('a top-level loop', () => {
  test('writes back what it changed when it ends, breaks, continues or throws', async () => {
    const { it } = await session([
      'let s = 0, t = 0',
      'for (let i = 0; i < 5; i++) { s += i; if (i === 3) break }',
      'for (const i of [1, 2]) { if (i === 1) continue; t += i }',
    ])
    expect([it.value('s'), it.value('t')]).toEqual([6, 2])
    await it.run('try { for (let i = 0; ; i++) { s += 1; if (i === 2) throw new Error() } } catch {}')
    expect(it.value('s')).toBe(9)
  })
  test('writes back what it changed when it is left for a label outside', async () => {
    expect(
      await logged('let s = 0; out: { for (let i = 0; i < 9; i++) { s += i; if (i === 3) break out } s = -1 } log(s)'),
    ).toEqual(['6'])
  })
  test('shows its progress to functions that see the name', async () => {
    expect(await logged('let s = 0; const see = () => log(s); for (let i = 0; i < 2; i++) { s += 1; see() }')).toEqual([
      '1',
      '2',
    ])
    const { it } = await session(['let s = 0', 'const see = () => log(s)'])
    expect((await it.run('for (let i = 0; i < 2; i++) { s += 1; see() }', { shared: ['s'] })).log).toEqual(['1', '2'])
  })
  test('fails where the missing name stands, not before', async () => {
    const ran = await new CellSession().run('for (const i of [1]) { log("first"); missing += i }')
    expect(ran.log).toEqual(['first'])
    expect(ran.error).toBeInstanceOf(ReferenceError)
    expect((await new CellSession().run('for (const i of []) missing += i')).error).toBeUndefined()
    expect((await new CellSession().run('for (var i = 0; i < 2; i++) missing; ')).error).toBeInstanceOf(ReferenceError)
  })
  test('runs its first part once', async () => {
    expect(
      await logged(
        'let n = 0; let k; const first = () => { log("first"); return 0 }; for (k = first(); k < 2; k++) { n += k } log(n, k)',
      ),
    ).toEqual(['first', '1 2'])
    const ran = await new CellSession().run(
      'const first = () => { log("first"); return 0 }; try { for (var k = first(); k < 2; k++) { missing += k } } catch {} log(k)',
    )
    expect(ran.log).toEqual(['first', '0'])
  })
  test('with await in it', async () => {
    expect(await logged('let n = 0; for await (const x of [1, 2]) { n += await x } log(n)')).toEqual(['3'])
  })
})

describe('eval', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['sees names of the notebook', ['let x = 1; const f = () => x', 'log(eval("x + f()"))'], ['2']],
    ['assigns them', ['let x = 1', 'eval("x = 5; x++"); log(x)'], ['6']],
    ['sees locals', ['let x = 1', '((x, y) => { const z = 3; log(eval("x + y + z")) })(10, 20)'], ['33']],
    [
      'keeps its own declarations',
      ['let x = 1', 'eval("var x = 2; let q = 3; log(x, q)"); log(x, typeof q)'],
      ['2 3', '1 undefined'],
    ],
    ['gives back what isn’t text', ['log(eval(7), eval())'], ['7 undefined']],
    ['sees globals', ['log(eval("Math.max(1, 2) + typeof nowhere"))'], ['2undefined']],
    [
      'in a function that another cell calls',
      ['const peek = (t: string) => eval(t)', 'let later = 4', 'log(peek("later"))'],
      ['4'],
    ],
    [
      'of a name that a loop changes',
      ['let s = 0; for (let i = 0; i < 3; i++) { s += i; log(eval("s")) }'],
      ['0', '1', '3'],
    ],
  ])('%s', async (_, cells, expected) => {
    expect(await logged(...cells)).toEqual(expected)
  })
  test('of text that isn’t code fails as it does everywhere', async () => {
    expect((await new CellSession().run('eval("1 +")')).error).toBeInstanceOf(SyntaxError)
  })
})
