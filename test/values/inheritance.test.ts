/** Which classes' instances are asked for private fields: those that declare some, and no others, as each question is dear. */
import { expect, test } from 'vitest'
import { Inheritance } from '../../runtime/values/inheritance.ts'

const asks = (of: { readonly prototype: object }): boolean => new Inheritance().of(of.prototype).privates

test('a class that declares private members, and what extends it', () => {
  class Counter {
    #n = 0
    next(): number {
      return ++this.#n
    }
  }
  class Named extends Counter {}
  class Hidden {
    get #x(): number {
      return 1
    }
    has(other: object): boolean {
      return #x in other && this.#x === 1
    }
  }
  expect([Counter, Named, Hidden].map(asks)).toEqual([true, true, true])
})

test('no class that only mentions a #, in a comment, a string or an address', () => {
  // Made from text: what builds the tests takes comments out.
  const commented = new Function('return class { a() { /* spec.whatwg.org/#event-path */ return "#text" } }')()
  expect(commented.toString()).toContain('/#event-path')
  expect(asks(commented)).toBe(false)
})
