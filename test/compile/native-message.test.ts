/** What V8 says of compiled code is said of the code in the cell. */
import { expect, test } from 'vitest'
import { asWritten, caught } from '../../runtime/compile/native-message.ts'

test.each([
  ['(($$0m[2] || $$0m[2]) , $$f.v) is not a function', 'f is not a function'],
  ['((($$0m[2] > 1) || $$0m[2]) , $$f.v) is not a function', 'f is not a function'],
  ['(0 , $$f.v) is not a constructor', 'f is not a constructor'],
  ['(($$0m[0] || $$0m[0]) , $$o.v)[(($$0m[12] || $$0m[12]) , $$key.v)] is not a function', 'o[key] is not a function'],
  [
    "Cannot destructure property 'z' of '$$log.v' as it is undefined.",
    "Cannot destructure property 'z' of 'log' as it is undefined.",
  ],
  ['$$rows$ is not iterable', 'rows is not iterable'],
  ['$$rows$$ is not iterable', 'rows is not iterable'],
  ['$$$.v.foo is not a function', '$.foo is not a function'],
  ['$$$x.v is not a function', '$x is not a function'],
  ['$$größe.v is not a function', 'größe is not a function'],
  ['$$o.v.v.value is not a function', 'o.v.value is not a function'],
  ['$$0rt.resume(...) is not a function', '(intermediate value) is not a function'],
  ['f is not a function', 'f is not a function'],
])('%s', (said, written) => {
  expect(asWritten(said)).toBe(written)
})

test('is mended on the error itself, and the stack begins with it', () => {
  const error = new TypeError('$$f.v is not a function')
  expect(caught(error)).toBe(error)
  expect(error.message).toBe('f is not a function')
  expect(error.stack?.split('\n')[0]).toBe('TypeError: f is not a function')
})

test.each([new Error('$$f.v'), { message: '$$f.v' }, Object.freeze(new TypeError('$$f.v'))])(
  'is left as it is: %o',
  thrown => {
    caught(thrown)
    expect(thrown.message).toBe('$$f.v')
  },
)
