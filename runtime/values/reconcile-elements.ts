/** Puts back the elements of arrays and the entries of collections, writing only what differs. */
import { hiddenClassDescribes } from './hidden-class.ts'
import {
  defineProperty,
  getOwnPropertyDescriptor,
  hasOwn,
  mapClear,
  mapDelete,
  mapForEach,
  mapSet,
  ownKeys,
  SafeMap,
  same,
  setAdd,
  setClear,
  setDelete,
  setForEach,
} from './originals.ts'
import type { Options, Result } from './reconcile.ts'
import { Hole } from './records/record.ts'
import { isIndex } from './shapes.ts'

/** Elements of a regular array: ordinary data, holes in runs. */
export const reconcileElements = (
  array: unknown[],
  length: number,
  elements: readonly unknown[],
  { dry }: Options,
): Result => {
  let result: Result = 'same'
  if (array.length !== length) {
    if (!getOwnPropertyDescriptor(array, 'length')?.writable) return 'impossible'
    if (!dry) array.length = length
    result = 'changed'
  }
  const fast = hiddenClassDescribes(array) && Object.isExtensible(array)
  let index = 0
  for (let i = 0; i < elements.length; i++) {
    const element = elements[i]
    if (Hole.is(element)) {
      if (emptied(array, index, index + element.count, dry)) result = 'changed'
      index += element.count
    } else {
      if (!isOrdinaryElement(array, index, element, fast)) {
        if (
          !dry &&
          !Reflect.defineProperty(array, index, {
            value: element,
            writable: true,
            enumerable: true,
            configurable: true,
          })
        )
          return 'impossible'
        if (dry && !canDefine(array, index)) return 'impossible'
        result = 'changed'
      }
      index++
    }
  }
  return result
}

const isOrdinaryElement = (array: readonly unknown[], index: number, value: unknown, fast: boolean): boolean => {
  if (fast) return hasOwn(array, index) && same(array[index], value)
  const descriptor = getOwnPropertyDescriptor(array, index)
  if (descriptor === undefined || !('value' in descriptor) || !same(descriptor.value, value)) return false
  return descriptor.writable === true && descriptor.enumerable === true && descriptor.configurable === true
}

const canDefine = (array: readonly unknown[], index: number): boolean => {
  const descriptor = getOwnPropertyDescriptor(array, index)
  return descriptor === undefined ? Object.isExtensible(array) : descriptor.configurable === true
}

/** Whether there was something to remove. */
const emptied = (array: unknown[], from: number, to: number, dry: boolean): boolean => {
  let found = false
  const keys = ownKeys(array)
  for (let i = 0; i < keys.length && isIndex(keys[i] as string); i++) {
    const index = Number(keys[i])
    if (index < from || index >= to) continue
    found = true
    if (!dry) delete array[index]
  }
  return found
}

export const fillElements = (array: unknown[], length: number, elements: readonly unknown[]): void => {
  for (let i = 0; i < elements.length; i++) {
    const element = elements[i]
    if (Hole.is(element)) array.length += element.count
    else defineElement(array, element)
  }
  array.length = length
}

const defineElement = (array: unknown[], value: unknown): void => {
  const index = array.length
  // A setter may stand at this index of a prototype.
  if (index in array) defineProperty(array, index, { value, writable: true, enumerable: true, configurable: true })
  else array[index] = value
}

export const reconcileMap = (
  map: Map<unknown, unknown>,
  entries: readonly (readonly [unknown, unknown])[],
  { dry }: Options,
): Result => {
  let at = 0
  let sameKeys = true
  let sameValues = true
  mapForEach(map, (value, key) => {
    const entry = entries[at++]
    sameKeys &&= entry !== undefined && same(entry[0], key)
    sameValues &&= entry !== undefined && same(entry[1], value)
  })
  sameKeys &&= at === entries.length
  if (sameKeys && sameValues) return 'same'
  if (dry) return 'changed'
  const surplus = sameKeys ? [] : surplusKeys(mapKeys(map), mapKeysOf(entries))
  if (surplus === undefined) mapClear(map)
  else for (let i = 0; i < surplus.length; i++) mapDelete(map, surplus[i])
  for (let i = 0; i < entries.length; i++) {
    const [key, value] = entries[i] as readonly [unknown, unknown]
    mapSet(map, key, value)
  }
  return 'changed'
}

export const reconcileSet = (set: Set<unknown>, members: readonly unknown[], { dry }: Options): Result => {
  let at = 0
  let equal = true
  setForEach(set, member => {
    equal &&= same(member, members[at++])
  })
  if (equal && at === members.length) return 'same'
  if (dry) return 'changed'
  const surplus = surplusKeys(setMembers(set), members)
  if (surplus === undefined) setClear(set)
  else for (let i = 0; i < surplus.length; i++) setDelete(set, surplus[i])
  for (let i = 0; i < members.length; i++) setAdd(set, members[i])
  return 'changed'
}

/**
 * What has to go so that the rest is the start of what is wanted, in its order: an iterator over the collection, which nobody can move,
 * then still stands where it stood. Undefined where the order differs.
 */
const surplusKeys = (present: readonly unknown[], wanted: readonly unknown[]): readonly unknown[] | undefined => {
  const places = new SafeMap<unknown, number>()
  for (let i = 0; i < wanted.length; i++) places.set(wanted[i], i)
  const surplus: unknown[] = []
  let next = 0
  for (let i = 0; i < present.length; i++) {
    const place = places.get(present[i])
    if (place === undefined) surplus[surplus.length] = present[i]
    else if (place !== next++) return undefined
  }
  return surplus
}

const mapKeys = (map: Map<unknown, unknown>): readonly unknown[] => {
  const keys: unknown[] = []
  mapForEach(map, (_, key) => {
    keys[keys.length] = key
  })
  return keys
}

const mapKeysOf = (entries: readonly (readonly [unknown, unknown])[]): readonly unknown[] => {
  const keys: unknown[] = []
  for (let i = 0; i < entries.length; i++) keys[i] = (entries[i] as readonly [unknown, unknown])[0]
  return keys
}

const setMembers = (set: Set<unknown>): readonly unknown[] => {
  const members: unknown[] = []
  setForEach(set, member => {
    members[members.length] = member
  })
  return members
}
