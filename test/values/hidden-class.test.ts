/** Objects of one shape are read alike, whatever way they came by it. */
import { seed } from '../support/seed.ts'
import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import {
  available,
  haveSameHiddenClass,
  hiddenClassDescribes,
  mayHaveHoles,
} from '../../runtime/values/hidden-class.ts'
import { only } from './cells.ts'
import { build, recipes } from './graph-recipe.ts'

afterEach(() => {
  vi.doUnmock('../../runtime/values/hidden-class.ts')
  vi.resetModules()
})

describe('hidden classes', () => {
  test('tell keys, attributes, prototype, extensibility and kind apart', () => {
    expect(available).toBe(true)
    const plain = { a: 1, b: 2 }
    const others: readonly object[] = [
      { b: 2, a: 1 },
      Object.freeze({ a: 1, b: 2 }),
      Object.preventExtensions({ a: 1, b: 2 }),
      Object.defineProperty({ a: 1, b: 2 }, 'b', { get: () => 1 }),
      Object.defineProperty({ a: 1, b: 2 }, 'b', { enumerable: false }),
      Object.setPrototypeOf({ a: 1, b: 2 }, {}) as object,
      Object.assign(new Map(), { a: 1, b: 2 }),
      new Proxy({ a: 1, b: 2 }, {}),
      Object.defineProperty({ a: 1, b: 2 }, 0, { get: () => 1 }),
    ]
    expect(others.map(other => haveSameHiddenClass(plain, other))).toEqual(others.map(() => false))
    expect(haveSameHiddenClass(plain, { a: 'x', b: {} })).toBe(true)
  })

  test('do not describe dictionaries', () => {
    const dictionary: Record<string, number> = {}
    for (let i = 0; i < 2000; i++) dictionary[`k${i}`] = i
    const sparse: number[] = []
    sparse[1e9] = 1
    expect([dictionary, sparse].map(hiddenClassDescribes)).toEqual([false, false])
    expect([sparse, [1, 2]].map(mayHaveHoles)).toEqual([true, false])
  })

  test(`change no byte: without them every graph has the same version (seed ${seed})`, async () => {
    const withNatives = (await import('./cells.ts')).Cells
    vi.resetModules()
    vi.doMock('../../runtime/values/hidden-class.ts', () => ({
      available: false,
      haveSameHiddenClass: () => false,
      hiddenClassDescribes: () => false,
      mayHaveHoles: () => true,
    }))
    const { Cells: Without } = await import('./cells.ts')
    const [one, other] = [new withNatives(), new Without()]
    fc.assert(
      fc.property(recipes, recipe => {
        for (const cells of [one, other]) cells.box('x').v = [build(recipe), build(recipe)]
        expect(only(only(other.capture('x')).members).version).toBe(only(only(one.capture('x')).members).version)
      }),
      { seed, numRuns: 300 },
    )
  })
})
