/** Values as JSON for renderers: bounded, without getters, without cycles. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toPlainData } from '../../runtime/capture/plain-data.ts'

test('plain data stays what JSON makes of it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      expect(toPlainData(value)).toEqual(JSON.parse(JSON.stringify(value)))
    }),
    { numRuns: 300 },
  )
})

test('what JSON has no form for gets the nearest', () => {
  const value = {
    date: new Date(0),
    bad: new Date(Number.NaN),
    nan: Number.NaN,
    big: 3n,
    huge: 2n ** 70n,
    typed: new Int8Array([1]),
    map: new Map([['k', 1]]),
    set: new Set([1]),
    f() {},
    u: undefined,
    list: [undefined, () => 1],
  }
  expect(toPlainData(value)).toEqual({
    date: '1970-01-01T00:00:00.000Z',
    bad: null,
    nan: null,
    big: 3,
    huge: '1180591620717411303424',
    typed: [1],
    map: { k: 1 },
    set: [1],
    list: [null, null],
  })
})

test('a key named __proto__ stays a key', () => {
  const plain = toPlainData(JSON.parse('{"__proto__": {"polluted": true}}')) as Record<string, unknown>
  expect(Object.getPrototypeOf(plain)).toBe(Object.prototype)
  expect(Object.keys(plain)).toEqual(['__proto__'])
})

test('shared objects are fine, cycles are refused', () => {
  const shared = { a: 1 }
  expect(toPlainData([shared, shared])).toEqual([shared, shared])
  const cycle: unknown[] = []
  cycle.push({ cycle })
  expect(() => toPlainData(cycle)).toThrow('contains itself')
})

test.each([
  ['values', Array.from({ length: 3 }, () => new Array(1e6).fill(0))],
  ['levels', JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`)],
  ['characters', Array.from({ length: 80 }, () => 'x'.repeat(1e6))],
])('more %s than a browser takes are refused', (what, value) => {
  expect(() => toPlainData(value)).toThrow(what === 'levels' ? 'levels deep' : what)
})
