/** Every kind of value, one by one: there and back, and what tells two of them apart. */
import { types } from 'node:util'
import { describe, expect, test } from 'vitest'
import { Cells, only } from './cells.ts'
import { difference } from './compare.ts'

const overRestart = async (text: string) => {
  const cells = new Cells()
  cells.run(`$$x.v = ${text}`)
  const unit = only(cells.capture('x'))
  const other = await cells.over([unit])
  return { cells, unit, before: cells.box('x').v, after: other.box('x').v as never, again: only(other.capture('x')) }
}

describe('comes back as it was', () => {
  test.each([
    'undefined',
    'null',
    '-0',
    'NaN',
    '123n',
    '-(2n ** 70n)',
    `'\\ud800'`,
    `Symbol('s')`,
    `Symbol.for('s')`,
    'Symbol.iterator',
    '[1, , 3]',
    'new Array(4_000_000_000)',
    '[NaN, -0, 1.5]',
    'Object.assign([1], { extra: 1 })',
    'Object.freeze([1, {}])',
    'Object.seal({ a: 1 })',
    'Object.preventExtensions([1])',
    'Object.create(null, { a: { value: 1 } })',
    'Object.create({ inherited: 1 })',
    `JSON.parse('{"__proto__": 1}')`,
    'new Map([[{}, new Set([1])]])',
    'Object.assign(new Map(), { tag: 1 })',
    'new Date(NaN)',
    'Object.assign(/a/dg, { lastIndex: 3 })',
    `new AggregateError([new Error('a')], 'm', { cause: { c: 1 } })`,
    'Object(1n)',
    `Object(Symbol('q'))`,
    `Object('str')`,
    'Object(false)',
    'new ArrayBuffer(8, { maxByteLength: 64 })',
    'new SharedArrayBuffer(16)',
    'new Float64Array([1, NaN])',
    'new Uint8Array(new ArrayBuffer(16), 4, 8)',
    'new DataView(new ArrayBuffer(8), 2)',
    'new BigInt64Array(2)',
    'Object.assign(new Uint8Array(2), { tag: 1 })',
    'Buffer.alloc(100_000, 7)',
    'Math.max',
    'Array.prototype',
    'globalThis',
    'console',
    'process',
    'Object.getPrototypeOf(function* () {})',
    '(function () { return arguments })(1, 2)',
    'Intl',
    'performance',
  ])('%s', async text => {
    const { unit, before, after, again } = await overRestart(text)
    expect(unit.whyNot).toBeUndefined()
    expect(difference(after, before)).toBeUndefined()
    expect(again.snapshot).toBe(unit.snapshot)
  })

  test('a URL with its parameters, whichever is reached first', async () => {
    const { after } = await overRestart(`(u => [u.searchParams, u])(new URL('http://h/?a=1'))`)
    const [params, url] = after as [URLSearchParams, URL]
    params.set('a', '2')
    expect(url.href).toBe('http://h/?a=2')
  })

  test('a Buffer from Node’s pool, without the pool', async () => {
    const { after, unit } = await overRestart('Buffer.from("abc")')
    expect(String(after)).toBe('abc')
    expect(Buffer.isBuffer(after)).toBe(true)
    expect(unit.size).toBeLessThan(100)
  })

  test('a proxy, with its target and traps', async () => {
    const { after } = await overRestart('new Proxy({ a: 1 }, { get: (target, key) => key })')
    expect(types.isProxy(after)).toBe(true)
    expect((after as { zzz: string }).zzz).toBe('zzz')
  })

  test('a WeakRef to something that is kept', async () => {
    const { after } = await overRestart('(o => ({ o, ref: new WeakRef(o) }))({})')
    const { o, ref } = after as { o: object; ref: WeakRef<object> }
    expect(ref.deref()).toBe(o)
  })

  test.each([
    'new Intl.NumberFormat("de", { style: "currency", currency: "EUR" })',
    'new Intl.NumberFormat("en", { notation: "compact" })',
    'new Intl.DateTimeFormat("en", { dateStyle: "full", timeZone: "Asia/Tokyo" })',
    'new Intl.PluralRules("en", { type: "ordinal" })',
    'new Intl.Collator("de-u-co-phonebk", { numeric: true })',
  ])('a formatter: %s', async text => {
    const { after, before, unit } = await overRestart(text)
    const [now, then] = [after, before] as [Intl.NumberFormat, Intl.NumberFormat]
    expect(unit.storable).toBe(true)
    expect(Object.getPrototypeOf(now)).toBe(Object.getPrototypeOf(then))
    expect(now.resolvedOptions()).toEqual(then.resolvedOptions())
  })

  test('a locale', async () => {
    const { after } = await overRestart('new Intl.Locale("fr-Latn-CH", { hourCycle: "h23" })')
    expect(String(after)).toBe('fr-Latn-CH-u-hc-h23')
  })

  test('a WeakMap with the entries for what is kept', async () => {
    const { after, unit } = await overRestart(
      '((k, v) => ({ w: new WeakMap([[k, v], [v, k]]), s: new WeakSet([k]), k }))({}, {})',
    )
    const { w, s, k } = after as { w: WeakMap<object, object>; s: WeakSet<object>; k: object }
    expect([w.get(w.get(k) as object) === k, s.has(k), unit.storable]).toEqual([true, true, true])
  })

  test('a promise that is fulfilled with the object it is part of', async () => {
    const { after } = await overRestart('(o => (o.ready = Promise.resolve(o), o))({})')
    expect(await (after as { ready: Promise<object> }).ready).toBe(after)
  })

  test('a list nested a hundred thousand deep', async () => {
    const { after, before } = await overRestart(
      '(() => { let list = null; for (let i = 0; i < 1e5; i++) list = { list }; return list })()',
    )
    expect(difference(after, before)).toBeUndefined()
  })

  test('a chain of a hundred thousand prototypes', async () => {
    const { after, before } = await overRestart(
      '(() => { let p = {}; for (let i = 0; i < 1e5; i++) p = Object.create(p); return p })()',
    )
    expect(difference(after, before)).toBeUndefined()
  })

  test('a sparse array by what is in it, not by its length', async () => {
    const { unit } = await overRestart('(a => (a[3e9] = 1, a))([])')
    expect(unit.size).toBeLessThan(100)
  })
})

describe('is not stored, and says why', () => {
  test.each([
    ['(function* () { yield 1 })()', 'x is a suspended generator'],
    ['[[1][Symbol.iterator]()]', 'x[0] is an object of native code'],
    ['new Promise(() => 0)', 'x is a pending promise'],
    ['{ f: new Intl.Segmenter("en").segment("a b") }', 'x.f is an object of native code'],
    ['new Map([["k", new WeakMap([[{}, 1]])]])', 'x.get("k") is a weak collection with entries for other values'],
    ['Proxy.revocable({}, {})', undefined],
    ['(r => (r.revoke(), r.proxy))(Proxy.revocable({}, {}))', 'x is a revoked proxy'],
    [
      '{ "a b": { [Symbol("s")]: [() => $$0x] } }',
      `x["a b"][Symbol(s)][0] is a function that needs the run it was made in`,
    ],
  ])('%s', (text, whyNot) => {
    const cells = new Cells()
    cells.run(`$$x.v = ${text}`)
    const unit = only(cells.capture('x'))
    expect(unit.storable).toBe(false)
    if (whyNot !== undefined) expect(unit.whyNot).toBe(whyNot)
  })
})

test('previews and types are for screens', () => {
  const cells = new Cells()
  cells.run(
    'class Reg {}; $$a.v = [1, 2, 3]; $$b.v = new Map([[1, 2]]); $$c.v = Reg; $$d.v = 42; $$e.v = new Reg(); $$f.v = () => 1; $$g.v = new Float64Array(4)',
  )
  const seen = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
    .flatMap(name => cells.capture(name))
    .map(unit => [only(unit.members).preview, only(unit.members).type])
  expect(seen).toEqual([
    ['Array(3)', 'Array'],
    ['Map(1)', 'Map'],
    ['class Reg', 'class'],
    ['42', 'number'],
    ['Reg', 'Reg'],
    ['function', 'function'],
    ['Float64Array(4)', 'Float64Array'],
  ])
})
