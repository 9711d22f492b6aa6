/**
 * Writes functions and classes. Their text stands for them where it says all; what a closure holds is written as scopes,
 * readable but not storable, because no text puts it back; for elsewhere, as what it uses of them. Methods that came with their class are its parts, not texts.
 */
import { createHash } from 'node:crypto'
import type { CodeFacts } from '../code/code-facts.ts'
import type { MethodPlace } from '../code/method-owners.ts'
import { writtenName } from '../code/compiled-names.ts'
import { isNative } from '../classify.ts'
import { Kind } from '../format.ts'
import type { GraphWriter } from '../graph-writer.ts'
import { functionText, getOwnPropertyDescriptor, getPrototypeOf, hasOwn } from '../originals.ts'
import type { Captured } from '../code/captured.ts'
import { bindsThis, writeBound } from './bound.ts'
import { settlement } from './hidden.ts'

type Function = () => unknown

export const writeFunction = (writer: GraphWriter, fn: Function): void => {
  if (isNative(fn)) return writeNative(writer, fn)
  if (writer.isHung(fn)) return writeHung(writer, fn)
  const facts = writer.sources.factsOf(fn)
  writer.mention(facts.boxes)
  if (facts.class !== undefined) writer.methods.register(fn, facts.class)
  let place = writer.methods.placeOf(fn)
  const captured = place === undefined ? writer.captured.of(fn, facts) : undefined
  if (captured !== undefined) place = placeInCaptured(writer, fn, captured)
  if (place !== undefined) return writeMethod(writer, fn, place)
  if (facts.class !== undefined) writeClass(writer, fn, facts)
  else writeText(writer, fn, facts)
  writeScopes(writer, fn, facts, captured)
  // Whoever holds an arrow function's `this` may be changed through it.
  if (facts.holdsThis) writer.unreadable(`a function that uses the 'this' of where it was made`)
  else writer.markCode()
  writer.properties(fn, writer.shapes.shapeOf(fn))
}

/** A method that mentions its class by name captures that name, and comes back with the class all the same. */
const placeInCaptured = (writer: GraphWriter, fn: Function, { scopes }: Captured): MethodPlace | undefined => {
  for (const { values } of scopes) {
    for (const value of values) {
      if (typeof value !== 'function' || isNative(value)) continue
      const parts = writer.sources.factsOf(value).class
      if (parts !== undefined) writer.methods.register(value, parts)
    }
  }
  return writer.methods.placeOf(fn)
}

const writeMethod = (writer: GraphWriter, fn: Function, { owner, static: isStatic, key, role }: MethodPlace): void => {
  const { out } = writer
  notePrototype(writer, fn)
  out.byte(Kind.method)
  writer.value(owner)
  out.byte((isStatic ? 1 : 0) | (role === 'get' ? 2 : role === 'set' ? 4 : 0))
  writer.value(key)
  writer.markCode()
  writer.properties(fn, writer.shapes.shapeOf(fn))
}

const writeHung = (writer: GraphWriter, fn: Function): void => {
  const digest = createHash('sha256').update(functionText(fn)).digest()
  writer.out.byte(Kind.function)
  writer.source(fn, digest)
  writer.out.payload({ pieces: [], digest })
  writer.out.varint(0)
  writer.unstorable('a function of a package')
  writer.markCode()
  writer.properties(fn, writer.shapes.shapeOf(fn))
}

const writeText = (writer: GraphWriter, fn: Function, facts: CodeFacts): void => {
  writer.out.byte(Kind.function)
  writeSource(writer, fn, facts)
  notePrototype(writer, fn)
  // Strict code can't make a sloppy function; only these have the two properties.
  if (hasOwn(fn, 'caller')) writer.unstorable('a function in sloppy mode')
}

/** Nothing leads back from a generator's to its function. */
const notePrototype = (writer: GraphWriter, fn: Function): void => {
  const prototype = getOwnPropertyDescriptor(fn, 'prototype')?.value as unknown
  if (typeof prototype === 'object' && prototype !== null && !hasOwn(prototype, 'constructor'))
    writer.prototypes.set(prototype, fn)
}

const writeClass = (writer: GraphWriter, fn: Function, facts: CodeFacts): void => {
  writer.out.byte(Kind.class)
  writeSource(writer, fn, facts)
  const parent = getPrototypeOf(fn) as object
  const prototype = getOwnPropertyDescriptor(fn, 'prototype')?.value as object
  // `extends null` leaves the class itself a plain function.
  writer.value(facts.class?.extends ? (getPrototypeOf(prototype) === null ? null : parent) : undefined)
}

const writeSource = (writer: GraphWriter, fn: Function, facts: CodeFacts): void => {
  const { digest } = facts
  const bytes = writer.sources.bytesOf(facts)
  writer.source(fn, digest)
  if (bytes === undefined) writer.unstorable(facts.whyNot ?? 'a function whose reads could not be followed')
  writer.out.payload({ pieces: bytes === undefined ? [] : [bytes], digest })
}

const writeScopes = (writer: GraphWriter, fn: Function, facts: CodeFacts, captured: Captured | undefined): void => {
  if (captured === undefined) {
    writer.out.varint(0)
    return writer.unreadable('one of too many closures')
  }
  if (captured.module !== undefined) writer.mentionPlace(captured.module)
  const names = captured.scopes.flatMap(scope => scope.names.filter(name => facts.free.includes(name)))
  const isCopied = writer.forElsewhere && names.length > 0
  const scopes = isCopied ? [writer.captured.usedBy(fn, captured, facts)] : captured.scopes
  writer.out.varint(scopes.length)
  for (let i = 0; i < scopes.length; i++) writer.value(scopes[i])
  const isConstant = scopes.every(scope => scope.isConstant)
  const whyNot = isCopied ? whyNotCopied(facts, names) : isConstant ? undefined : whyNotStored(facts, names)
  if (whyNot !== undefined) writer.unstorable(whyNot)
  else if (captured.module !== undefined) writer.unstorable(`a ${whatIs(facts)} that uses variables of its module`)
}

const whyNotStored = (facts: CodeFacts, captured: readonly string[]): string | undefined =>
  captured.length > 0 ? `a ${whatIs(facts)} that captures ${captured.map(writtenName).join(', ')}` : undefined

/** Elsewhere it has the variables for itself, as they are now; one that it changes, others here would have to see. */
const whyNotCopied = (facts: CodeFacts, captured: readonly string[]): string | undefined => {
  if (facts.class !== undefined || captured.includes('arguments')) return whyNotStored(facts, captured)
  const changed = captured.filter(name => facts.assigned.includes(name))
  return changed.length > 0
    ? `a function that changes ${changed.map(writtenName).join(', ')}, which it captures`
    : undefined
}

const whatIs = (facts: CodeFacts): string => (facts.class === undefined ? 'function' : 'class')

const writeNative = (writer: GraphWriter, fn: Function): void => {
  if (bindsThis(writer, fn)) return writeBound(writer, fn)
  writer.out.byte(Kind.opaque)
  writer.value(settlement)
  writer.unreadable('a native function')
  writer.properties(fn, writer.shapes.shapeOf(fn))
}
