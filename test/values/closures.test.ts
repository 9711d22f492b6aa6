/** Closures over variables that never change: their text and these values bring them back. */
import { describe, expect, test } from 'vitest'
import { Cells, only } from './cells.ts'

const captured = (text: string, ...names: string[]) => {
  const cells = new Cells()
  cells.run(text)
  return { cells, units: cells.capture(...names) }
}
const versionOf = (text: string) => only(only(captured(text, 'f').units).members).version
type Callable = (...args: readonly unknown[]) => unknown

describe('a closure over what never changes', () => {
  test.each([
    ['curried', 'const adder = a => b => a + b; $$f.v = adder(5)', (f: Callable) => f(2), 7],
    ['method', '$$f.v = ((k) => ({ m(x) { return k * x } }))(3).m', (f: Callable) => f(2), 6],
    [
      'accessor',
      'const of = k => ({ get x() { return k } }); $$f.v = of(4)',
      (f: unknown) => (f as { x: number }).x,
      4,
    ],
    [
      'function declaration',
      'function make(n) { const m = n + 1; function inner(x) { return x + m } return inner } $$f.v = make(1)',
      (f: Callable) => f(1),
      3,
    ],
    [
      'recursive',
      'const make = step => { const down = n => n <= 0 ? 0 : 1 + down(n - step); return down }; $$f.v = make(2)',
      (f: Callable) => f(6),
      3,
    ],
    [
      'of a loop',
      'const all = []; for (const k of [1, 2]) { let n = k * 10; all.push(() => n + k) } $$f.v = all[1]',
      (f: Callable) => f(),
      22,
    ],
    [
      'without an optional argument',
      'const make = (f, options) => x => f(x, options?.by ?? 2); $$f.v = make((x, by) => x * by)',
      (f: Callable) => f(4),
      8,
    ],
    [
      'over a box that another closure changes',
      'const make = () => { let $$1n={v:void 0}; return [() => { $$1n.v = 5 }, () => $$1n.v ?? 3] }; $$f.v = make()[1]',
      (f: Callable) => f(),
      3,
    ],
    [
      'of a loop that counts',
      'const all = []; for (let n = 1, last = 3; n <= last; n++) all.push(() => [n, last]); $$f.v = all[1]',
      (f: Callable) => (f() as number[]).join(),
      '2,3',
    ],
    ['of a pattern', '$$f.v = (({ a, b: [c] }) => () => a + c)({ a: 1, b: [2] })', (f: Callable) => f(), 3],
    ['generator', '$$f.v = (k => function* () { yield k })(8)', (f: Callable) => [...(f() as number[])][0], 8],
    [
      'beside one that changes',
      'const make = k => { let n = 0; return [() => ++n, () => k] }; $$f.v = make(9)[1]',
      (f: Callable) => f(),
      9,
    ],
  ] as const)('comes back: %s', async (_, text, use, result) => {
    const { cells, units } = captured(text, 'f')
    expect(only(units).whyNot).toBeUndefined()
    expect(use(cells.box('f').v as never)).toBe(result)
    const other = await cells.over(units)
    const [before, after] = [cells.box('f').v, other.box('f').v] as Callable[]
    expect(use(after as never)).toBe(result)
    if (typeof before === 'function') {
      expect(String(after)).toBe(String(before))
      expect(Reflect.ownKeys(after as Callable)).toEqual(Reflect.ownKeys(before))
      expect(after?.name).toBe(before.name)
    }
    expect(only(other.capture('f')).snapshot).toBe(only(units).snapshot)
    expect(use((await other.over(other.capture('f'))).box('f').v as never)).toBe(result)
  })

  test('is one of the same kind where one that came back makes it', async () => {
    const { cells: made, units } = captured('const outer = k => j => () => k + j; $$f.v = outer(2)', 'f')
    const other = await made.over(units)
    other.run('$$f.v = $$f.v(3)')
    const third = await other.over(other.capture('f'))
    expect((third.box('f').v as Callable)()).toBe(5)
  })

  test('shares what it holds with the closures beside it', async () => {
    const { cells, units } = captured(
      `const makeStack = () => { const items = []; return { push: x => items.push(x), size: () => items.length } }
       $$s.v = makeStack(); $$push.v = $$s.v.push; $$push.v(1)`,
      's',
      'push',
    )
    const other = await cells.over(units)
    const s = other.box('s').v as { push: Callable; size: Callable }
    expect(s.push).toBe(other.box('push').v)
    s.push(2)
    expect(s.size()).toBe(2)
    expect(only(other.capture('s')).snapshot).not.toBe(only(units).snapshot)
    expect(only(other.capture('s')).storable).toBe(true)
  })

  test('is another where it holds another value', () => {
    const of = (n: number) => versionOf(`const adder = a => b => a + b; $$f.v = adder(${n})`)
    expect(of(1)).toBe(of(1))
    expect(of(1)).not.toBe(of(2))
  })

  test('made by what came back is one as well', async () => {
    const { cells, units } = captured('$$make.v = a => b => a + b', 'make')
    const other = await cells.over(units)
    other.run('$$f.v = $$make.v(3)')
    const third = await other.over(other.capture('f'))
    expect((third.box('f').v as Callable)(4)).toBe(7)
  })

  test.each([
    ['assigned beside it', 'const make = () => { let n = 0; return [() => ++n, () => n] }; $$f.v = make()[1]'],
    ['assigned later', 'const make = n => { const f = () => n; n = 5; return f }; $$f.v = make(1)'],
    ['assigned in a pattern', 'const make = n => { const f = () => n; [n] = [5]; return f }; $$f.v = make(1)'],
    [
      'assigned by a loop and what it does',
      'const all = []; for (let n = 1; n < 3; n++) { all.push(() => n); n++ } $$f.v = all[0]',
    ],
    ['of a loop that goes on in a closure', 'let f; for (let n = 1; n < 3; (() => n++)()) f = () => n; $$f.v = f'],
    ['a var of a loop', 'const all = []; for (const k of [1, 2]) { var n = k; all.push(() => n) } $$f.v = all[0]'],
    ['a parameter that a var repeats', 'const make = n => { const f = () => n; var n = 5; return f }; $$f.v = make(1)'],
    ['in reach of an eval', `const make = n => { const f = () => n; eval('n = 5'); return f }; $$f.v = make(1)`],
    ['without a value yet', 'const make = () => { $$f.v = () => n; return; const n = 5 }; make()'],
    ['of a later parameter without a value yet', 'const make = (get = () => n, n) => { $$f.v = get }; make()'],
    ['assigned by itself', 'const make = n => () => { n = 1 }; $$f.v = make(3)'],
  ])('is none where the variable may change: %s', (_, text) => {
    expect(only(captured(text, 'f').units).whyNot).toMatch(/^f is a function that captures .*n/)
  })

  test('is none that could not be looked at: a suspended generator whose next variable a function holds', () => {
    const { units } = captured(
      '$$f.v = (function* () { yield 1; const later = 2; yield () => later })(); $$f.v.next()',
      'f',
    )
    expect(only(units).whyNot).toBe('f is a suspended generator')
  })
})

describe('a class over what never changes', () => {
  test.each<[what: string, text: string, use: string, shown: string]>([
    [
      'made by a function, with an instance',
      'const makeClass = table => class { find(id) { return table.get(id) } }; $$C.v = makeClass(new Map([[1, "x"]])); $$a.v = new $$C.v()',
      '[$$a.v instanceof $$C.v, $$a.v.find(1), new $$C.v().find(1), $$a.v.constructor === $$C.v].join()',
      'true,x,x,true',
    ],
    [
      'a mixin that names its base',
      'class Base { id = 1; hi() { return "hi" } }; const Mixed = (B, k) => class extends B { hi() { return super.hi() + B.name + k + this.id } }; $$C.v = Mixed(Base, 5); $$a.v = new $$C.v()',
      '[$$a.v.hi(), Object.getPrototypeOf($$C.v).name, new $$C.v().hi()].join()',
      'hiBase51,Base,hiBase51',
    ],
    [
      'two of one text',
      'const of = k => class Of { get k() { return k } static s = k; same(o) { return o instanceof Of } }; $$C.v = of(1); $$a.v = [new $$C.v(), new (of(2))()]',
      '[$$a.v.map(x => x.k), $$a.v[0] instanceof $$C.v, $$a.v[1] instanceof $$C.v, $$a.v[0].same($$a.v[1]), $$a.v[1].same($$a.v[1]), $$C.v.s, $$a.v[1].constructor.s].join()',
      '1,2,true,false,false,true,1,2',
    ],
    [
      'whose instances share a box with a function',
      'const make = () => { let $$1n={v:0}; return [class { up() { return ++$$1n.v } }, () => $$1n.v] }; [$$C.v, $$f.v] = make(); $$a.v = new $$C.v(); $$a.v.up()',
      '[$$f.v(), $$a.v.up(), new $$C.v().up(), $$f.v()].join()',
      '1,2,3,3',
    ],
    [
      'with private fields',
      'const make = by => class { #n = by; static #all = by; up() { return (this.#n += by) } all() { return $$C.v.name + by } }; $$C.v = make(2); $$a.v = new $$C.v(); $$a.v.up()',
      '[$$a.v.up(), new $$C.v().up(), $$a.v.all()].join()',
      '6,4,2',
    ],
  ])('comes back: %s', async (_, text, use, shown) => {
    const names = ['C', 'a', ...(text.includes('$$f.v') ? ['f'] : [])]
    const { cells, units } = captured(text, ...names)
    const [unit] = units
    expect(units.map(({ whyNot }) => whyNot)).toEqual([undefined])
    const other = await cells.over(units)
    expect(other.capture(...names)[0]?.snapshot).toBe(unit?.snapshot)
    expect(other.run(`return ${use}`)).toBe(shown)
    expect(cells.run(`return ${use}`)).toBe(shown)
  })
})
