/** Tripwires everywhere: no getter, trap, iterator or toJSON of the user ever runs. */
import { expect, test } from 'vitest'
import { Cells, only } from './cells.ts'

/** Every way in which looking at a value could run the user's code. */
const tripwires = `
  const trip = what => () => { $$tripped.v.push(what); throw new Error(what) }
  const traps = Object.fromEntries(Reflect.ownKeys(Reflect).filter(k => typeof k === 'string').map(k => [k, trip('trap ' + k)]))
  $$tripped.v = []
  class Wired {
    get getter() { return trip('inherited getter')() }
    toJSON() { return trip('toJSON')() }
    toString() { return trip('toString')() }
    valueOf() { return trip('valueOf')() }
    then() { return trip('then')() }
    static get [Symbol.species]() { return trip('species')() }
    static [Symbol.hasInstance]() { return trip('hasInstance')() }
    get [Symbol.toStringTag]() { return trip('toStringTag')() }
    [Symbol.iterator]() { return trip('iterator')() }
    [Symbol.toPrimitive]() { return trip('toPrimitive')() }
    [Symbol.for('nodejs.util.inspect.custom')]() { return trip('inspect')() }
  }
  class WiredMap extends Map { forEach() { trip('forEach')() } get size() { return trip('size')() } entries() { return trip('entries')() } get() { return trip('map get')() } set() { return trip('map set')() } }
  class WiredArray extends Array { map() { return trip('map')() } get at() { return trip('at')() } }
  const map = Reflect.construct(Map, [], WiredMap); Map.prototype.set.call(map, 'k', new Wired())
  const array = new WiredArray(); array[0] = new Wired()
  const error = new Error('e'); Object.defineProperty(error, 'message', { get: trip('message'), configurable: true })
  const date = new Date(0); date.getTime = trip('getTime')
  const regexp = /x/; Object.defineProperty(regexp, 'flags', { get: trip('flags') })
  const bytes = new Uint8Array(4); Object.defineProperty(bytes, 'length', { get: trip('length') }); Object.defineProperty(bytes, 'buffer', { get: trip('buffer') })
  const fn = function () { return trip('call')() }; Object.defineProperty(fn, 'name', { get: trip('name'), configurable: true }); fn.toString = trip('fn toString')
  $$x.v = { get own() { return trip('own getter')() }, set own(v) { trip('setter')() }, wired: new Wired(), Wired, map, array, error, date, regexp, bytes, fn,
    proxy: new Proxy({ a: 1 }, traps), callable: new Proxy(function () {}, traps), promise: Promise.resolve(1), wiredPromise: Object.assign(Promise.resolve(2), { then: 1 }) }
`

test('nothing of the user’s runs: not while capturing, explaining, encoding, holding or putting back', () => {
  const cells = new Cells()
  cells.run(tripwires)
  const unit = only(cells.capture('x'))
  cells.heap.encode(unit.snapshot)
  cells.run(
    '$$x.v.date.setTime(9); $$x.v.array.length = 0; Map.prototype.set.call($$x.v.map, 1, 2); $$x.v.proxied = new Proxy({}, {}); $$x.v.bytes[0] = 9; delete $$x.v.wired',
  )
  const changed = only(cells.capture('x'))
  cells.heap.holds(unit.snapshot)
  if (cells.heap.holds(unit.snapshot)) cells.restore(unit.snapshot, 'x')
  expect(changed.snapshot).not.toBe(unit.snapshot)
  expect(cells.box('tripped').v).toEqual([])
})

test('nor while loading', async () => {
  const cells = new Cells()
  cells.run(tripwires)
  const unit = only(cells.capture('x'))
  expect(unit.whyNot).toContain('an error whose name or message is computed')
  // What can be stored of it: an error that says what it is.
  cells.run(
    tripwires.replace("Object.defineProperty(error, 'message', { get: trip('message'), configurable: true })", ''),
  )
  const storable = only(cells.capture('x'))
  expect(storable.whyNot).toBeUndefined()
  const other = await cells.over([storable])
  other.box('tripped').v = []
  expect(only(other.capture('x')).snapshot).toBe(storable.snapshot)
  expect(other.box('tripped').v).toEqual([])
})

test('the user’s own built-ins are not called', () => {
  const cells = new Cells()
  const kept = [Map.prototype, Array.prototype, Function.prototype, Set.prototype, Date.prototype].map(
    o => [o, Object.getOwnPropertyDescriptors(o)] as const,
  )
  const called: string[] = []
  cells.run('$$x.v = { m: new Map([[1, new Set([2])]]), d: new Date(0), f: a => a, rows: [{ a: 1 }, { a: 2 }] }')
  const before = only(cells.capture('x')).snapshot
  const patch = (object: object, key: string): void => {
    const original = Reflect.get(object, key) as (...args: unknown[]) => unknown
    Reflect.set(object, key, function (this: unknown, ...args: unknown[]) {
      if (new Error().stack?.includes('runtime/values/records')) called[called.length] = key
      return Reflect.apply(original, this, args)
    })
  }
  try {
    for (const key of ['forEach', 'get', 'set', 'has']) patch(Map.prototype, key)
    for (const key of ['forEach', 'add', 'has']) patch(Set.prototype, key)
    patch(Function.prototype, 'toString')
    patch(Date.prototype, 'getTime')
    expect(only(cells.capture('x')).snapshot).toBe(before)
  } finally {
    for (const [object, descriptors] of kept) Object.defineProperties(object, descriptors as PropertyDescriptorMap)
  }
  expect(called).toEqual([])
})

test('an error’s stack is not formatted by the user’s prepareStackTrace', () => {
  const cells = new Cells()
  const before = Error.prepareStackTrace
  const called: unknown[] = []
  try {
    Error.prepareStackTrace = error => called.push(error)
    cells.run(`$$x.v = new Error('e')`)
    cells.capture('x')
    expect(called).toEqual([])
    expect(Error.prepareStackTrace).not.toBe(before)
  } finally {
    Reflect.set(Error, 'prepareStackTrace', before)
  }
})
