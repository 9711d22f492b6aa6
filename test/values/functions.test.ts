/** Functions and classes: their meaning is their version, their source brings them back, what they capture is seen. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { locationOf } from '../../runtime/location.ts'
import { Cells, only } from './cells.ts'

const captured = (text: string, ...names: string[]) => {
  const cells = new Cells()
  cells.run(text)
  return { cells, units: cells.capture(...names) }
}
const versionOf = (text: string, name = 'f') => {
  const { units } = captured(text, name)
  return only(only(units).members).version
}
type Callable = (...args: readonly unknown[]) => unknown

describe('a function that captures nothing', () => {
  test('comes back from its text and reads the live boxes', async () => {
    const { cells, units } = captured('$$f.v = a => $$n.v + a; $$n.v = 1', 'f')
    const other = await cells.over(units)
    other.box('n').v = 41
    expect((other.box('f').v as Callable)(1)).toBe(42)
    expect(only(other.capture('f')).snapshot).toBe(only(units).snapshot)
  })

  test('marks its reads by the numbers of the session it is in', async () => {
    const { cells, units } = captured('$$f.v = () => ($$0m[M(n)]||($$0m[M(n)]=1), $$n.v)', 'f')
    const other = await cells.over(units)
    other.box('n').v = 1
    ;(other.box('f').v as Callable)()
    expect([...other.marks.entries()].filter(([, mark]) => mark !== 0)).toEqual([[other.mark('n'), 1]])
    const third = await other.over(other.capture('f'))
    expect(third.marks.every(mark => mark === 0)).toBe(true)
  })

  test('mentions the names that it and what it leads to may touch', () => {
    const { units } = captured(
      '$$o.v = { f: () => $$a.v, g() { return () => { $$b.v = 1 } }, get h() { return $$c.v } }',
      'o',
    )
    expect(only(only(units).members).mentions).toEqual(['a', 'b', 'c'])
  })

  test.each([
    ['method', '({ m(a) { return a + 1 } }).m'],
    ['async method', '({ async m(a) { return a + 1 } }).m'],
    ['generator', '(function* (a) { yield a + 1 })'],
    ['async arrow', 'async a => a + 1'],
    ['getter', `Object.getOwnPropertyDescriptor({ get x() { return 1 } }, 'x').get`],
    ['method called get', '({ get(a) { return a + 1 } }).get'],
    ['method under a well-known symbol', '({ [Symbol.toPrimitive](a) { return a + 1 } })[Symbol.toPrimitive]'],
  ])('comes back as it was: %s', async (_, text) => {
    const { cells, units } = captured(`$$f.v = ${text}`, 'f')
    const other = await cells.over(units)
    expect(String(other.box('f').v)).toBe(String(cells.box('f').v))
    expect((other.box('f').v as Callable).name).toBe((cells.box('f').v as Callable).name)
    expect(only(other.capture('f')).snapshot).toBe(only(units).snapshot)
  })

  test('may import modules', async () => {
    const { cells, units } = captured(`$$f.v = () => $$0rt.import('node:fs')`, 'f')
    const other = await cells.over(units)
    expect((other.box('f').v as Callable)()).toBe('imported')
  })

  test('has the version of what it means, not of how it is written', () => {
    const version = versionOf('$$f.v = (a, b) => { /* sum */ return a + b }')
    expect(versionOf('$$f.v = (x,\n y) => { return x + y }')).toBe(version)
    expect(versionOf('$$f.v = (a, b) => { return a - b }')).not.toBe(version)
  })

  test('keeps own properties, and they count', async () => {
    const { cells, units } = captured('$$f.v = Object.assign(() => 1, { calls: [2] })', 'f')
    const other = await cells.over(units)
    expect((other.box('f').v as { calls: unknown }).calls).toEqual([2])
    expect(versionOf('$$f.v = Object.assign(() => 1, { calls: [3] })')).not.toBe(only(only(units).members).version)
  })
})

describe('a closure', () => {
  const counter = '$$next.v = (() => { let n = 0; return () => ++n })()'

  test('has a version of what it holds, and says why it is not storable', () => {
    const { cells, units } = captured(`$$config.v = { onDone: (() => { let n = 0; return () => ++n })() }`, 'config')
    expect(only(units).storable).toBe(false)
    expect(only(units).whyNot).toBe('config.onDone is a function that captures n')
    expect(cells.heap.encode(only(units).snapshot)).toBeUndefined()
    const before = only(only(units).members).version
    ;(cells.box('config').v as { onDone: Callable }).onDone()
    const after = only(only(cells.capture('config')).members).version
    expect(before).toBeDefined()
    expect(after).toBeDefined()
    expect(after).not.toBe(before)
  })

  test('made again is equal to what it was at first', () => {
    const { cells, units } = captured(counter, 'next')
    ;(cells.box('next').v as Callable)()
    cells.capture('next')
    expect(cells.heap.holds(only(units).snapshot)).toBe(false)
    cells.run(counter)
    expect(only(cells.capture('next')).snapshot).toBe(only(units).snapshot)
    expect(cells.heap.holds(only(units).snapshot)).toBe(true)
  })

  test('is found when another closure over the same variable is called', () => {
    const { cells } = captured(
      'const make = () => { let n = 0; return [() => ++n, () => n] }; [$$inc.v, $$get.v] = make()',
      'inc',
      'get',
    )
    ;(cells.box('inc').v as Callable)()
    const unit = only(cells.capture('inc'))
    expect(unit.members.map(m => m.location)).toEqual(['name:get', 'name:inc'])
    expect(only(unit.members.filter(m => m.location === 'name:get')).shares.has(locationOf('name', 'inc'))).toBe(true)
  })

  test('is found by one that is made later, after the variable changed', () => {
    const { cells } = captured(
      '$$k.v = (() => { let n = 0; return { inc: () => ++n, peek: () => () => n } })(); $$inc.v = $$k.v.inc',
      'k',
      'inc',
    )
    cells.run('$$inc.v(); $$peek.v = $$k.v.peek()')
    expect(only(cells.capture('inc', 'peek', 'k')).members).toHaveLength(3)
  })

  test('parts from a counter that only started alike', () => {
    const { cells } = captured(
      'const make = () => { let n = 0; return () => ++n }; $$a.v = make(); $$b.v = make()',
      'a',
      'b',
    )
    ;(cells.box('a').v as Callable)()
    const units = cells.capture('a')
    expect(units.map(unit => unit.members.map(m => m.location))).toEqual([['name:a'], ['name:b']])
    expect(units[0]?.members[0]?.version).not.toBe(units[1]?.members[0]?.version)
  })

  test('joins the units of the objects it holds', () => {
    const { cells } = captured('const rows = [1]; $$rows.v = rows; $$push.v = x => rows.push(x)', 'rows', 'push')
    ;(cells.box('push').v as Callable)(2)
    expect(only(cells.capture('push')).members.map(m => m.location)).toEqual(['name:push', 'name:rows'])
  })

  test('goes elsewhere with the variables that it uses as they are, not with those beside them', async () => {
    const make = (n: number) =>
      `$$f.v = (n => { const handle = Promise.resolve(); const again = k => k > 0 ? again(k - 1) : [n, $$g.v]; const close = () => handle; return { again, m() { return again(2) } } })(${n})`
    const pack = (cells: Cells, n: number) => {
      cells.run(`${make(n)}; $$g.v = 7`)
      const found = cells.heap.pack(new Map([[locationOf('name', 'f'), cells.box('f').v]]))
      return 'chunks' in found ? found : expect.unreachable(found.whyNot)
    }
    const [cells, other] = [new Cells(), new Cells({ firstMark: 7 })]
    const [one, two] = [pack(cells, 1), pack(cells, 2)]
    expect(pack(new Cells(), 1).digest).toBe(one.digest)
    expect(two.digest).not.toBe(one.digest)
    other.box('g').v = 8
    for (const [packed, n] of [
      [one, 1],
      [two, 2],
      [one, 1],
    ] as const) {
      const there = (await other.heap.unpack(packed.chunks)).get(locationOf('name', 'f')) as {
        again: Callable
        m: Callable
      }
      expect([there.again(3), there.m()]).toEqual([
        [n, 8],
        [n, 8],
      ])
      expect(other.heap.pack(new Map([[locationOf('name', 'f'), there]])).digest).toBe(packed.digest)
    }
  })

  test('that changes its variables, or is a class, does not go elsewhere', () => {
    const whyNot = (text: string) => {
      const cells = new Cells()
      cells.run(text)
      return cells.heap.pack(new Map([[locationOf('name', 'f'), cells.box('f').v]]))
    }
    expect(whyNot('let n = 0; $$f.v = () => { n++ }')).toMatchObject({
      whyNot: 'f is a function that changes n, which it captures',
    })
    expect(whyNot('const n = 0; $$f.v = class { n() { return n } }')).toMatchObject({
      whyNot: 'f is a class that captures n',
    })
    expect(whyNot('$$f.v = (function () { return () => arguments[0] })(1)')).toMatchObject({
      whyNot: expect.stringContaining('arguments'),
    })
  })

  test('that uses a `this` which it doesn’t have in a variable has no version', () => {
    const { units } = captured('class A { n = 1; m() { return () => this.n } }; $$f.v = new A().m()', 'f')
    expect(only(only(units).members).version).toBeUndefined()
    expect(only(units).whyNot).toContain("uses the 'this'")
  })

  test('bound functions are what they bind', async () => {
    const { cells, units } = captured('$$f.v = function (a, b) { return [this.x, a, b] }.bind({ x: 1 }, 2)', 'f')
    const other = await cells.over(units)
    expect((other.box('f').v as Callable)(3)).toEqual([1, 2, 3])
    expect(versionOf('$$f.v = function (a, b) { return [this.x, a, b] }.bind({ x: 1 }, 9)')).not.toBe(
      only(only(units).members).version,
    )
  })

  test('of a module holds its own variables, not those of the module', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'cellar-values-')), 'module.cjs')
    writeFileSync(
      file,
      'const top = { a: 1 }; exports.make = () => { let n = 0; return () => ++n + top.a }; exports.peek = () => () => top',
    )
    const { make, peek } = createRequire(import.meta.url)(file) as Record<'make' | 'peek', () => unknown>
    const cells = new Cells()
    cells.box('next').v = make()
    cells.box('peek').v = peek()
    const units = cells.capture('next', 'peek')
    expect(units.map(unit => [unit.members.length, unit.whyNot])).toEqual([
      [1, 'next is a function that captures n'],
      [1, 'peek is a function that uses variables of its module'],
    ])
  })
})

describe('a class', () => {
  const text = `$$P.v = class P {
    static count = 1; static items = []; static { P.count += 1 }
    constructor(n) { this.n = n } label() { return 'P' + this.n } get double() { return this.n * 2 } static of(n) { return new P(n) }
    [Symbol.iterator]() { return [this.n][Symbol.iterator]() }
  }`

  test('comes back with its statics and methods, without its initialisers running again', async () => {
    const { cells, units } = captured(`${text}; $$P.v.count = 7`, 'P')
    const other = await cells.over(units)
    const P = other.box('P').v as {
      new (n: number): { label(): string; double: number } & Iterable<number>
      count: number
      of(n: number): object
      items: unknown[]
    }
    expect([P.count, P.items, P.name]).toEqual([7, [], 'P'])
    expect([new P(4).label(), new P(4).double, [...new P(5)], P.of(3) instanceof P]).toEqual(['P4', 8, [5], true])
    expect(only(other.capture('P')).snapshot).toBe(only(units).snapshot)
    const third = await other.over(other.capture('P'))
    expect(only(third.capture('P')).snapshot).toBe(only(units).snapshot)
  })

  test.each(['P first', 'instance first'])(
    'and its stored instances belong together, whichever is loaded first: %s',
    async order => {
      const { cells, units } = captured(`${text}; delete $$P.v.items; $$p.v = new $$P.v(4)`, 'P', 'p')
      expect(units).toHaveLength(2)
      const other = await cells.over(order === 'P first' ? units : [...units].reverse())
      expect(other.box('p').v).toBeInstanceOf(other.box('P').v)
      expect((other.box('p').v as { label(): string }).label()).toBe('P4')
    },
  )

  test('extends classes of other cells and of the language', async () => {
    const { cells, units } = captured(
      `$$A.v = class A extends Map { constructor() { super(); this.set('k', 1) } }; $$B.v = class B extends $$A.v { who() { return super.get('k') + 1 } }; $$b.v = new $$B.v()`,
      'A',
      'B',
      'b',
    )
    const other = await cells.over(units)
    expect((other.box('b').v as { who(): number }).who()).toBe(2)
    expect(other.box('b').v).toBeInstanceOf(other.box('A').v)
    expect(other.box('b').v).toBeInstanceOf(Map)
  })

  test('edited makes its instances other values', () => {
    const version = (label: string) =>
      versionOf(
        `class P { constructor(n) { this.n = n } label() { return '${label}' + this.n } }; $$p.v = new P(4)`,
        'p',
      )
    expect(version('P')).not.toBe(version('Q'))
    expect(version('P')).toBe(version('P'))
  })

  test('with a primitive static that changes is looked at with its instances', () => {
    const { cells } = captured('$$P.v = class P { static count = 0 }; $$p.v = new $$P.v()', 'P', 'p')
    cells.run('$$P.v.count++')
    const units = cells.capture('P')
    expect(units.map(unit => unit.members[0]?.location)).toEqual(['name:P', 'name:p'])
  })

  test('whose prototype is patched is looked at with its instances', () => {
    const { cells, units } = captured('$$P.v = class P { }; $$p.v = new $$P.v()', 'P', 'p')
    cells.run('$$P.v.prototype.hello = () => 1')
    const again = cells.capture('P')
    expect(again.map(unit => unit.members[0]?.version)).not.toEqual(units.map(unit => unit.members[0]?.version))
    expect(again).toHaveLength(2)
  })

  test('joins what shares its static objects', () => {
    const { units } = captured('$$P.v = class P { static items = [] }; $$items.v = $$P.v.items', 'P', 'items')
    expect(only(units).members).toHaveLength(2)
  })

  test('private fields count for the version', () => {
    const { cells, units } = captured('$$p.v = new (class A { #n = 1; bump() { this.#n++ } })()', 'p')
    expect(only(units).storable).toBe(true)
    cells.run('$$p.v.bump()')
    const [before, after] = [only(units), only(cells.capture('p'))].map(unit => only(unit.members).version)
    expect(after).toBeDefined()
    expect(after).not.toBe(before)
    expect(cells.heap.holds(only(units).snapshot)).toBe(true)
  })

  test('with private static state comes back with it', async () => {
    const { cells, units } = captured(
      '$$P.v = class P { static #n = Math.random(); static #twice() { return P.#n * 2 } static n() { return [P.#n, this.#twice()] } static up() { P.#n++ } }',
      'P',
    )
    const of = (c: Cells) => c.run('return $$P.v.n()')
    const other = await cells.over(units)
    expect(of(other)).toEqual(of(cells))
    other.run('$$P.v.up()')
    expect(of(other)).not.toEqual(of(cells))
    other.restore(only(units).snapshot, 'P')
    expect(of(other)).toEqual(of(cells))
  })

  test('whose static block may hand private state out is not storable', () => {
    const { units } = captured('$$P.v = class P { static #n = 1; static { $$peek.v = () => P.#n } }', 'P')
    expect(only(units)).toMatchObject({ storable: false, whyNot: 'P is a class with private static state' })
  })
})

describe('an arrow function that has its `this` in a variable', () => {
  const counter = `class Counter { n = 0; up = ($$0this => ({ ['up']: () => ++$$0this.n })['up'])(this) }
    $$c.v = new Counter(); $$up.v = $$c.v.up`

  test('counts its instance, and comes back with it', async () => {
    const { cells, units } = captured(counter, 'c', 'up')
    expect(only(units).whyNot).toBeUndefined()
    const other = await cells.over(units)
    const c = other.box('c').v as { n: number; readonly up: () => number }
    expect(c.up).toBe(other.box('up').v)
    expect(c.up.name).toBe('up')
    expect(only(other.capture('c', 'up')).snapshot).toBe(only(units).snapshot)
    expect([c.up(), c.n]).toEqual([1, 1])
    expect(only(other.capture('c', 'up')).snapshot).not.toBe(only(units).snapshot)
  })

  test('beside variables of its method is read and not stored', () => {
    const { units } = captured(
      'class A { n = 1; m(k) { const $$0this = this; return [() => $$0this.n, () => k++] } }; $$f.v = new A().m(1)',
      'f',
    )
    expect(only(only(units).members).version).toBeDefined()
    expect(only(units).whyNot).toMatch(/captures (k|this)/)
  })
})
