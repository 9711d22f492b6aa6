/** Code on which TypeScript itself gives up. */
import { expect, test } from 'vitest'
import { unlessBroken } from '../../runtime/language/broken-code.ts'
import { typedFolder } from './typed-notebook.ts'

const { open } = typedFolder()

test('completion in code that trips an assertion of TypeScript offers nothing and does not fail', () => {
  const typed = '0 0 ( größe . </'
  const found = open('', 'const after = 1').types.complete({ code: typed, offset: 15 })
  expect(found.start).toBeLessThanOrEqual(found.end)
})

test('an error that is not such an assertion passes', () => {
  const wrong = () => {
    throw new TypeError('ours')
  }
  expect(() => unlessBroken(wrong)).toThrow('ours')
})
