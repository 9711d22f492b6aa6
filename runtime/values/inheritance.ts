/**
 * What objects are by whom they inherit from: kinds without a test of their own show in the prototype chain, as do classes with
 * private fields. Each prototype is asked once a capture, because chains can be long and can change between captures.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { types } from 'node:util'
import { isNative, type ObjectKind } from './classify.ts'
import { codeFacts } from './code/code-facts.ts'
import { isFormatPrototype } from './intl-formats.ts'
import { functionText, getOwnPropertyDescriptor, getPrototypeOf, SafeMap, SafeSet } from './originals.ts'

export interface Inherited {
  readonly kind: ObjectKind
  /** Instances may have private fields: asking the inspector whether they do takes 60 µs each. */
  readonly privates: boolean
}

/** Told of each class in a chain of prototypes. */
export type MeetClass = (prototype: object, maker: () => unknown) => void

const nothing: Inherited = { kind: 'plain', privates: false }

export class Inheritance {
  readonly #known = new SafeMap<object, Inherited>()
  readonly #meet: MeetClass

  constructor(meet: MeetClass = () => undefined) {
    this.#meet = meet
  }

  of(prototype: object | null): Inherited {
    const chain: object[] = []
    let at = prototype
    while (at !== null && !this.#known.has(at) && !types.isProxy(at)) {
      chain[chain.length] = at
      at = getPrototypeOf(at) as object | null
    }
    // A proxy among the prototypes can answer as it likes.
    let inherited = at === null ? nothing : (this.#known.get(at) ?? { kind: 'opaque', privates: false })
    for (let i = chain.length - 1; i >= 0; i--) {
      inherited = this.#from(chain[i] as object, inherited)
      this.#known.set(chain[i] as object, inherited)
    }
    return inherited
  }

  #from(prototype: object, above: Inherited): Inherited {
    const constructor = getOwnPropertyDescriptor(prototype, 'constructor')?.value as unknown
    const maker =
      typeof constructor === 'function' && !types.isProxy(constructor) ? (constructor as () => unknown) : undefined
    if (maker !== undefined) this.#meet(prototype, maker)
    const kind = kindBy(prototype, maker) ?? above.kind
    const privates = above.privates || (maker !== undefined && declaresPrivates(maker))
    return kind === above.kind && privates === above.privates ? above : { kind, privates }
  }
}

/** Built-in constructors whose instances have no slots, or only those that `bySlot` tells. */
const transparent = new SafeSet<object>([
  ...[
    Object,
    Array,
    Function,
    Map,
    Set,
    Date,
    RegExp,
    ArrayBuffer,
    SharedArrayBuffer,
    DataView,
    Promise,
    WeakMap,
    WeakSet,
  ],
  ...[Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, AggregateError],
  ...[Number, String, Boolean, BigInt, Symbol, Uint8Array, Int8Array, Uint8ClampedArray, Uint16Array, Int16Array],
  ...[Uint32Array, Int32Array, Float32Array, Float64Array, BigInt64Array, BigUint64Array],
])
/** Whether one is in use is known to Node, not to it. */
const storagePrototype = AsyncLocalStorage.prototype
const weakRefPrototype = WeakRef.prototype
const urlPrototype = URL.prototype
const paramsPrototype = URLSearchParams.prototype

/** Native constructors that we don't know make objects with slots that nobody can read. */
const kindBy = (prototype: object, maker: (() => unknown) | undefined): ObjectKind | undefined => {
  if (prototype === weakRefPrototype) return 'weakRef'
  if (prototype === urlPrototype) return 'url'
  if (prototype === paramsPrototype) return 'urlSearchParams'
  if (prototype === storagePrototype) return 'opaque'
  if (isFormatPrototype(prototype)) return 'intl'
  if (maker !== undefined && !transparent.has(maker) && isNative(maker)) return 'opaque'
  return isNamelessBuiltin(prototype) ? 'opaque' : undefined
}

/** No `#` of a private name comes right after a quote or, but for a comment's end, a slash: those are of strings and addresses. */
const mayHavePrivates = /(?:^|[^'"`/]|\*\/)#[\p{ID_Start}$_\\]/u

/** A `#` alone may stand in a comment or a string too; asking for nothing would cost each instance dearly. */
const declaresPrivates = (maker: () => unknown): boolean => {
  const text = functionText(maker)
  if (!text.startsWith('class') || !mayHavePrivates.test(text)) return false
  const parts = codeFacts(text).class
  return parts === undefined || parts.privates !== undefined
}

/** `%ArrayIteratorPrototype%` and its like have no constructor, and a native `next`; that of what an `Intl.Segmenter` makes, `containing`. */
const isNamelessBuiltin = (prototype: object): boolean =>
  hasNative(prototype, 'next') || hasNative(prototype, 'containing')

const hasNative = (prototype: object, key: string): boolean => {
  const method = getOwnPropertyDescriptor(prototype, key)?.value as unknown
  return typeof method === 'function' && isNative(method)
}
