/**
 * Shapes: prototype, extensibility, keys and attributes of an object's own properties, without their values. Equal shapes are
 * one object, so that the format writes each once; a shape is found again by V8's hidden class where that tells all, and
 * otherwise by looking at every descriptor. Nothing here reads a property's value.
 */
import { Attribute } from './format.ts'
import { haveSameHiddenClass, hiddenClassDescribes } from './hidden-class.ts'
import { getOwnPropertyDescriptor, getPrototypeOf, isExtensible, ownKeys, SafeMap } from './originals.ts'
import type { Identity } from './object-table.ts'

export interface Shape {
  /** Place in the table that made it. */
  readonly id: number
  readonly prototype: object | null
  readonly extensible: boolean
  readonly keys: readonly (string | symbol)[]
  readonly attributes: readonly number[]
}

/** What is known of an object at first sight: a kind of the caller's choice goes with the shape. */
interface Exemplar<K> {
  readonly object: object
  readonly shape: Shape
  readonly kind: K
}

/** hidden classes remembered at a time, most recent first */
const exemplarLimit = 8

/** Lives as long as one capture: exemplars are values of the user's, not to be held on to. */
export class ShapeTable<K> {
  readonly #shapes = new SafeMap<string, Shape>()
  readonly #identities = new SafeMap<Identity, number>()
  readonly #exemplars: Exemplar<K>[] = []
  #count = 0

  /** The shape and kind of an object of a hidden class met before, provided that it has no elements. */
  recall(object: object): Exemplar<K> | undefined {
    const exemplars = this.#exemplars
    for (let i = 0; i < exemplars.length; i++) {
      const exemplar = exemplars[i] as Exemplar<K>
      if (!haveSameHiddenClass(object, exemplar.object)) continue
      if (i > 0) {
        exemplars[i] = exemplars[i - 1] as Exemplar<K>
        exemplars[i - 1] = exemplar
      }
      return exemplar
    }
    return undefined
  }

  /** Lets `recall` find objects like this one. */
  remember(object: object, shape: Shape, kind: K): void {
    if (!hiddenClassDescribes(object)) return
    const exemplars = this.#exemplars
    if (exemplars.length < exemplarLimit) exemplars[exemplars.length] = { object, shape, kind }
    else exemplars[exemplarLimit - 1] = { object, shape, kind }
  }

  /** Looks at own properties: all, or those that the kind doesn't tell by itself (elements, `length`). */
  shapeOf(object: object, own: readonly (string | symbol)[] = ownKeys(object)): Shape {
    const prototype = getPrototypeOf(object) as object | null
    const extensible = isExtensible(object)
    const keys: (string | symbol)[] = []
    const attributes: number[] = []
    let text = `${prototype === null ? '' : this.#numberOf(prototype)}${extensible ? '' : '!'}`
    for (let i = 0; i < own.length; i++) {
      const key = own[i] as string | symbol
      const bits = attributesOf(getOwnPropertyDescriptor(object, key) as PropertyDescriptor)
      const { length } = keys
      keys[length] = key
      attributes[length] = bits
      if (typeof key === 'string') {
        text += `,${bits}:${key.length}:${key}`
      } else {
        text += `,${bits}@${this.#numberOf(key)}`
      }
    }
    let shape = this.#shapes.get(text)
    if (shape === undefined) {
      shape = { id: this.#count++, prototype, extensible, keys, attributes }
      this.#shapes.set(text, shape)
    }
    return shape
  }

  #numberOf(identity: Identity): number {
    let number = this.#identities.get(identity)
    if (number === undefined) this.#identities.set(identity, (number = this.#identities.size))
    return number
  }
}

/**
 * Objects of one hidden class differ only in whether they have elements, which come first in any enumeration. Asks without
 * allocating, for shapes whose properties are enumerable and under names.
 */
export const hasElementsBeside = (object: object, shape: Shape): boolean => {
  for (const first in object) return first !== shape.keys[0]
  return shape.keys.length > 0
}

export const attributesOf = (descriptor: PropertyDescriptor): number =>
  (descriptor.enumerable ? Attribute.enumerable : 0) |
  (descriptor.configurable ? Attribute.configurable : 0) |
  ('value' in descriptor ? (descriptor.writable ? Attribute.writable : 0) : Attribute.accessor)

/** "0" … "4294967294" */
export const isIndex = (key: string | symbol): boolean => {
  if (typeof key !== 'string' || key.length === 0 || key.length > 10) return false
  for (let i = 0; i < key.length; i++) {
    const unit = key.charCodeAt(i)
    if (unit < 48 || unit > 57) return false
  }
  return key.length === 1 || (key.charCodeAt(0) !== 48 && Number(key) < 2 ** 32 - 1)
}
