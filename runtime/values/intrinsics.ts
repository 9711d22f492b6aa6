/**
 * Names of the objects that every realm has: globals, their members, and those that only syntax leads to (`%TypedArray%`, the
 * prototypes of iterators and generators). Walked by descriptors; a getter is called only for globals known to be harmless.
 */
import { types } from 'node:util'
import { isObject } from './classify.ts'
import { getOwnPropertyDescriptor, getPrototypeOf, ownKeys, SafeSet } from './originals.ts'
import type { Identity } from './object-table.ts'

/** Called with each object and its name; tells whether the name is new, so that its members are to be named too. */
export type Nominate = (object: Identity, name: string) => boolean

/** Reading these loads a network stack or warns. */
export const lazyGlobals: ReadonlySet<string | symbol> = new SafeSet(
  'FormData Headers Request Response WebSocket EventSource CloseEvent MessageEvent navigator Navigator localStorage sessionStorage Storage'.split(
    ' ',
  ),
)

export const nameIntrinsics = (nominate: Nominate): void => {
  nameMembers(Symbol, 'intrinsic:Symbol', nominate, 3)
  for (const [name, object] of hidden()) nameMembers(object, name, nominate, 3)
  const globals = globalThis as object
  nominate(globals, 'intrinsic:globalThis')
  for (const key of ownKeys(globals)) {
    if (typeof key === 'symbol' || lazyGlobals.has(key)) continue
    const descriptor = getOwnPropertyDescriptor(globals, key) as PropertyDescriptor
    const value: unknown = descriptor.get ? Reflect.apply(descriptor.get, globals, []) : descriptor.value
    if (!isObject(value)) continue
    // `process` leads to everything: streams, the environment, the main module.
    nameMembers(value, `intrinsic:${key}`, nominate, key === 'process' ? 1 : 3)
    for (const accessor of [descriptor.get, descriptor.set])
      if (accessor) nominate(accessor, `intrinsic:${key}.${accessor === descriptor.get ? 'get' : 'set'}`)
  }
}

/** Objects are named along data properties, to a depth; accessors by their functions. */
export const nameMembers = (object: object, name: string, nominate: Nominate, depth: number): void => {
  if (types.isProxy(object) || !nominate(object, name) || depth === 0) return
  for (const key of ownKeys(object)) {
    const { value, get, set } = getOwnPropertyDescriptor(object, key) as PropertyDescriptor
    const member = `${name}.${keyText(key)}`
    if (isObject(value)) nameMembers(value, member, nominate, depth - 1)
    else if (typeof value === 'symbol') nominate(value, member)
    // Node keeps some to itself: to its instances they are keys.
    if (typeof key === 'symbol') nominate(key, `${name}@@${key.description ?? ''}`)
    if (get) nominate(get, `${member}.get`)
    if (set) nominate(set, `${member}.set`)
  }
}

const keyText = (key: string | symbol): string => (typeof key === 'string' ? key : `@@${key.description ?? ''}`)

const hidden = (): readonly (readonly [string, object])[] => {
  const prototype = (object: object): object => getPrototypeOf(object) as object
  const generator = function* (): Generator<never> {}
  const asyncGenerator = async function* (): AsyncGenerator<never> {}
  const iterator = prototype(prototype([][Symbol.iterator]()))
  const thrower = getOwnPropertyDescriptor(strictArguments(), 'callee')?.get as object
  return [
    ['%IteratorPrototype%', iterator],
    [
      '%AsyncIteratorPrototype%',
      prototype(prototype(prototype(asyncGenerator).constructor.prototype.prototype as object)),
    ],
    ['%ArrayIteratorPrototype%', prototype([][Symbol.iterator]())],
    ['%MapIteratorPrototype%', prototype(new Map()[Symbol.iterator]())],
    ['%SetIteratorPrototype%', prototype(new Set()[Symbol.iterator]())],
    ['%StringIteratorPrototype%', prototype(''[Symbol.iterator]())],
    ['%RegExpStringIteratorPrototype%', prototype(''.matchAll(/x/g))],
    ['%GeneratorFunction%', prototype(generator).constructor],
    ['%AsyncGeneratorFunction%', prototype(asyncGenerator).constructor],
    ['%AsyncFunction%', prototype(async () => undefined).constructor],
    ['%TypedArray%', prototype(Uint8Array)],
    ['%ThrowTypeError%', thrower],
  ].map(([name, object]) => [`intrinsic:${name as string}`, object as object] as const)
}

function strictArguments(): object {
  // biome-ignore lint/complexity/noArguments: its thrower is what is wanted
  return arguments
}
