/**
 * Which private names each class gives its instances. A class that is made again from its text tells by a blank instance, on which nothing
 * of the user's ran; any other by what was seen of its instances, or by a blank one where making it does nothing. Objects
 * whose names are not those of the classes they inherit from are not understood, and not stored.
 */
import { types } from 'node:util'
import { UnmadeError } from '../errors.ts'
import {
  getOwnPropertyDescriptor,
  getPrototypeOf,
  SafeMap,
  SafeWeakMap,
  setPrototypeOf,
  symbolDescription,
} from '../originals.ts'
import { available, copyPrivate, definePrivate, isField, privateNames } from '../private-names.ts'
import { whileBlank } from './blank-switches.ts'
import type { ClassParts } from './class-parts.ts'
import type { CodeFacts } from './code-facts.ts'
import type { PrivateParts } from './private-parts.ts'

interface Layout {
  /** In the order in which an instance gets them. */
  readonly names: readonly symbol[]
  /** Has them. */
  readonly blank: object
}

/** How one prototype's objects were found. */
interface Found {
  readonly names: readonly symbol[]
  readonly whyNot: string | undefined
}

export type Constructor = new (...args: readonly unknown[]) => object

interface Declaring {
  readonly maker: Constructor
  readonly parts: PrivateParts
  readonly extends: boolean
}

export interface LayoutParts {
  readonly factsOf: (fn: object) => CodeFacts
  /** It comes with its module. */
  readonly isOfModule: (fn: object) => boolean
  /** The session may have the class, and know of no instance. */
  readonly isWorker: boolean
}

export class PrivateLayouts {
  readonly #parts: LayoutParts
  readonly #layouts = new SafeWeakMap<object, Layout>()
  readonly #ofModules = new SafeWeakMap<object, boolean>()
  #found = new SafeMap<object | null, Found>()

  constructor(parts: LayoutParts) {
    this.#parts = parts
  }

  /** Prototypes and classes may have changed since. */
  forget(): void {
    this.#found = new SafeMap()
  }

  /** Why an object can't be given its private names again, to follow `x is `. */
  whyNot(object: object, names: readonly symbol[]): string | undefined {
    if (typeof object === 'function') return this.#whyNotStatic(object, names)
    const prototype = getPrototypeOf(object) as object | null
    const found = this.#found.get(prototype)
    if (found !== undefined && sameNames(found.names, names)) return found.whyNot
    const whyNot = this.#whyNotInstance(prototype, { object, names })
    this.#found.set(prototype, { names, whyNot })
    return whyNot
  }

  #whyNotStatic(object: object, names: readonly symbol[]): string | undefined {
    const statics = this.#parts.factsOf(object).class?.privates?.statics
    return statics !== undefined && areCalled(names, statics) ? undefined : strange
  }

  #whyNotInstance(prototype: object | null, of: { readonly object: object; readonly names: readonly symbol[] }) {
    const classes = this.#declaringAbove(prototype)
    if (classes === undefined) return strange
    let at = 0
    for (const declaring of classes) {
      const count = countOf(declaring.parts)
      const own = of.names.slice(at, (at += count))
      if (!isLaidOut(own, declaring.parts)) return strange
      if (declaring.parts.whyNot !== undefined) return declaring.parts.whyNot
      if (!canBeBlank(declaring.parts)) {
        if (this.#isOfModule(declaring.maker)) return 'an object with private fields of a class of a module'
        if (this.#parts.isWorker) return 'an object with private fields of a class that does more than fill them'
      }
      // A class that extends something would have to be changed for it.
      const known = declaring.extends ? this.#layouts.get(declaring.maker) : this.#known(declaring)
      if (known === undefined) this.#layouts.set(declaring.maker, { names: own, blank: copyOf(of.object, own) })
      else if (!sameNames(known.names, own)) return strange
    }
    return at === of.names.length ? undefined : strange
  }

  #isOfModule(maker: object): boolean {
    let known = this.#ofModules.get(maker)
    if (known === undefined) this.#ofModules.set(maker, (known = this.#parts.isOfModule(maker)))
    return known
  }

  /** Gives objects the private names of the classes they inherit from, with these values, by the fields' names. */
  installer(): (object: object, values: readonly (readonly [name: unknown, value: unknown])[]) => void {
    const known = new SafeMap<object | null, readonly Layout[]>()
    return (object, values) => {
      const prototype = getPrototypeOf(object) as object | null
      let layouts = known.get(prototype)
      if (layouts === undefined) {
        layouts = (this.#declaringAbove(prototype) ?? []).map(declaring => this.#layoutOf(declaring))
        known.set(prototype, layouts)
      }
      install(object, layouts, values)
    }
  }

  #layoutOf(declaring: Declaring): Layout {
    const known = this.#known(declaring)
    if (known === undefined) throw new UnmadeError('no instance of its class was seen here yet')
    return known
  }

  #known({ maker, parts, extends: isDerived }: Declaring): Layout | undefined {
    if (!this.#layouts.has(maker) && canBeBlank(parts)) this.learnBlank(maker, { privates: parts, extends: isDerived })
    return this.#layouts.get(maker)
  }

  /** Of a class that runs nothing of the user's when it is made an instance of, at least now. */
  learnBlank(maker: Constructor, { privates, extends: isDerived }: Pick<ClassParts, 'privates' | 'extends'>): void {
    if (!available || privates === undefined) return
    const blank = whileBlank(() => (isDerived ? blankOfDerived(maker, privates) : blankOfBase(maker, privates)))
    const names = blank === undefined ? [] : privateNames(blank)
    if (blank !== undefined && isLaidOut(names, privates)) this.#layouts.set(maker, { names, blank })
  }

  /** The base first; undefined where what they inherit from isn't as classes made it. */
  #declaringAbove(prototype: object | null): readonly Declaring[] | undefined {
    const classes: Declaring[] = []
    for (let at = prototype; at !== null; at = getPrototypeOf(at) as object | null) {
      if (types.isProxy(at)) return undefined
      const maker = getOwnPropertyDescriptor(at, 'constructor')?.value as unknown
      if (typeof maker !== 'function' || types.isProxy(maker)) continue
      if (getOwnPropertyDescriptor(maker, 'prototype')?.value !== at) continue
      const facts = this.#parts.factsOf(maker).class
      if (facts?.privates === undefined || countOf(facts.privates) === 0) continue
      classes.unshift({ maker: maker as Constructor, parts: facts.privates, extends: facts.extends })
    }
    return classes
  }
}

const install = (
  object: object,
  layouts: readonly Layout[],
  values: readonly (readonly [name: unknown, value: unknown])[],
): void => {
  let at = 0
  for (const { names, blank } of layouts) {
    for (const name of names) {
      if (!isField(name)) copyPrivate(object, name, blank)
      else if (values[at]?.[0] === symbolDescription(name)) definePrivate(object, name, values[at++]?.[1])
      else throw new UnmadeError('its classes have other private fields')
    }
  }
  if (at !== values.length) throw new UnmadeError('its classes have other private fields')
}

/** Whenever one likes, without the user's code. */
const canBeBlank = ({ harmless, asksBlank }: PrivateParts): boolean => harmless || asksBlank

const strange = 'an object with private fields that its classes do not tell of'

const countOf = ({ methods, fields }: PrivateParts): number => (methods ? 1 : 0) + fields.length

const isLaidOut = (names: readonly symbol[], { methods, fields }: PrivateParts): boolean =>
  methods
    ? names.length > 0 && !isField(names[0] as symbol) && areCalled(names.slice(1), fields)
    : areCalled(names, fields)

const areCalled = (names: readonly symbol[], called: readonly unknown[]): boolean =>
  names.length === called.length && names.every((name, i) => isField(name) && symbolDescription(name) === called[i])

const sameNames = (a: readonly symbol[], b: readonly symbol[]): boolean =>
  a.length === b.length && a.every((name, i) => name === b[i])

/** Keeps nothing of the instance alive. */
const copyOf = (object: object, names: readonly symbol[]): object => {
  const blank = {}
  for (const name of names) {
    if (isField(name)) definePrivate(blank, name, undefined)
    else copyPrivate(blank, name, object)
  }
  return blank
}

/** An object of it has no setter above it that an assignment could reach. */
class Nothing {}
setPrototypeOf(Nothing.prototype, null)

const blankOfBase = (maker: Constructor, { parameters }: PrivateParts): object | undefined =>
  attempted(() => Reflect.construct(maker, argumentsOf(parameters), Nothing))

/** For that moment it extends what gives it the blank object. */
const blankOfDerived = (maker: Constructor, { parameters }: PrivateParts): object | undefined => {
  const blank = Object.create(null) as object
  const parent = getPrototypeOf(maker) as object | null
  class Giver {
    constructor() {
      // biome-ignore lint/correctness/noConstructorReturn: whoever extends it gets this very object
      return blank
    }
  }
  if (!attempted(() => setPrototypeOf(maker, Giver))) return undefined
  try {
    return attempted(() => Reflect.construct(maker, argumentsOf(parameters), Nothing))
  } finally {
    setPrototypeOf(maker, parent)
  }
}

/** The constructor's arguments: whatever it takes apart has all it asks for. */
const argumentsOf = (count: number): readonly unknown[] => Array.from({ length: count }, () => anything)

const anything: object = new Proxy(() => undefined, {
  get: (_, key) => (key === Symbol.iterator ? endlessly : key === Symbol.toPrimitive ? () => 0 : anything),
})
function* endlessly(): Generator<unknown> {
  for (;;) yield anything
}

const attempted = <T>(work: () => T): T | undefined => {
  try {
    return work()
  } catch {
    // A class that can't be made an instance of that way has no layout.
    return undefined
  }
}
