/** Cursor arithmetic against JavaScript's own iteration by code points. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { toCodePoints, toUtf16 } from '../../kernel/code-points.ts'

it('cursors agree with iterating the text by code points, and clamp', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'é', '😀', '\ud83d') }), fc.nat(60), (text, cursor) => {
      const units = [...text].slice(0, cursor).join('').length
      expect(toUtf16(text, cursor)).toBe(units)
      expect(toCodePoints(text, units)).toBe(Math.min(cursor, [...text].length))
    }),
  )
  expect(toUtf16('ab', -1)).toBe(0)
  expect(toUtf16('ab', Number.MAX_SAFE_INTEGER)).toBe(2)
})
