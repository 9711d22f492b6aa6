/** Reading a property without running user code. */
import { expect, test } from 'vitest'
import { findProperty, isPlainObject, methodOf, ownData } from '../../runtime/capture/property.ts'

test('no look at a proxy, own or inherited, runs a trap', () => {
  const refuse = () => {
    throw new Error('a trap ran')
  }
  const proxy = new Proxy({}, Object.fromEntries(Object.getOwnPropertyNames(Reflect).map(trap => [trap, refuse])))
  for (const value of [proxy, Object.create(proxy) as object]) {
    expect(findProperty(value, 'x')).toBeUndefined()
    expect(methodOf(value, 'x')).toBeUndefined()
    expect(ownData(value, 'x')).toBeUndefined()
    expect(isPlainObject(value)).toBe(false)
  }
})

test('a method is found through prototypes and keeps its this', () => {
  class Base {
    #secret = 7
    reveal(add: number) {
      return this.#secret + add
    }
  }
  class Derived extends Base {}
  expect(methodOf(new Derived(), 'reveal')?.(1)).toBe(8)
})

test('an accessor is no method, and isn’t run', () => {
  let ran = 0
  const value = {
    get render() {
      ran++
      return () => 1
    },
  }
  expect(methodOf(value, 'render')).toBeUndefined()
  expect(ran).toBe(0)
})
