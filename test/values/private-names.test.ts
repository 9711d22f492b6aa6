/** Which classes may have private fields: all that have, and few that only write a `#` somewhere. */
import { runInThisContext } from 'node:vm'
import { expect, it } from 'vitest'
import { Inheritance } from '../../runtime/values/inheritance.ts'

/** Of the class as written: evaluated, because a formatter would change the spelling. */
const privates = (source: string): boolean =>
  new Inheritance().of(runInThisContext(`(${source})`).prototype as object).privates

it.each([
  'class { #a = 1 }',
  'class {static#a = 1}',
  'class {get#a() { return 1 }}',
  'class { *#a() {} ; #b }',
  'class { x = "s"\n#a }',
  'class { x = `s`;#a }',
  'class { x = /r/;#a }',
  'class {/* c */#a = 1}',
  'class { #π = 1 }',
  'class { #\\u0061 = 1 }',
  'class { static is(o) { return!(#a in o) } #a }',
])('%s has', source => {
  expect(privates(source)).toBe(true)
})

it.each(["class { name = '#text' }", 'class { /** see https://x.org/#dom */ a() { return "#b" } }', 'class {}'])(
  '%s has none',
  source => {
    expect(privates(source)).toBe(false)
  },
)
