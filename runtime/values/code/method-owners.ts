/**
 * Which class each method came with. A method is found where its class's text puts it, at the class's first sight; it stays
 * that class's method when it is moved or replaced afterwards.
 */
import { functionText, getOwnPropertyDescriptor, SafeMap, SafeWeakMap } from '../originals.ts'
import type { ClassParts, MemberKey, MethodPart } from './class-parts.ts'

export interface MethodPlace {
  readonly owner: object
  readonly static: boolean
  readonly key: string | symbol
  readonly role: MethodPart['role']
}

export class MethodOwners {
  readonly #places = new SafeWeakMap<object, MethodPlace>()
  readonly #methods = new SafeWeakMap<object, Map<string, object>>()

  placeOf(method: object): MethodPlace | undefined {
    return this.#places.get(method)
  }

  /** The method that came with the class at that place. */
  methodAt({ owner, ...place }: MethodPlace): object | undefined {
    return this.#methods.get(owner)?.get(placeText(place))
  }

  /** Looks for the class's methods; at first sight only. */
  register(owner: object, parts: ClassParts): void {
    if (this.#methods.has(owner)) return
    const found = new SafeMap<string, object>()
    this.#methods.set(owner, found)
    const prototype = getOwnPropertyDescriptor(owner, 'prototype')?.value as object
    for (const part of parts.methods) {
      const key = keyIn(part.key)
      const method = getOwnPropertyDescriptor(part.static ? owner : prototype, key)?.[part.role] as unknown
      if (typeof method !== 'function' || functionText(method as () => unknown) !== part.text) continue
      const place = { static: part.static, key, role: part.role }
      found.set(placeText(place), method)
      if (!this.#places.has(method)) this.#places.set(method, { owner, ...place })
    }
  }
}

const keyIn = ({ name, wellKnown, registered }: MemberKey): string | symbol => {
  if (registered !== undefined) return Symbol.for(registered)
  return wellKnown === undefined ? (name ?? '') : (Symbol[wellKnown as 'iterator'] as symbol)
}

const placeText = (place: Omit<MethodPlace, 'owner'>): string => `${place.static}:${place.role}:${String(place.key)}`
