/** What user code changed on globalThis and the built-ins, and putting it back. */
import { afterEach, describe, expect, test } from 'vitest'
import { createRealm, type Realm } from '../../runtime/values/realm.ts'
import { Cells, only } from './cells.ts'
import { difference } from './compare.ts'

const globals = globalThis as unknown as Record<string, unknown>
const arrays = Array.prototype as unknown as Record<string, unknown>
let realm: Realm
const begin = (): Realm => {
  realm = createRealm()
  return realm
}
const told = (): Record<string, unknown> =>
  Object.fromEntries(realm.diff().map(({ location, value }) => [location, value]))

afterEach(() => {
  for (const { location } of realm.diff()) realm.put(location, undefined)
  expect(realm.diff()).toEqual([])
})

describe('the realm', () => {
  test('starts without differences', () => {
    expect(begin().diff()).toEqual([])
  })

  test('tells globals, built-ins and console methods by location', () => {
    begin()
    const second = (): number => 2
    globals.shared = [1]
    arrays.second = second
    const { log } = console
    console.log = second
    expect(told()).toEqual({
      'global:shared': [1],
      'builtin:Array.prototype.second': second,
      'builtin:console.log': second,
    })
    realm.put('builtin:console.log', undefined)
    expect(console.log).toBe(log)
  })

  test('puts values there and away again', () => {
    begin()
    realm.put('global:shared', { value: 1 })
    realm.put('builtin:Math.tau', { value: 6.28 })
    expect([globals.shared, Reflect.get(Math, 'tau')]).toEqual([1, 6.28])
    realm.put('global:shared', undefined)
    expect('shared' in globals).toBe(false)
  })

  test.each([
    ['an accessor', () => Object.defineProperty(arrays, 'last', { get: () => 'last', configurable: true })],
    [
      'other attributes',
      () => Object.defineProperty(arrays, 'last', { value: 1, enumerable: false, configurable: true }),
    ],
    ['a removed built-in', () => Reflect.deleteProperty(arrays, 'flat')],
    ['a symbol', () => Reflect.set(arrays, Symbol.for('mine'), 1)],
    ['a removed global', () => Reflect.deleteProperty(globals, 'escape')],
  ])('puts back %s as it was, also after it was away', (_, change) => {
    begin()
    change()
    const { location, value } = only(realm.diff())
    const object = location.startsWith('global') ? globals : arrays
    const key = location.includes('@@') ? Symbol.for('mine') : (location.split(/[.:]/).at(-1) as string)
    const seen = Object.getOwnPropertyDescriptor(object, key)
    realm.put(location, undefined)
    expect(realm.diff()).toEqual([])
    realm.put(location, { value })
    expect(only(realm.diff()).value).toBe(value)
    expect(difference(Object.getOwnPropertyDescriptor(object, key), seen)).toBeUndefined()
  })

  test('keeps a difference the same object until it is another difference', () => {
    begin()
    Object.defineProperty(arrays, 'last', { get: () => 1, configurable: true })
    expect(only(realm.diff()).value).toBe(only(realm.diff()).value)
  })

  test('a difference comes back from the store', async () => {
    begin()
    Object.defineProperty(arrays, 'last', { get: new Function('return 7') as () => number, configurable: true })
    const { location, value } = only(realm.diff())
    realm.put(location, undefined)
    const cells = new Cells()
    cells.box('x').v = value
    // `new Function` makes sloppy code, which text alone doesn't tell: it stays in memory.
    expect(only(cells.capture('x')).storable).toBe(false)
    cells.run(
      `$$x.v = { [Symbol.for('cellar.property')]: true, descriptor: { get: () => 7, set: undefined, enumerable: false, configurable: true } }`,
    )
    const other = await cells.over(cells.capture('x'))
    realm.put(location, { value: other.box('x').v })
    expect(Reflect.get([], 'last')).toBe(7)
  })

  test('runs no getter of the user’s', () => {
    begin()
    let ran = 0
    Object.defineProperty(globals, 'lazy', { get: () => ran++, configurable: true })
    realm.diff()
    realm.diff()
    expect(ran).toBe(0)
  })

  test('tells what was removed while Node left something of its own there', () => {
    globals.shared = 1
    begin()
    const nodes = Symbol.for('undici.globalOrigin.test')
    delete globals.shared
    Object.defineProperty(globals, nodes, { value: 1, configurable: true })
    expect(Object.keys(told())).toEqual(['global:shared'])
    Reflect.deleteProperty(globals, nodes)
    realm.put('global:shared', undefined)
    delete globals.shared
    begin()
  })

  test('does not take Node’s lazy loading for a change', () => {
    begin()
    expect(typeof FormData).toBe('function')
    expect(realm.diff()).toEqual([])
  })
})
