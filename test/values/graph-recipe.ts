/**
 * Random object graphs as recipes: a recipe is plain data, so the same graph can be built twice, changed in one place, or changed in
 * place after it was built. Nodes refer to each other by number, so sharing and cycles come by themselves.
 */
import fc from 'fast-check'

export type Part = { readonly is: 'value'; readonly value: unknown } | { readonly is: 'node'; readonly number: number }

const kinds = [
  'object',
  'null',
  'class',
  'array',
  'sparse',
  'map',
  'set',
  'date',
  'regexp',
  'error',
  'bytes',
  'floats',
  'boxed',
  'symbol',
  'frozen',
  'hidden',
  'accessor',
] as const

export interface NodeRecipe {
  readonly kind: (typeof kinds)[number]
  readonly parts: readonly (readonly [string, Part])[]
  readonly seed: number
}
export type Recipe = readonly NodeRecipe[]

const primitive = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constantFrom(0, -0, NaN, Infinity, undefined, null, true, false, 2 ** 31, -(2 ** 30), 2 ** 53),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\ud800', 'é', '𝒳', '\0', '__proto__'),
  fc.bigInt(),
  fc.constantFrom(Symbol.iterator, Symbol.for('shared'), Math.max, Array.prototype, Promise),
)
const key = fc.oneof(
  fc.constantFrom('a', 'b', 'c', 'length', '__proto__', 'constructor', '0', '7', '4294967295', 'then', 'toJSON'),
  fc.string({ maxLength: 3 }),
)
const part = (size: number): fc.Arbitrary<Part> =>
  fc.oneof(
    primitive.map(value => ({ is: 'value', value }) as const),
    fc.nat(size - 1).map(number => ({ is: 'node', number }) as const),
  )
const node = (size: number): fc.Arbitrary<NodeRecipe> =>
  fc.record({
    kind: fc.constantFrom(...kinds),
    parts: fc.array(fc.tuple(key, part(size)), { maxLength: 6 }),
    seed: fc.nat(1000),
  })

/** Node 0 is the root. */
export const recipes: fc.Arbitrary<Recipe> = fc
  .integer({ min: 1, max: 12 })
  .chain(size => fc.array(node(size), { minLength: size, maxLength: size }))

class Pair {
  left = 1
}

const shell = ({ kind, seed }: NodeRecipe): object | symbol => {
  switch (kind) {
    case 'null':
      return Object.create(null) as object
    case 'class':
      return new Pair()
    case 'array':
    case 'sparse':
      return []
    case 'map':
      return new Map()
    case 'set':
      return new Set()
    case 'date':
      return new Date(seed)
    case 'regexp':
      return new RegExp(`x{${seed}}`, seed % 2 === 0 ? 'g' : 'iu')
    case 'error':
      return Object.defineProperty(new TypeError(`m${seed}`), 'stack', { value: `at ${seed}` })
    case 'bytes':
      return new Uint8Array(new ArrayBuffer(seed)).fill(seed, 1)
    case 'floats':
      return Float64Array.from({ length: seed % 300 }, (_, i) => i / (seed + 1))
    case 'boxed':
      return Object(seed % 2 === 0 ? `s${seed}` : seed) as object
    case 'symbol':
      return Symbol(`y${seed}`)
    default:
      return {}
  }
}

const define = (object: object, name: string | symbol, value: unknown, attributes = {}): void => {
  Reflect.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true, ...attributes })
}

const fill = (target: object | symbol, { kind, parts }: NodeRecipe, valueOf: (part: Part) => unknown): void => {
  if (typeof target === 'symbol') return
  parts.forEach(([name, one], i) => {
    const value = valueOf(one)
    if (kind === 'array') (target as unknown[]).push(value)
    else if (kind === 'sparse') (target as unknown[])[i * 3] = value
    else if (kind === 'map') (target as Map<unknown, unknown>).set(i % 2 === 0 ? name : value, value)
    else if (kind === 'set') (target as Set<unknown>).add(value)
    else if (kind === 'hidden')
      define(target, typeof value === 'symbol' ? value : name, value, {
        enumerable: i % 2 === 0,
        configurable: i % 3 === 0,
      })
    else if (kind === 'accessor')
      Reflect.defineProperty(target, name, { get: Pair as never, enumerable: true, configurable: true })
    else define(target, ArrayBuffer.isView(target) ? `p${name}` : name, value)
  })
  if (kind === 'frozen') Object.freeze(target)
}

/** The nodes; the first is the root. */
export const build = (recipe: Recipe): readonly (object | symbol)[] => {
  const nodes = recipe.map(shell)
  const valueOf = (one: Part): unknown => (one.is === 'value' ? one.value : nodes[one.number])
  for (const [i, one] of recipe.entries()) fill(nodes[i] as object, one, valueOf)
  return nodes
}

export type Change = 'add' | 'set' | 'delete' | 'content' | 'prototype'
export const changes: fc.Arbitrary<readonly (readonly [number, Change, number])[]> = fc.array(
  fc.tuple(fc.nat(11), fc.constantFrom<Change>('add', 'set', 'delete', 'content', 'prototype'), fc.nat(50)),
  { minLength: 1, maxLength: 6 },
)

/** Changes an object in place, if it can be; whether it did. */
export const change = (target: object | symbol | undefined, how: Change, seed: number): boolean => {
  if (typeof target !== 'object' || target === null) return false
  const keys = Reflect.ownKeys(target).filter(k => Object.getOwnPropertyDescriptor(target, k)?.configurable)
  switch (how) {
    case 'add':
      return Reflect.defineProperty(target, `new${seed}`, {
        value: { seed },
        writable: true,
        enumerable: seed % 2 === 0,
        configurable: true,
      })
    case 'set': {
      const key = keys[seed % keys.length]
      return (
        key !== undefined &&
        Reflect.defineProperty(target, key, {
          value: `set${seed}`,
          writable: true,
          enumerable: true,
          configurable: true,
        })
      )
    }
    case 'delete': {
      const key = keys[seed % keys.length]
      return key !== undefined && Reflect.deleteProperty(target, key)
    }
    case 'prototype':
      return Object.isExtensible(target) && Reflect.setPrototypeOf(target, { seed })
    case 'content':
      return changeContent(target, seed)
  }
}

const changeContent = (target: object, seed: number): boolean => {
  if (target instanceof Map) target.set(`k${seed}`, seed)
  else if (target instanceof Set) target.add(`k${seed}`)
  else if (target instanceof Date) target.setTime(seed + 5000)
  else if (target instanceof RegExp) target.lastIndex = seed + 1
  else if (target instanceof Uint8Array && target.length > 0)
    target[seed % target.length] = (target[seed % target.length] as number) + 1
  else if (Array.isArray(target) && Object.isExtensible(target)) target[target.length] = { seed }
  else return false
  return true
}
