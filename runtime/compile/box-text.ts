/**
 * How compiled code spells boxes and marks (compiled.ts). Names come in, text goes out. Its only reader is native-message.ts, which takes
 * names back out of what V8 says of that text: what changes here changes there.
 */
import type { Name } from '../brand.ts'
import { sharedPrefix } from './compiled.ts'
import { read, written } from './mark-bits.ts'

export const boxOf = (name: Name): string => `$$${name}`
export const valueOf = (name: Name): string => `$$${name}.v`
/** What a declaration assigns to. */
export const declaredOf = (name: Name): string => `$$${name}.let`

/** Of a variable that closures share. */
export const sharedBoxOf = (name: Name): string => `${sharedPrefix}${name}`

/** Empty when nothing is to be marked. What is marked already is only looked at: a store to the marks in each call of a function costs more. */
export const markText = (mark: number, bits: number): string => {
  const at = `$$0m[${mark}]`
  if (bits & written) return `${at}>1||(${bits & read ? `${at}=3` : `${at}|=2`})`
  return bits & read ? `${at}||(${at}=1)` : ''
}

/** A place to assign to that refuses: a constant of the same cell. */
export const constantTarget = (name: Name): string =>
  `({get v(){return ${valueOf(name)}},set v($$0_){throw new TypeError("Assignment to constant variable.")}}).v`

/** A place in a pattern that marks when the value is put there, not before: a default or an iterator may still read the name. */
export const markingTarget = (place: string, marks: string): string => `({set v($$0_){${place}=$$0_;${marks}}}).v`

/** Parts of an object that gives an anonymous function its name, as a declaration of that name would have. */
export const naming = (name: Name): { readonly before: string; readonly after: string } =>
  name === '__proto__'
    ? { before: '{["__proto__"]:', after: '}["__proto__"]' }
    : { before: `{${name}:`, after: `}.${name}` }
