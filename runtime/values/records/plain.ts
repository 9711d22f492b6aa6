/** Writes objects and arrays without internal slots, which most objects are. The loops here are the hot ones of a capture. */
import { Attribute, Kind, Tag } from '../format.ts'
import type { GraphWriter } from '../graph-writer.ts'
import { hiddenClassDescribes, mayHaveHoles } from '../hidden-class.ts'
import { openFiles } from '../open-file.ts'
import { getOwnPropertyDescriptor, hasOwn, ownKeys } from '../originals.ts'
import { keysBesideElements } from '../keys-beside.ts'
import { mayHavePrivates } from '../private-fields.ts'
import { available, privateNames } from '../private-names.ts'
import { isIndex, type Shape } from '../shapes.ts'

/** `known`: the shape, where the hidden class told it. */
export const writePlain = (writer: GraphWriter, object: object, known?: Shape): void => {
  writer.out.byte(Kind.object)
  if (known !== undefined) return writer.properties(object, known)
  const shape = writer.shapes.shapeOf(object)
  // The count of enumerable keys is what tells elements later: it must be the count of all keys.
  if (shape.keys.every((key, i) => isEnumerableName(key, shape.attributes[i] as number))) {
    const names = available ? privateNames(object) : undefined
    const privates = names === undefined ? mayHavePrivates(object, writer) : names.length > 0
    writer.shapes.remember(object, shape, { kind: 'plain', privates, ...(names && { names }) })
  }
  writer.properties(object, shape)
}

const isEnumerableName = (key: string | symbol, attributes: number): boolean =>
  typeof key === 'string' && !isIndex(key) && (attributes & Attribute.enumerable) !== 0

export const writeArray = (writer: GraphWriter, array: unknown[], known?: Shape): void => {
  if (known !== undefined) return writeElements(writer, array, known)
  const shape = writer.shapes.shapeOf(array, keysBesideElements(array))
  if (!isRegular(array, shape)) return writeIrregular(writer, array)
  if (shape.keys.length === 0 && !mayHavePrivates(array, writer))
    writer.shapes.remember(array, shape, { kind: 'array', privates: false })
  writeElements(writer, array, shape)
}

/** Extensible, of writable length, each element an ordinary data property. */
const isRegular = (array: unknown[], shape: Shape): boolean => {
  if (!shape.extensible || !getOwnPropertyDescriptor(array, 'length')?.writable) return false
  if (hiddenClassDescribes(array)) return true
  const keys = ownKeys(array)
  for (let i = 0; i < keys.length && isIndex(keys[i] as string); i++) {
    const descriptor = getOwnPropertyDescriptor(array, keys[i] as string) as PropertyDescriptor
    if (!descriptor.writable || !descriptor.enumerable || !descriptor.configurable) return false
  }
  return true
}

/** Frozen arrays, arrays with accessors: elements are properties like all others. */
const writeIrregular = (writer: GraphWriter, array: unknown[]): void => {
  writer.out.byte(Kind.irregularArray)
  writer.out.varint(array.length)
  writer.properties(array, writer.shapes.shapeOf(array))
}

const writeElements = (writer: GraphWriter, array: unknown[], shape: Shape): void => {
  const { out } = writer
  const present = mayHaveHoles(array) ? presentIndices(array) : undefined
  if (present !== undefined) {
    out.byte(Kind.array)
    out.varint(array.length)
    writeWithHoles(writer, array, present)
  } else if (isAllNumbers(array)) {
    out.byte(Kind.numbers)
    out.varint(array.length)
    out.doubles(array)
  } else {
    out.byte(Kind.array)
    out.varint(array.length)
    if (typeof array[0] === 'object') writer.expectNodes(array.length)
    for (let i = 0; i < array.length; i++) writer.value(array[i])
  }
  writer.properties(array, shape)
}

/** Undefined where no index is missing. */
const presentIndices = (array: readonly unknown[]): readonly number[] | undefined => {
  const present: number[] = []
  if (hiddenClassDescribes(array)) {
    for (let i = 0; i < array.length; i++) if (hasOwn(array, i)) present[present.length] = i
  } else {
    // Length says nothing about how much there is.
    const keys = ownKeys(array)
    for (let i = 0; i < keys.length && isIndex(keys[i] as string); i++) present[i] = Number(keys[i])
  }
  return present.length === array.length ? undefined : present
}

const writeWithHoles = (writer: GraphWriter, array: readonly unknown[], present: readonly number[]): void => {
  let next = 0
  for (let i = 0; i <= present.length; i++) {
    const index = i < present.length ? (present[i] as number) : array.length
    if (index > next) writer.out.tagged(Tag.hole, index - next)
    if (i < present.length) writer.value(array[index])
    next = index + 1
  }
}

/** Of which none stands for an open file. */
const isAllNumbers = (array: readonly unknown[]): array is readonly number[] => {
  for (let i = 0; i < array.length; i++) if (typeof array[i] !== 'number') return false
  if (openFiles.size > 0) for (let i = 0; i < array.length; i++) if (openFiles.has(array[i] as number)) return false
  return array.length > 0
}
