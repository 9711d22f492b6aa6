/**
 * Classes of Node itself that no global and no export leads to: `Headers`, which is loaded late, or the native one behind a hash. They go by a
 * name like all that every session has, so that two instances have nothing in common but that. Nobody finds them by it elsewhere.
 */
import { isNative } from './classify.ts'
import type { ReferenceTable } from './heap.ts'
import type { MeetClass } from './inheritance.ts'
import type { Inspector } from './inspector.ts'
import type { Shape } from './shapes.ts'
import { functionText, getOwnPropertyDescriptor, SafeWeakMap, symbolDescription } from './originals.ts'

const prefix = 'platform:'

export const isOfPlatform = (name: string): boolean => name.startsWith(prefix)

export class PlatformClasses {
  readonly #inspector: Inspector
  readonly #references: ReferenceTable
  readonly #met = new SafeWeakMap<object, true>()

  constructor(parts: { readonly inspector: Inspector; readonly references: ReferenceTable }) {
    this.#inspector = parts.inspector
    this.#references = parts.references
  }

  /** Somebody inherits from `prototype`, whose `constructor` is `maker`. */
  readonly meet: MeetClass = (prototype, maker) => {
    if (this.#met.has(prototype)) return
    this.#met.set(prototype, true)
    if (this.#references.nameOf(prototype) !== undefined) return
    if (getOwnPropertyDescriptor(maker, 'prototype')?.value !== prototype) return
    const text = functionText(maker)
    const script = isNative(maker) ? 'native' : text.startsWith('class') ? this.#inspector.scriptOf(maker) : ''
    if (script === 'native' || script.startsWith('node:'))
      this.#references.registerClass(
        `${prefix}${script}#${String(getOwnPropertyDescriptor(maker, 'name')?.value)}`,
        prototype,
      )
  }

  /** Symbols that Node keeps to itself are the keys of its instances. */
  meetKeys({ prototype, keys }: Shape): void {
    const name = prototype === null ? undefined : this.#references.nameOf(prototype)
    if (name === undefined || !isOfPlatform(name)) return
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as string | symbol
      if (typeof key === 'symbol') this.#references.registerSymbol(`${name}@@${symbolDescription(key) ?? ''}`, key)
    }
  }
}
