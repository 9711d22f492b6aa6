/** Whatever is thrown can be described. */
import { createContext, runInContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { renderError, type Thrown } from '../../runtime/capture/thrown.ts'

const caught = (body: () => unknown): Thrown => {
  try {
    body()
  } catch (error) {
    return renderError(error)
  }
  throw new Error('nothing was thrown')
}
const boom = () => {
  throw new Error('boom')
}

describe('errors', () => {
  test('name, message, stack and cause are told', () => {
    const thrown = caught(() => {
      throw new RangeError('too far', { cause: new TypeError('wrong kind', { cause: 'a string' }) })
    })
    expect(thrown).toMatchObject({
      name: 'RangeError',
      message: 'too far',
      cause: { name: 'TypeError', message: 'wrong kind', cause: { name: 'Uncaught', message: "'a string'" } },
    })
    expect(thrown.stack).toContain('RangeError: too far\n    at ')
  })

  test('an own class, one of another realm and a DOMException keep their names', () => {
    class ContractError extends Error {
      override name = 'ContractError'
    }
    expect(renderError(new ContractError('x')).name).toBe('ContractError')
    expect(renderError(runInContext('new TypeError("far")', createContext({})))).toMatchObject({
      name: 'TypeError',
      message: 'far',
    })
    expect(caught(() => structuredClone(() => 1)).name).toBe('DataCloneError')
  })

  test('what else an error carries is told, getters unasked', () => {
    const error = Object.assign(new Error('no file'), { code: 'ENOENT', path: '/x' })
    Object.defineProperty(error, 'secret', { get: boom, enumerable: true })
    expect(renderError(error).details).toBe("{ code: 'ENOENT', path: '/x' }")
    expect(renderError(new Error('plain'))).not.toHaveProperty('details')
  })

  test('the errors of an AggregateError are told, and bounded', () => {
    const thrown = renderError(
      new AggregateError(
        Array.from({ length: 100 }, (_, i) => new Error(`e${i}`)),
        'all',
      ),
    )
    expect(thrown.errors).toHaveLength(16)
    expect(thrown.errors?.[3]?.message).toBe('e3')
  })

  test('cycles and long chains of causes end', () => {
    const a = new Error('a')
    const b = new Error('b', { cause: a })
    a.cause = b
    expect(renderError(a)).toMatchObject({ cause: { message: 'b' } })
    expect(renderError(a).cause).not.toHaveProperty('cause')
    const self = new AggregateError([], 'self')
    self.errors.push(self)
    expect(renderError(self).errors).toEqual([])
    let deep = new Error('0')
    for (let i = 1; i < 1000; i++) deep = new Error(String(i), { cause: deep })
    let depth = 0
    for (let at: Thrown | undefined = renderError(deep); at !== undefined; at = at.cause) depth++
    expect(depth).toBe(9)
  })
})

describe('what is no error', () => {
  test.each([
    ['a string', 'oh no', "'oh no'"],
    ['undefined', undefined, 'undefined'],
    ['null', null, 'null'],
    ['an object', { code: 7 }, '{ code: 7 }'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
  ])('%s is told as text', (_, value, message) => {
    expect(renderError(value)).toEqual({ name: 'Uncaught', message })
  })
})

describe('hostile values', () => {
  test.each([
    [
      'getters that throw',
      Object.defineProperties(
        new Error('x'),
        Object.fromEntries(['stack', 'name', 'message', 'cause', 'errors'].map(k => [k, { get: boom }])),
      ),
    ],
    ['a proxy', new Proxy(new Error('x'), { get: boom, getPrototypeOf: boom })],
    [
      'a prototype that throws',
      Object.create(new Proxy(Error.prototype, { get: boom, getPrototypeOf: boom })) as unknown,
    ],
    ['a name and message that are no text', Object.assign(new Error('x'), { name: 1, message: { a: 1 }, stack: 7 })],
    ['a message that can’t be a string', Object.assign(new Error('x'), { message: Object.create(null) as unknown })],
  ])('%s are described without a throw', (_, value) => {
    const { name, message } = renderError(value)
    expect([typeof name, typeof message]).toEqual(['string', 'string'])
  })

  test('a message of 1e7 characters is cut', () => {
    expect(renderError(new Error('m'.repeat(1e7))).message.length).toBeLessThan(100_100)
  })

  test('any value fast-check can think of gives plain data', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (thrown, cause) => {
        const described = renderError(new Error('x', { cause: thrown }))
        expect(structuredClone(described)).toEqual(described)
        expect(structuredClone(renderError(cause))).toBeDefined()
      }),
    )
  })
})
