/** The text form that every value has, bounded in time and length. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toMimeBundle } from '../../runtime/capture/mime-bundle.ts'
import { maxTextLength, textForm } from '../../runtime/capture/text-form.ts'

const text = (value: unknown) => textForm(value, { colors: false })

const nested = (levels: number) => {
  let value: unknown = 'end'
  for (let i = 0; i < levels; i++) value = { deeper: value }
  return value
}
const bushy = (width: number, depth: number): unknown =>
  depth === 0 ? 1 : Object.fromEntries(Array.from({ length: width }, (_, i) => [`k${i}`, bushy(width, depth - 1)]))

describe('however large a value is, its text is bounded and quick', () => {
  test.each([
    ['an array of 1e7 numbers', Array.from({ length: 1e7 }, (_, i) => i)],
    ['a typed array of 1e7', new Float64Array(1e7)],
    ['a sparse array', new Array(4e9)],
    ['an array of 1e6 objects', Array.from({ length: 1e6 }, (_, i) => ({ i }))],
    ['a string of 1e8 characters', 'x'.repeat(1e8)],
    ['100 strings of 1 MB', Array.from({ length: 100 }, () => 'y'.repeat(1e6))],
    ['an object of 1e5 keys', Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => [`k${i}`, i]))],
    [
      'an object of 1e5 keys, nested',
      { a: { b: Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => [`k${i}`, i])) } },
    ],
    ['1e5 levels', nested(1e5)],
    ['a bush of 30^4', bushy(30, 4)],
    ['a Map of 1e6', new Map(Array.from({ length: 1e6 }, (_, i) => [i, i]))],
    ['an error with a message of 1e7 characters', new Error('e'.repeat(1e7))],
    ['a custom inspect that never ends well', { [Symbol.for('nodejs.util.inspect.custom')]: () => 'z'.repeat(1e7) }],
  ])('%s', (_, value) => {
    const started = performance.now()
    const shown = toMimeBundle(value) as { data: Record<string, string> }
    expect(performance.now() - started).toBeLessThan(1500)
    for (const content of Object.values(shown.data)) expect(content.length).toBeLessThan(maxTextLength + 100)
  })

  test('what is left out is said', () => {
    expect(text(Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`k${i}`, i])))).toMatch(
      /… 900 more properties$/,
    )
    expect(text({ [Symbol.for('nodejs.util.inspect.custom')]: () => 'z'.repeat(200_000) })).toMatch(
      /… cut: 100,000 of 200,000 characters$/,
    )
  })

  test('a wide object is still shown as what it is, its getters unasked', () => {
    let ran = 0
    class Wide {}
    const wide = Object.assign(new Wide(), Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`k${i}`, i])))
    Object.defineProperty(wide, 'k0', { get: () => ++ran, enumerable: true })
    expect(text(wide)).toMatch(/^Wide \{\s+k0: \[Getter\]/)
    expect(ran).toBe(0)
  })

  test('colour codes are not cut in two', () => {
    const shown = textForm(
      Array.from({ length: 100 }, () => 'a'.repeat(2000)),
      { colors: true },
    )
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
    expect(shown).not.toMatch(/\u001b(?!\[\d+m)/)
  })
})

describe('it never throws', () => {
  const boom = () => {
    throw new Error('boom')
  }
  test.each([
    ['custom inspect', { [Symbol.for('nodejs.util.inspect.custom')]: boom }],
    ['toStringTag', Object.defineProperty({}, Symbol.toStringTag, { get: boom })],
    [
      'a proxy that refuses everything',
      new Proxy({}, { get: boom, has: boom, ownKeys: boom, getPrototypeOf: boom, getOwnPropertyDescriptor: boom }),
    ],
    [
      'a revoked proxy',
      (() => {
        const { proxy, revoke } = Proxy.revocable({}, {})
        revoke()
        return proxy
      })(),
    ],
    [
      'a prototype that is a revoked proxy',
      (() => {
        const { proxy, revoke } = Proxy.revocable({}, {})
        const o = Object.create(proxy) as object
        revoke()
        return o
      })(),
    ],
    ['an error whose stack throws', Object.defineProperty(new Error('x'), 'stack', { get: boom })],
  ])('%s', (_, value) => {
    expect(typeof (toMimeBundle(value) as { data: Record<string, unknown> }).data['text/plain']).toBe('string')
  })

  test('nor does any value fast-check can think of', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withSet: true,
          withTypedArray: true,
          withNullPrototype: true,
          withSparseArray: true,
        }),
        value => {
          const shown = toMimeBundle(value)
          if (value === undefined) expect(shown).toBeUndefined()
          else expect((shown as { data: Record<string, string> }).data['text/plain']).toBeTypeOf('string')
        },
      ),
      { numRuns: 500 },
    )
  })
})
