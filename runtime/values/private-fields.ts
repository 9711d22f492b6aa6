/**
 * The private fields of one object, as a node of the graph: they are none of its properties, and its class's alone to use. They are put
 * back where the object has the very same ones, in the same order; no field is ever taken from an object.
 */
import type { PrivateLayouts } from './code/private-layouts.ts'
import type { Sources } from './code/sources.ts'
import { UnmadeError } from './errors.ts'
import type { Inheritance } from './inheritance.ts'
import type { Inspector } from './inspector.ts'
import type { Identity } from './object-table.ts'
import { getPrototypeOf, same, SafeWeakMap, symbolDescription } from './originals.ts'
import { available, hasPrivateNames, isField, privateNames, readPrivate, writePrivate } from './private-names.ts'
import type { Options, Result } from './reconcile.ts'

/** Name (`#n`) and value. */
type Field = readonly [name: unknown, value: unknown]

/** Stands in the graph for the private state of one object. */
export class PrivateFields {
  readonly #object: object
  fields: readonly Field[] = []
  /** Of these and of its classes; none where V8 doesn't tell. */
  names: readonly symbol[] = []

  constructor(object: object) {
    this.#object = object
  }

  get object(): object {
    return this.#object
  }

  /** `instanceof` would ask a proxy for its prototype. */
  static is(node: object): node is PrivateFields {
    return #object in node
  }
}

/** Without V8's natives, its class says whether it may have some: asking the inspector takes 60 µs. */
export const mayHavePrivates = (
  object: object,
  { sources, inheritance }: { readonly sources: Sources; readonly inheritance: Inheritance },
): boolean => {
  if (available) return hasPrivateNames(object)
  if (typeof object === 'function') return sources.factsOf(object).class?.privates !== undefined
  return inheritance.of(getPrototypeOf(object) as object | null).privates
}

/** What is known beforehand, if anything is. */
interface Foreseen {
  /** Their node, where nothing has changed. */
  readonly expected: Identity | undefined
  /** Those of its hidden class. */
  readonly names: readonly symbol[] | undefined
}

export class PrivateFieldsOf {
  readonly #inspector: Inspector
  readonly #known = new SafeWeakMap<object, PrivateFields>()

  constructor(inspector: Inspector) {
    this.#inspector = inspector
  }

  /** As they are now; undefined where the object has neither private fields nor methods. */
  read(object: object, { expected, names: known }: Foreseen): PrivateFields | undefined {
    const names = known ?? (available ? privateNames(object) : [])
    if (available && names.length === 0) return undefined
    const fields = available ? fieldsOf(object, names) : this.#inspector.privateFields(object)
    if (names.length === 0 && fields.length === 0) return undefined
    const isExpected = typeof expected === 'object' && PrivateFields.is(expected) && expected.object === object
    const state = isExpected ? expected : this.of(object)
    state.fields = fields
    state.names = names
    return state
  }

  /** The one node for this object. */
  of(object: object): PrivateFields {
    let state = this.#known.get(object)
    if (state === undefined) this.#known.set(object, (state = new PrivateFields(object)))
    return state
  }
}

const fieldsOf = (object: object, names: readonly symbol[]): readonly Field[] => {
  const fields: Field[] = []
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as symbol
    if (isField(name)) fields[fields.length] = [symbolDescription(name), readPrivate(object, name)]
  }
  return fields
}

export const reconcilePrivateFields = (
  { object }: Pick<PrivateFields, 'object'>,
  wanted: readonly Field[],
  inspector: Inspector,
  { dry }: Options,
): Result => {
  const names = available ? privateNames(object).filter(isField) : []
  const now = available ? fieldsOf(object, names) : inspector.privateFields(object)
  if (now.length !== wanted.length || !wanted.every(([name], i) => now[i]?.[0] === name)) return 'impossible'
  if (wanted.every(([, value], i) => same(now[i]?.[1], value))) return 'same'
  if (!available) return 'impossible'
  for (let i = 0; i < names.length && !dry; i++) writePrivate(object, names[i] as symbol, wanted[i]?.[1])
  return 'changed'
}

/** Of a new object, or of a new class, which has its own by itself. */
export const fillPrivateFields = (
  { object }: Pick<PrivateFields, 'object'>,
  fields: readonly Field[],
  install: ReturnType<PrivateLayouts['installer']>,
  inspector: Inspector,
): void => {
  if (!available) throw new UnmadeError('this Node does not let private fields be written')
  if (typeof object !== 'function') return install(object, fields)
  if (reconcilePrivateFields({ object }, fields, inspector, { dry: false }) === 'impossible')
    throw new UnmadeError('its class has other private fields')
}
