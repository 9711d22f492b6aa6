/**
 * The own keys of arrays and typed arrays that are no elements. Listing all keys of a large one takes a string for each element, so
 * those that look like a fresh one (by hidden class) are known to have none.
 */
import { types } from 'node:util'
import { viewTypes } from './format.ts'
import { haveSameHiddenClass } from './hidden-class.ts'
import { isArray, ownKeys } from './originals.ts'
import { isIndex } from './shapes.ts'

const holey = (element: unknown): unknown[] => {
  const array: unknown[] = new Array(2)
  array[0] = element
  return array
}

/** One of each kind of elements that V8 tells apart. */
const freshArrays: readonly object[] = [[1], ['a'], [1.5], new Array(1), holey(1.5), holey('a'), []]
const freshViews: readonly object[] = [
  ...viewTypes.flatMap(type => {
    const constructor = (globalThis as unknown as Record<string, new (buffer: ArrayBuffer) => object>)[type]
    return type === 'DataView' || constructor === undefined ? [] : [new constructor(new ArrayBuffer(8))]
  }),
  Buffer.from([1]),
]

/** An array or typed array without own keys beside its elements, extensible, with ordinary elements. */
const isFresh = (object: object): boolean => {
  const alike = isArray(object) ? freshArrays : freshViews
  for (let i = 0; i < alike.length; i++) if (haveSameHiddenClass(object, alike[i] as object)) return true
  return false
}

/** `length` of an array counts as an element. */
export const keysBesideElements = (object: object): readonly (string | symbol)[] => {
  if (isFresh(object)) return []
  if (isArray(object)) return ownKeys(object).filter(key => key !== 'length' && !isIndex(key))
  return types.isTypedArray(object) ? ownKeys(object).filter(key => !isIndex(key)) : ownKeys(object)
}

/** Of a String object, whose characters are elements. */
export const keysBesideText = (text: string): readonly (string | symbol)[] =>
  ownKeys(text as unknown as object).filter(key => key !== 'length' && !(isIndex(key) && Number(key) < text.length))

export const keysBesideStack = (error: object): readonly (string | symbol)[] =>
  ownKeys(error).filter(key => key !== 'stack')
